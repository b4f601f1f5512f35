"""FAISS and tantivy in the home folder."""

from index.searchable.local.local import LocalSearchable

__all__ = ["LocalSearchable"]
