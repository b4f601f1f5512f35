"""The searchable side: derived from the catalog, disposable."""

from index.searchable.searchable import Found, Searchable

__all__ = ["Found", "Searchable"]
