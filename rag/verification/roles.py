"""Who does what to whom: two names around a verb, and whether the cited text has them so."""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np

from index import Index
from index.embedding.embedder import Matrix
from index.matching import WordMatches
from index.words import fold
from rag.verification.mentions import Pair, acts, acts_itself, around_verbs
from rag.verification.polarity import matches
from rag.verification.whereabouts import Whereabouts, Word, reach, size, words_of

_FAR = 0.0015  # what a character between two places takes from how likely they are
_NEAR = 60.0  # English characters
_UNSURE = 0.3  # a name that is no likelier than this at its place tells nothing
_SHARP = 20.0  # how much likelier the likeliest of two places counts
_HEARD = 0.25  # words less alike than this, squared, say nothing
_REACHES = (8.0, 25.0)  # how far a word speaks for its neighbours: English characters
_SOME = 0.15  # what surroundings that hardly speak are divided by
_FEATURES = 10


@dataclass(frozen=True)
class Roles:
    """A claim beside the text it cites: how each pair of names around a verb is found there."""

    claim: str
    text: str
    index: Index
    pairs: Sequence[Pair] = field(init=False)

    def __post_init__(self) -> None:
        said = fold(self.claim)
        object.__setattr__(self, "claim", said)
        object.__setattr__(self, "text", fold(self.text))
        object.__setattr__(self, "pairs", around_verbs(said, self.index.concepts))

    def features(self) -> Iterator[tuple[str, list[float]]]:
        """Of each pair its sort, and what tells whether the text has it the same way round.

        The sort is `acting`, or `beside` where the verb is not that of the first name.
        """
        for pair in self.pairs:
            sort = "acting" if acts_itself(self.claim, pair) else "beside"
            found = len(self._there.places) > 1
            yield sort, self._of(pair) if found else [0.0] * _FEATURES

    @cached_property
    def _there(self) -> Whereabouts:
        return Whereabouts(self.text, self.index)

    @cached_property
    def _said(self) -> list[Word]:
        return words_of(self.claim)

    @cached_property
    def _matches(self) -> WordMatches:
        there = [word.text for word in self._there.words]
        return WordMatches.of([word.text for word in self._said], there)

    @cached_property
    def _alike(self) -> Matrix:
        """How alike the words of the claim and those of the text are, 0 to 1."""
        return np.square(np.maximum(self._matches.cosines, 0))

    @cached_property
    def _reaches(self) -> tuple[Matrix, Matrix]:
        return reach(self.claim), reach(self.text)

    def _of(self, pair: Pair) -> list[float]:
        one, other = pair
        found, sure, ordered = self._placed(pair)
        first, second = sorted(found, key=lambda m: m.start)
        said, between = self.claim[one.end : other.start], self.text[first.end : second.start]
        turn = -1.0 if _passive(said) != _passive(between) else 1.0
        order = turn if first is found[0] else -turn
        told, untold = self._core(pair, (first, second))
        certain = max(0.0, sure - _UNSURE)
        near = math.prod(max(0.0, 1 - size(part) / _NEAR) for part in (said, between))
        direct = near * certain if acts(between) or _passive(between) else 0.0
        close, sided, wide, wide_sided = self._surrounded(pair, found)
        return [
            order * direct,
            order * told,
            order * untold,
            close,
            sided,
            wide,
            wide_sided,
            close * certain,
            sided * certain,
            turn * ordered * certain,
        ]

    def _placed(self, pair: Pair) -> tuple[Pair, float, float]:
        """The likeliest places of both names, and how likely the less likely one is.

        The last value, -1 to 1, says how likely it is that they stand in the claim's order.
        """
        ones, others = (self._there.likely(m.name) for m in pair)
        start, end = (
            np.array([getattr(m, a) for m in self._there.places]) for a in ("start", "end")
        )
        gap = np.maximum(start[None, :] - end[:, None], start[:, None] - end[None, :])
        both = ones[:, None] + others[None, :] - _FAR * np.clip(gap, 0, 200)
        both[gap < 0] = -1.0
        shares = np.exp(_SHARP * (both - both.max()))
        ordered = float((shares * np.sign(start[None, :] - start[:, None])).sum() / shares.sum())
        at, other_at = np.unravel_index(np.argmax(both), both.shape)
        places = self._there.places
        return (places[at], places[other_at]), float(min(ones[at], others[other_at])), ordered

    def _surrounded(self, pair: Pair, found: Pair) -> list[float]:
        """Whether words that stand near one name in the claim stand near it in the text: -1 to 1.

        For each reach, on any side and on the same side.
        """
        alike = self._alike * (self._alike >= _HEARD)
        alike[[_touches(word, pair) for word in self._said]] = 0
        alike[:, [_touches(word, found) for word in self._there.words]] = 0
        if not alike.any():
            return [0.0] * 2 * len(_REACHES)
        best = (alike == alike.max(axis=0)) & (alike == alike.max(axis=1)[:, None])
        told = alike * best * self._matches.weights[:, None]
        ours = _distances(self._said, pair, self._reaches[0])
        theirs = _distances(self._there.words, found, self._reaches[1])
        scores = list[float]()
        for far in _REACHES:
            mine, other = np.exp(-np.abs(ours) / far), np.exp(-np.abs(theirs) / far)
            sides = [
                (mine * (sign * ours > 0)) @ told @ (other * (sign * theirs > 0)).T
                for sign in (-1, 1)
            ]
            scores += [_crossed(mine @ told @ other.T), _crossed(sides[0] + sides[1])]
        return scores

    def _core(self, pair: Pair, found: Pair) -> tuple[float, float]:
        """How much of what the claim says between the names the text says there, and the reverse."""
        said, there = _inside(self._said, pair), _inside(self._there.words, found)
        if not (said and there):
            return 0.0, 0.0
        alike = self._alike[np.ix_(said, there)]
        return (
            _mean(alike.max(axis=1), self._matches.weights[said]),
            _mean(alike.max(axis=0), self._matches.other_weights[there]),
        )


def _distances(words: Sequence[Word], names: Pair, along: Matrix) -> Matrix:
    """How far each word is from each name, before it negative: shape (2, len(words))."""
    start, end = (along[[getattr(word, a) for word in words]] for a in ("start", "end"))
    return np.array(
        [
            np.where(
                end <= along[name.start],
                np.minimum(end - along[name.start], 0) - 1,
                np.maximum(start - along[name.end], 0) + 1,
            )
            for name in names
        ]
    )


def _crossed(shared: Matrix) -> float:
    """What both names share with their own places less what they share with each other's: -1 to 1."""
    own, crossed = shared[0, 0] + shared[1, 1], shared[0, 1] + shared[1, 0]
    return float((own - crossed) / (own + crossed + _SOME))


def _mean(values: Matrix, weights: Matrix) -> float:
    total = float(weights.sum())
    return float(values @ weights) / total if total else 0.0


def _inside(words: Sequence[Word], pair: Pair) -> list[int]:
    first, second = pair
    return [n for n, w in enumerate(words) if w.start >= first.end and w.end <= second.start]


def _touches(word: Word, pair: Pair) -> bool:
    return any(word.start < name.end and name.start < word.end for name in pair)


def _passive(text: str) -> bool:
    return any(matches("passive", text))
