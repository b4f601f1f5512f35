"""The SQLite catalog: transactions over the nouns beside this file."""

from collections.abc import Callable, Generator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from index.article import Added
from index.catalog.catalog import Draft, PassageRow
from index.catalog.sqlite import changes, embedders, passages, revisions
from index.catalog.sqlite.database import Database
from index.catalog.sqlite.snapshot import SqliteSnapshot
from index.embedding.embedder import Embedder, Matrix
from index.errors import EmbedderMismatch, HomeMissing

FILE = "catalog.sqlite3"
_REINDEX_BATCH = 256


class SqliteCatalog:
    """The catalog in `home`. Opening raises HomeMissing unless it exists or `embedder` is given.

    A new home records `embedder` under `name`; an existing one keeps its own.
    """

    def __init__(self, home: Path, clock: Callable[[], datetime] | None = None) -> None:
        if not (home / FILE).exists():
            raise HomeMissing(
                f"there is no index in {home}: make one with `groundwire ingest FILE`"
            )
        self._clock = clock or (lambda: datetime.now(UTC))
        self._database = Database(home / FILE, create=False)
        with self._database.reading() as reader:
            active = embedders.active(reader)
        if active is None:
            raise HomeMissing(f"{home} was never finished: run `groundwire ingest FILE` again")
        self._embedder, self.embedder_name, self.fingerprint = active
        self.read_only = self._database.read_only

    @staticmethod
    def create(home: Path, name: str, embedder: Embedder) -> None:
        """Make an empty home for vectors of this embedder, unless there is one already."""
        home.mkdir(parents=True, exist_ok=True)
        database = Database(home / FILE, create=True)
        try:
            with database.writing() as writer:
                if embedders.active(writer) is None:
                    key = embedders.register(
                        writer, name, embedder.fingerprint, embedder.dimensions
                    )
                    embedders.use(writer, key)
        finally:
            database.close()

    @contextmanager
    def reading(self) -> Generator[SqliteSnapshot, None, None]:
        with self._database.reading() as reader:
            active = embedders.active(reader)
            if active is None or active[2] != self.fingerprint:
                raise EmbedderMismatch("the home was re-indexed to another embedder: open it again")
            yield SqliteSnapshot(reader, self._embedder)

    @contextmanager
    def maintaining(self, wait_s: float) -> Generator[None, None, None]:
        """Keep other writers out while derived files are replaced."""
        with self._database.locked(wait_s):
            yield

    def add(self, drafts: Sequence[Draft]) -> list[Added]:
        with self._database.writing() as writer:
            now, added = self._clock(), []
            for draft in drafts:
                known = revisions.unchanged(writer, draft.article)
                if known is None:
                    revision, known = revisions.insert(writer, draft.article, now)
                    keys = passages.insert(writer, revision, draft.passages)
                    passages.insert_vectors(writer, self._embedder, keys, draft.vectors)
                    changes.record(writer, "revised", revision, now)
                added.append(known)
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
        done = 0
        while True:
            with self._database.reading() as reader:
                rows = passages.missing_vectors(reader, key, _REINDEX_BATCH)
            vectors = embed(rows) if rows else None
            with self._database.writing() as writer:
                if vectors is None:
                    if passages.missing_vectors(writer, key, 1):
                        continue  # another process has added some since
                    embedders.use(writer, key)
                    break
                passages.insert_vectors(writer, key, [row.key for row in rows], vectors)
            done += len(rows)
        self._embedder, self.embedder_name, self.fingerprint = key, name, embedder.fingerprint
        return done

    def close(self) -> None:
        self._database.close()
