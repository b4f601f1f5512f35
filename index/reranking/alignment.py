"""Word for word: how well each word of a query is matched by some word of a passage."""

from collections.abc import Sequence
from itertools import pairwise

import numpy as np

from index.embedding.embedder import Matrix
from index.embedding.static import StaticEmbedder, Tokens


class Alignment:
    """Late interaction (Khattab and Zaharia 2020) over the built-in embedder's word vectors.

    A query word counts as much as its vector is long, which training made small for words that say little.
    """

    decides = False
    candidates = 40

    def __init__(self, embedder: StaticEmbedder) -> None:
        self._embedder = embedder

    def scores(self, query: str, texts: Sequence[str]) -> Matrix:
        asked, *given = self._embedder.tokens([query, *texts])
        weights = self._embedder.lengths(asked)
        if not (texts and weights.any()):
            return np.zeros(len(texts), dtype=np.float32)
        known, places = np.unique(np.concatenate([asked, *given]), return_inverse=True)
        cosines = self._embedder.cosines(asked, known)
        ends = np.cumsum([len(asked), *(len(tokens) for tokens in given)])
        best = [
            cosines[:, places[start:end]].max(axis=1, initial=0.0) for start, end in pairwise(ends)
        ]
        return np.asarray(np.square(best) @ weights / weights.sum(), dtype=np.float32)

    def matches(self, phrases: Sequence[str], text: str) -> list[float]:
        """How well the words of each phrase are matched by words of `text`: 0 to 1, 0 for neither."""
        given, *asked = self._embedder.tokens([text, *phrases])
        return [self._match(tokens, given) for tokens in asked]

    def _match(self, tokens: Tokens, given: Tokens) -> float:
        weights = self._embedder.lengths(tokens)
        if not (len(given) and weights.any()):
            return 0.0
        best = self._embedder.cosines(tokens, given).max(axis=1, initial=0.0)
        return float(np.square(best) @ weights / weights.sum())
