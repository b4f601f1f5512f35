"""Words that turn a statement round, and whether those of two texts stand at the same place."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Self

import numpy as np

from index.embedding.embedder import Matrix
from index.matching import WordMatches
from rag.verification.whereabouts import Word, size, words_of

_BESIDE = 32.0  # English characters around such a word that it may be about
_REACH = 24.0  # and around its place in the other text
_HEARD = 0.2  # words less alike than this, squared, say nothing
_UNKNOWN = 0.5
Span = tuple[int, int]


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
        ones, others = words_of(one), words_of(other)
        matches = WordMatches.of([w.text for w in ones], [w.text for w in others])
        alike = np.square(np.maximum(matches.cosines, 0))
        return (
            cls(one, ones, matches.weights, alike),
            cls(other, others, matches.other_weights, alike.T),
        )

    def stray(self, cue: Span, there: Self, cues: Sequence[Span]) -> float:
        """How far from `cues` of the other side the words lie that are meant by those around `cue`: 0 to 1."""
        if not cues:
            return 1.0
        total, near = 0.0, 0.0
        for number, word in enumerate(self.words):
            gap = _gap((word.start, word.end), cue, self.text)
            at = int(self.alike[number].argmax()) if self.alike.shape[1] else -1
            if 0 < gap <= _BESIDE and at >= 0 and self.alike[number, at] >= _HEARD:
                meant = there.words[at]
                least = min(_gap((meant.start, meant.end), other, there.text) for other in cues)
                says = float(self.weights[number] * self.alike[number, at]) * math.exp(
                    -gap / _REACH
                )
                total += says
                near += says * math.exp(-least / _REACH)
        return 1 - near / total if total else _UNKNOWN


def _gap(one: Span, other: Span, text: str) -> float:
    """How much stands between two places, in English characters; 0 where they overlap."""
    first, second = sorted((one, other))
    return size(text[first[1] : second[0]]) + 1.0 if first[1] <= second[0] else 0.0
