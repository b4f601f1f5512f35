"""What a reranker is."""

from collections.abc import Sequence
from typing import Protocol

from index.embedding.embedder import Matrix


class Reranker(Protocol):
    """Compares a query with each candidate's text, which costs more than one vector for each.

    Where `decides` is true the scores alone order the candidates; else they are one part of the fused score. `candidates` is how many are worth its time.
    """

    decides: bool
    candidates: int

    def scores(self, query: str, texts: Sequence[str], *, mutual: bool = False) -> Matrix:
        """One score for each text, 0 to 1: float32, shape (len(texts),).

        `mutual` asks for texts that say what the query says and no more, such as its translations.
        """
        ...
