"""Two texts beside each other, word by word."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from index.embedding.embedder import Matrix
from index.matching import WordMatches
from rag.verification.whereabouts import Word, words_of

_MOST = 300  # words of a text that are looked at; statements are far shorter
_HEARD = 0.2  # words less alike than this, squared, say nothing


@dataclass(frozen=True, slots=True)
class Side:
    """A folded text, its words, and for each how much it says and how alike (squared) those of the other text are."""

    text: str
    words: Sequence[Word]
    weights: Matrix
    alike: Matrix

    @classmethod
    def both(cls, one: str, other: str) -> tuple[Self, Self]:
        """Two folded texts beside each other."""
        ones, others = words_of(one)[:_MOST], words_of(other)[:_MOST]
        matches = WordMatches.of([w.text for w in ones], [w.text for w in others])
        alike = np.square(np.maximum(matches.cosines, 0))
        return (
            cls(one, ones, matches.weights, alike),
            cls(other, others, matches.other_weights, alike.T),
        )

    def meant(self) -> tuple[NDArray[Any], Matrix]:
        """For each word the one of the other text that is most like it, and how much that says; each text has a word."""
        meant = self.alike.argmax(axis=1)
        heard = self.alike[np.arange(len(meant)), meant]
        return meant, self.weights * heard * (heard >= _HEARD)
