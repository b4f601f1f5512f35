"""The catalog in one SQLite file."""

from index.catalog.sqlite.catalog import SqliteCatalog

__all__ = ["SqliteCatalog"]
