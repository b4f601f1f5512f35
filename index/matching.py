"""How near texts are to a query in meaning, on a scale that does not depend on a home's embedder."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Self

import numpy as np

from index.embedding import builtin
from index.embedding.embedder import Matrix, products
from index.reranking.alignment import Alignment


@dataclass(frozen=True, slots=True)
class Matches:
    """Texts beside a query, by the built-in embedder, whatever made the home's vectors.

    `cosines` (-1 to 1) has one value a text; `words` (0 to 1) says how well each token of the query is matched in each text, shape (texts, tokens); `weights` (0 and up) how much each token says.
    """

    cosines: Matrix
    words: Matrix
    weights: Matrix

    @classmethod
    def of(cls, queries: Sequence[str], texts: Sequence[str]) -> list[Self]:
        """Those of each query."""
        embedder = builtin()
        tokens = embedder.tokens([*queries, *texts])
        asked, given = tokens[: len(queries)], tokens[len(queries) :]
        vectors, alignment = embedder.vectors(given), Alignment(embedder)
        return [
            cls(
                products(vectors, vector),
                alignment.matches(query, given),
                embedder.lengths(query),
            )
            for query, vector in zip(asked, embedder.vectors(asked), strict=True)
        ]

    @property
    def alignment(self) -> Matrix:
        """How well all of the query is matched in each text, 0 to 1."""
        return self.weighted(np.ones_like(self.weights))

    def weighted(self, shares: Matrix) -> Matrix:
        """The same where each token counts only for its share, that of all texts or of each: shape (texts,)."""
        weights = self.weights * shares
        totals = weights.sum(axis=-1, keepdims=True)
        totals[totals == 0] = 1
        return products(self.words, weights / totals)


def phrases_matched(phrases: Sequence[str], text: str) -> list[float]:
    """How well the words of each phrase are matched by words of `text`: 0 to 1, 0 for neither."""
    embedder = builtin()
    alignment = Alignment(embedder)
    given, *asked = embedder.tokens([text, *phrases])
    return [float(alignment.of_tokens(tokens, [given])[0]) for tokens in asked]


@dataclass(frozen=True, slots=True)
class WordMatches:
    """Words beside other words: `cosines` has shape (words, others), `weights` and `other_weights` say how much each says (0 and up)."""

    cosines: Matrix
    weights: Matrix
    other_weights: Matrix

    @classmethod
    def of(cls, words: Sequence[str], others: Sequence[str]) -> Self:
        """Those of every word with every other one."""
        embedder = builtin()
        tokens = embedder.tokens([*words, *others])
        vectors = embedder.vectors(tokens)
        weights = np.array([embedder.lengths(t).sum() for t in tokens], dtype=np.float32)
        count = len(words)
        # row by row, as `products` says why: one word alone is a vector
        found = [products(vectors[count:], vector) for vector in vectors[:count]]
        cosines = np.array(found, dtype=np.float32).reshape(count, len(others))
        return cls(cosines, weights[:count], weights[count:])
