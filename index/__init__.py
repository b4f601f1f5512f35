"""From files to hits: articles, parsing, passages, embedders, storage, search.

Complete without questions. What other packages use is named here.
"""

from index.article import Added, Article, Outcome, Revision
from index.concepts import Concept
from index.embedding.embedder import EmbedderOptions
from index.errors import IndexFault
from index.index import Index
from index.ingest import ingest
from index.matching import Matches
from index.passage import Duplicate, Filters, Hit, Mode, Searched

__all__ = [
    "Added",
    "Article",
    "Concept",
    "Duplicate",
    "EmbedderOptions",
    "Filters",
    "Hit",
    "Index",
    "IndexFault",
    "Matches",
    "Mode",
    "Outcome",
    "Revision",
    "Searched",
    "ingest",
]
