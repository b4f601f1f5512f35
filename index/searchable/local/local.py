"""Vectors and terms of one home, kept up with its catalog."""

import threading
from collections.abc import Sequence
from pathlib import Path

from index.catalog import Catalog, Selection, Snapshot
from index.concepts import Concept
from index.counted import Counted
from index.embedding.embedder import Embedder, Matrix
from index.files import filling
from index.lock import HomeLock
from index.searchable.local.keeper import TermsKeeper
from index.searchable.local.vectors import Vectors
from index.searchable.searchable import Found, Progress

_SAVE_WAIT_S = 30.0
_SAVE_SHARE = 0.1  # the vectors are written again when this much of them is new


class LocalSearchable:
    """Derived files in `home`, beside any number of other processes that use them.

    The vectors that were added since they were last written are kept in memory.
    """

    def __init__(
        self, home: Path, catalog: Catalog, embedder: Embedder, progress: Progress | None = None
    ) -> None:
        self._home, self._catalog = home, catalog
        self._refreshing = threading.Lock()
        with catalog.reading() as snapshot:
            fingerprint = f"{embedder.fingerprint} {snapshot.generation}"
        self._vectors = Vectors(embedder.dimensions, fingerprint)
        self._keeper = TermsKeeper(home, catalog, progress)
        self._loaded = False

    def refresh(self, snapshot: Snapshot, *, own: int = 0) -> None:
        with self._refreshing:
            self._load()
            self._take_in_vectors(snapshot)
            self._keeper.catch_up(snapshot, own=own)

    def _load(self) -> None:
        """Load what is there. What has seen changes that the catalog has not is another's."""
        if not self._loaded:
            with self._catalog.reading() as fresh:
                most = fresh.sequence()
            self._vectors.load(self._home / "vectors", most)
            self._loaded = True

    def _take_in_vectors(self, snapshot: Snapshot) -> None:
        target = snapshot.sequence()
        if self._vectors.sequence < target:
            for keys, vectors in snapshot.vectors_between(self._vectors.sequence, target):
                self._vectors.add(keys, vectors)
            self._vectors.sequence = target

    def dense(self, vector: Matrix, limit: int, selection: Selection) -> Found:
        return self._vectors.search(vector, limit, selection)

    def lexical(self, concepts: Sequence[Concept], limit: int, selection: Selection) -> Found:
        return self._keeper.terms.search(concepts, limit, selection)

    def counted(self, words: Sequence[str]) -> Counted:
        return self._keeper.terms.counted(words)

    def keys(self) -> tuple[list[int], list[int]]:
        return self._vectors.keys(), self._keeper.terms.keys()

    def save(self) -> None:
        """Write the vectors where enough of them are new; the terms are written as they come."""
        behind = self._vectors.sequence - self._vectors.saved
        if not self._catalog.read_only and behind > _SAVE_SHARE * self._vectors.saved:
            with HomeLock(self._home, "vectors").held(_SAVE_WAIT_S), filling(self._home):
                self._vectors.save(self._home / "vectors")

    def close(self) -> None:
        self._keeper.close()
