"""The catalog: the only truth. Everything else can be made from it again."""

from index.catalog.catalog import Catalog, Draft, PassageRow, Snapshot
from index.catalog.selection import Selection

__all__ = ["Catalog", "Draft", "PassageRow", "Selection", "Snapshot"]
