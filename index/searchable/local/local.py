"""Vectors and terms of one home, kept up with its catalog."""

import threading
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from pathlib import Path
from tempfile import TemporaryDirectory

from index.catalog import Selection, Snapshot
from index.concepts import Concept
from index.embedding.embedder import Matrix
from index.errors import HomeBusy, HomeReadOnly
from index.searchable.local.terms import Terms
from index.searchable.local.vectors import Vectors
from index.searchable.searchable import Found

Lock = Callable[[float], AbstractContextManager[None]]
_FOLLOW_WAIT_S = 2.0
_SAVE_SHARE = 0.1  # the vectors are written again when this much of them is new


class LocalSearchable:
    """Derived files in `home`; `lock` keeps other processes from replacing them meanwhile.

    In a home that cannot be written, what is behind is caught up in memory and a scratch folder.
    """

    def __init__(
        self, home: Path, *, dimensions: int, fingerprint: str, lock: Lock, read_only: bool
    ) -> None:
        self._vector_folder = home / "vectors"
        self._lock, self._read_only = lock, read_only
        self._refreshing = threading.Lock()
        self._scratch: TemporaryDirectory[str] | None = None
        self._vectors = Vectors(dimensions, fingerprint)
        self._vectors.load(self._vector_folder)
        self._terms = Terms(home / "terms")
        self._terms_whole = self._terms.open()

    def refresh(self, snapshot: Snapshot) -> None:
        target = snapshot.sequence()
        with self._refreshing:
            if self._vectors.sequence < target:
                for keys, vectors in snapshot.vectors_since(self._vectors.sequence):
                    self._vectors.add(keys, vectors)
                self._vectors.sequence = target
            if self._terms.sequence < target or not self._terms_whole:
                self._terms.follow()
                self._catch_up_terms(snapshot, target)

    def _catch_up_terms(self, snapshot: Snapshot, target: int) -> None:
        if self._terms.sequence >= target and self._terms_whole:
            return
        if self._read_only:
            self._catch_up_in_scratch(snapshot, target)
            return
        try:
            with self._lock(_FOLLOW_WAIT_S):
                self._terms.follow()  # the process that had the lock may have done it
                self._take_in_terms(snapshot, target)
        except HomeBusy:
            # A long ingest holds the lock: what is committed is found, the rest follows shortly.
            if not self._terms_whole:
                raise
        except HomeReadOnly:
            self._read_only = True
            self._catch_up_in_scratch(snapshot, target)

    def _take_in_terms(self, snapshot: Snapshot, target: int) -> None:
        if not self._terms_whole:
            self._terms.reset()
            self._terms_whole = True
        if self._terms.sequence < target:
            self._terms.add(snapshot.passages_since(self._terms.sequence), target)

    def _catch_up_in_scratch(self, snapshot: Snapshot, target: int) -> None:
        if self._scratch is None:
            self._scratch = TemporaryDirectory(prefix="groundwire-")
            self._terms = Terms(Path(self._scratch.name) / "terms")
            self._terms_whole = False
        self._take_in_terms(snapshot, target)

    def dense(self, vector: Matrix, limit: int, selection: Selection) -> Found:
        return self._vectors.search(vector, limit, selection)

    def lexical(self, concepts: Sequence[Concept], limit: int, selection: Selection) -> Found:
        return self._terms.search(concepts, limit, selection)

    def rarity(self, words: Sequence[str]) -> list[float]:
        return self._terms.rarity(words)

    def save(self) -> None:
        """Write the vectors where enough of them are new; the terms are written as they come."""
        behind = self._vectors.sequence - self._vectors.saved
        if not self._read_only and behind > _SAVE_SHARE * self._vectors.saved:
            with self._lock(_FOLLOW_WAIT_S):
                self._vectors.save(self._vector_folder)

    def close(self) -> None:
        if self._scratch:
            self._scratch.cleanup()
            self._scratch = None
