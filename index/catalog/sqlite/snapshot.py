"""One consistent state of the SQLite catalog."""

import sqlite3
from collections.abc import Iterator, Sequence

from index.article import Added, Article, Revision
from index.catalog.catalog import PassageRow
from index.catalog.selection import Selection
from index.catalog.sqlite import changes, filters, generations, passages, revisions, vectors
from index.catalog.sqlite.embedders import Registered
from index.embedding.embedder import Matrix
from index.passage import Filters, Hit, Searched


class SqliteSnapshot:
    """Reads inside one transaction, vectors being those of `embedder`, the home's own."""

    def __init__(self, connection: sqlite3.Connection, embedder: Registered) -> None:
        self._connection = connection
        self._embedder = embedder.key
        self.embedder_name = embedder.name
        self.fingerprint = embedder.fingerprint
        self.generation = generations.current(connection)

    def sequence(self) -> int:
        return changes.last(self._connection)

    def unchanged(self, article: Article) -> Added | None:
        return revisions.unchanged(self._connection, article)

    def revision(self, article_id: str, number: int | None = None) -> Revision:
        return revisions.read(self._connection, article_id, number)

    def quote(self, article_id: str, number: int, start: int, end: int) -> str:
        return revisions.quote(self._connection, article_id, number, (start, end))

    def articles(self, *, after: str = "", limit: int = 100) -> list[Revision]:
        return revisions.page(self._connection, after, limit)

    def newest(self, wanted: Filters, after: str, limit: int) -> tuple[list[Revision], str]:
        return revisions.newest(self._connection, wanted, after, limit)

    def sources(self) -> dict[str, int]:
        return revisions.sources(self._connection)

    def source_names(self) -> list[str]:
        return revisions.source_names(self._connection)

    def unknown_sources(self, names: Sequence[str]) -> list[str]:
        return revisions.unknown_sources(self._connection, names)

    def select(self, wanted: Filters) -> Selection:
        return filters.select(self._connection, wanted)

    def searched(self, wanted: Filters) -> Searched:
        return filters.searched(self._connection, wanted)

    def hits(self, keys: Sequence[int], wanted: Filters) -> dict[int, Hit]:
        return passages.hits(self._connection, keys, wanted)

    def passages_between(self, after: int, until: int) -> Iterator[list[PassageRow]]:
        return passages.rows_between(self._connection, after, until)

    def vectors_between(self, after: int, until: int) -> Iterator[tuple[list[int], Matrix]]:
        return vectors.between(self._connection, self._embedder, after, until)

    def passage_keys(self, until: int) -> list[int]:
        return passages.keys(self._connection, until)

    def totals(self) -> dict[str, int]:
        queries = {
            "articles": "SELECT count(*) FROM articles WHERE current IS NOT NULL",
            "deleted": "SELECT count(*) FROM articles WHERE current IS NULL",
            "revisions": "SELECT count(*) FROM revisions",
            "passages": "SELECT count(*) FROM passages",
        }
        run = self._connection.execute
        return {name: int(run(query).fetchone()[0]) for name, query in queries.items()}
