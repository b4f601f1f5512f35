"""Word for word: how well each word of a query is matched by some word of a passage."""

from collections.abc import Sequence

import numpy as np

from index.embedding.embedder import Matrix, products
from index.embedding.static import StaticEmbedder, Tokens


class Alignment:
    """Late interaction (Khattab and Zaharia 2020) over the built-in embedder's word vectors.

    A query word counts as much as its vector is long, which training made small for words that say little.
    """

    decides = False
    candidates = 40

    def __init__(self, embedder: StaticEmbedder) -> None:
        self._embedder = embedder

    def scores(self, query: str, texts: Sequence[str], *, mutual: bool = False) -> Matrix:
        self._embedder.forget()  # an answer's statements are cut from these texts
        asked, *given = self._embedder.tokens([query, *texts])
        aligned = self.of_tokens(asked, given)
        if not mutual:
            return aligned
        back = [self.of_tokens(tokens, [asked])[0] for tokens in given]
        return np.asarray((aligned + np.array(back, dtype=np.float32)) / 2, dtype=np.float32)

    def of_tokens(self, asked: Tokens, given: Sequence[Tokens]) -> Matrix:
        """The same for texts given as their tokens."""
        weights = self._embedder.lengths(asked)
        if not (given and weights.any()):
            return np.zeros(len(given), dtype=np.float32)
        return products(self.matches(asked, given), weights / weights.sum())

    def matches(self, asked: Tokens, given: Sequence[Tokens]) -> Matrix:
        """How well each asked token is matched in each text (0 to 1): shape (len(given), len(asked))."""
        if not len(asked):
            return np.zeros((len(given), 0), dtype=np.float32)
        known, places = np.unique(np.concatenate([asked, *given]), return_inverse=True)
        cosines = self._embedder.cosines(asked, known)
        lengths = np.array([len(tokens) for tokens in given], dtype=np.intp)
        told = np.flatnonzero(lengths)
        starts = (np.cumsum(lengths) - lengths)[told]
        best = np.zeros((len(given), len(asked)), dtype=np.float32)
        best[told] = np.maximum.reduceat(cosines[:, places[len(asked) :]], starts, axis=1).T
        return np.square(np.maximum(best, 0.0))
