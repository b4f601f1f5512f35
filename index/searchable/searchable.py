"""What can be searched, whatever holds the vectors and the terms."""

from collections.abc import Callable, Sequence
from typing import Protocol

from index.catalog import Selection, Snapshot
from index.concepts import Concept
from index.counted import Counted
from index.embedding.embedder import Matrix

Found = dict[int, float]
"""Passage keys with their scores, best first."""

Progress = Callable[[int, int], None]
"""Told how many of how many changes have been taken in."""


class Searchable(Protocol):
    """Vectors and terms of the catalog's passages, caught up on request."""

    def refresh(self, snapshot: Snapshot, *, own: int = 0) -> None:
        """Take in the changes up to the snapshot's; those up to `own` without fail.

        What another process has not taken in yet may follow a little later.
        """
        ...

    def dense(self, vector: Matrix, limit: int, selection: Selection) -> Found:
        """The passages whose vectors have the highest cosine with `vector`."""
        ...

    def lexical(self, concepts: Sequence[Concept], limit: int, selection: Selection) -> Found:
        """The passages with the highest BM25 score for the concepts."""
        ...

    def counted(self, words: Sequence[str]) -> Counted:
        """In how many passages each word stands."""
        ...

    def keys(self) -> tuple[list[int], list[int]]:
        """Every passage key among the vectors, and among the terms, each in order."""
        ...

    def save(self) -> None:
        """Write what is kept in memory, so that the next opening is fast."""
        ...

    def close(self) -> None:
        """Release files."""
        ...
