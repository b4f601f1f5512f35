"""The SQLite catalog: transactions over the nouns beside this file."""

import shutil
import sqlite3
from collections.abc import Callable, Generator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from index.article import Added
from index.catalog.catalog import Draft, PassageRow
from index.catalog.sqlite import changes, embedders, generations, passages, revisions, vectors
from index.catalog.sqlite.database import LOCK_WAIT_S, Database
from index.catalog.sqlite.opening import verify
from index.catalog.sqlite.snapshot import SqliteSnapshot
from index.catalog.sqlite.state import SqliteState
from index.embedding.embedder import Embedder, Matrix
from index.errors import EmbedderMismatch, HomeMissing, HomeReadOnly
from index.files import filling, sync_folder
from index.finding import Finding
from index.lock import HomeLock

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
        self.state = SqliteState(self._database)
        self._verified = False

    @staticmethod
    def create(home: Path, name: str, embedder: Embedder) -> None:
        """Make an empty home for vectors of this embedder, unless there is one already."""
        try:
            with filling(home):
                home.mkdir(parents=True, exist_ok=True)
            with filling(home), HomeLock(home, "writer").held(LOCK_WAIT_S):
                if not (home / FILE).exists():
                    _make_whole(home, name, embedder)
        except OSError as error:
            raise HomeReadOnly(
                f"{home} cannot be made ({error.strerror}): choose another home folder"
            ) from error

    @contextmanager
    def reading(self) -> Generator[SqliteSnapshot, None, None]:
        self._verify()
        with self._database.reading() as reader:
            yield SqliteSnapshot(reader, embedders.active(reader))

    def _verify(self) -> None:
        """Look at the catalog before its first use, and not at all for `check`."""
        if not self._verified:
            verify(self._database)
            self._verified = True

    def add(self, drafts: Sequence[Draft], fingerprint: str) -> list[Added]:
        self._verify()
        with self._database.writing() as writer:
            active = embedders.active(writer)
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
        self._verify()
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
        self._verify()
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
        from index.catalog.sqlite.checks import check

        note = self._database.witness.read()
        with self._database.reading() as reader:
            findings = list(check(reader))
            return [*findings, self._database.witness.finding(reader, note)]

    def back_up(self, path: Path) -> dict[str, object]:
        from index.catalog.sqlite.backup import back_up

        return back_up(self._database, path)

    def close(self) -> None:
        self._database.close()


def _make_whole(home: Path, name: str, embedder: Embedder) -> None:
    """Make a home's file aside and put it in its place: one that is there is never half made."""
    for left in home.glob(".making-*"):  # by a process that was killed: we hold the lock
        shutil.rmtree(left, ignore_errors=True)
    with TemporaryDirectory(dir=home, prefix=".making-") as folder:
        path = Path(folder) / FILE
        _make(path, name, embedder)
        path.replace(home / FILE)
    sync_folder(home)


def _make(path: Path, name: str, embedder: Embedder) -> None:
    """Write the file of an empty home."""
    database = Database(path, create=True)
    try:
        with database.writing() as writer:
            key = embedders.register(writer, name, embedder.fingerprint, embedder.dimensions)
            embedders.use(writer, key)
            generations.begin(writer)
    finally:
        database.close()
