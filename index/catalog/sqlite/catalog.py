"""The SQLite catalog: transactions over the nouns beside this file."""

import sqlite3
from collections.abc import Callable, Generator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from index.article import Added
from index.catalog.catalog import Draft, PassageRow
from index.catalog.sqlite import changes, embedders, generations, passages, revisions, vectors
from index.catalog.sqlite.backup import back_up
from index.catalog.sqlite.checks import check
from index.catalog.sqlite.database import Database
from index.catalog.sqlite.embedders import Registered
from index.catalog.sqlite.snapshot import SqliteSnapshot
from index.embedding.embedder import Embedder, Matrix
from index.errors import EmbedderMismatch, HomeMissing, HomeReadOnly
from index.finding import Finding

FILE = "catalog.sqlite3"
_REINDEX_BATCH = 256


class SqliteCatalog:
    """The catalog in `home`. Raises HomeMissing where there is none, or a HomeFault."""

    def __init__(self, home: Path, clock: Callable[[], datetime] | None = None) -> None:
        if not (home / FILE).exists():
            raise HomeMissing(
                f"there is no index in {home}: make one with `groundwire ingest FILE`"
            )
        self._home = home
        self._clock = clock or (lambda: datetime.now(UTC))
        self._database = Database(home / FILE, create=False)
        self.read_only = self._database.read_only

    @staticmethod
    def create(home: Path, name: str, embedder: Embedder) -> None:
        """Make an empty home for vectors of this embedder, unless there is one already."""
        try:
            home.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise HomeReadOnly(
                f"{home} cannot be made ({error.strerror}): choose another home folder"
            ) from error
        database = Database(home / FILE, create=True)
        try:
            with database.writing() as writer:
                if embedders.active(writer) is None:
                    key = embedders.register(
                        writer, name, embedder.fingerprint, embedder.dimensions
                    )
                    embedders.use(writer, key)
                    generations.begin(writer)
        finally:
            database.close()

    @contextmanager
    def reading(self) -> Generator[SqliteSnapshot, None, None]:
        with self._database.reading() as reader:
            yield SqliteSnapshot(reader, self._active(reader))

    def _active(self, connection: sqlite3.Connection) -> Registered:
        active = embedders.active(connection)
        if active is None:
            raise HomeMissing(
                f"{self._home} was never finished: run `groundwire ingest FILE` again"
            )
        return active

    def add(self, drafts: Sequence[Draft], fingerprint: str) -> list[Added]:
        with self._database.writing() as writer:
            active = self._active(writer)
            if active.fingerprint != fingerprint:
                raise EmbedderMismatch(
                    f"{self._home} was re-indexed with {active.name!r} meanwhile"
                )
            now = self._clock()
            return [self._add(writer, draft, active.key, now) for draft in drafts]

    @staticmethod
    def _add(writer: sqlite3.Connection, draft: Draft, embedder: int, now: datetime) -> Added:
        known = revisions.unchanged(writer, draft.article)
        if known is not None:
            return known
        revision, added = revisions.insert(writer, draft.article, len(draft.passages), now)
        keys = passages.insert(writer, revision, draft.passages)
        vectors.insert(writer, embedder, keys, draft.vectors)
        changes.record(writer, "revised", revision, now)
        return added

    def delete(self, article_ids: Sequence[str]) -> list[bool]:
        with self._database.writing() as writer:
            now, deleted = self._clock(), []
            for article_id in article_ids:
                revision = revisions.end(writer, article_id, now)
                if revision is not None:
                    changes.record(writer, "deleted", revision, now)
                deleted.append(revision is not None)
        return deleted

    def reindex(
        self, name: str, embedder: Embedder, embed: Callable[[list[PassageRow]], Matrix]
    ) -> int:
        """Embed every passage anew beside the old vectors, then switch in one transaction.

        Returns the number of passages embedded. Interrupted, it goes on where it stopped.
        """
        with self._database.writing() as writer:
            key = embedders.register(writer, name, embedder.fingerprint, embedder.dimensions)
        done = after = 0
        while True:
            with self._database.reading() as reader:
                rows = vectors.missing(reader, key, after, _REINDEX_BATCH)
            if not rows and self._switch(key):
                return done
            if rows:
                matrix = embed(rows)
                with self._database.writing() as writer:
                    vectors.insert(writer, key, [row.key for row in rows], matrix)
            done, after = done + len(rows), rows[-1].key if rows else 0

    def _switch(self, key: int) -> bool:
        """Make an embedder the home's own, unless passages have come since that it lacks."""
        with self._database.writing() as writer:
            if vectors.missing(writer, key, 0, 1):
                return False
            embedders.use(writer, key)
        return True

    def check(self) -> list[Finding]:
        with self._database.reading() as reader:
            active = embedders.active(reader)
            return list(check(reader, active.key if active else 0))

    def back_up(self, path: Path) -> dict[str, object]:
        return back_up(self._database, path)

    def close(self) -> None:
        self._database.close()
