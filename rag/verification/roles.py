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
from rag.verification.mentions import Mention, Pair, acting, acts
from rag.verification.polarity import matches
from rag.verification.whereabouts import Whereabouts, Word, size, words_of

_FAR = 0.0015  # what a character between two places takes from how likely they are
_NEAR = 60.0  # English characters
_SURE = 0.75  # a name that is this likely at its place is meant
_HEARD = 0.25  # words less alike than this, squared, say nothing
_REACH = {True: 30.0, False: 10.0}  # how far a word speaks for its neighbours: English, Chinese


@dataclass(frozen=True)
class Roles:
    """A claim beside the text it cites: how each pair of names that act is found there."""

    claim: str
    text: str
    index: Index
    pairs: Sequence[Pair] = field(init=False)

    def __post_init__(self) -> None:
        said = fold(self.claim)
        object.__setattr__(self, "claim", said)
        object.__setattr__(self, "text", fold(self.text))
        object.__setattr__(self, "pairs", acting(said, self.index.concepts))

    def features(self) -> Iterator[list[float]]:
        """What tells for each pair whether the text has it the same way round."""
        for pair in self.pairs:
            yield self._of(pair) if len(self._there.places) > 1 else [0.0] * 10

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

    def _of(self, pair: Pair) -> list[float]:
        one, other = pair
        found, sure, ahead = self._placed(pair)
        first, second = sorted(found, key=lambda m: m.start)
        between = self.text[first.end : second.start]
        turned = _passive(self.claim[one.end : other.start]) != _passive(between)
        order = (1.0 if first is found[0] else -1.0) * (-1.0 if turned else 1.0)
        lead = math.tanh(3 * ahead) * (-1.0 if turned else 1.0)
        votes = math.tanh(4 * self._votes(pair, found))
        told, untold = self._core(pair, (first, second))
        certain = max(0.0, sure - 0.4)
        said = self.claim[one.end : other.start]
        near = math.prod(max(0.0, 1 - size(part) / _NEAR) for part in (said, between))
        direct = near * certain if acts(between) or _passive(between) else 0.0
        return [
            order * certain,
            order * direct,
            order * direct if sure > _SURE else 0.0,
            order * told,
            order * untold,
            lead * certain,
            votes,
            votes * sure,
            max(0.0, min(lead, votes)),
            max(0.0, min(lead, sure, 3 * max(told, untold)) - 0.1),
        ]

    def _placed(self, pair: Pair) -> tuple[Pair, float, float]:
        """The likeliest places of both names, and how likely the less likely one is.

        The last value says by how much the claim's order is likelier than the other one.
        """
        ones, others = (self._there.likely(m.name) for m in pair)
        start, end = (
            np.array([getattr(m, a) for m in self._there.places]) for a in ("start", "end")
        )
        gap = np.maximum(start[None, :] - end[:, None], start[:, None] - end[None, :])
        both = ones[:, None] + others[None, :] - _FAR * np.clip(gap, 0, 200)
        both[gap < 0] = -1.0
        same_order = start[:, None] < start[None, :]
        ahead = both[same_order].max(initial=-1.0) - both[~same_order].max(initial=-1.0)
        at, other_at = np.unravel_index(np.argmax(both), both.shape)
        places = self._there.places
        found = (places[at], places[other_at])
        return found, float(min(ones[at], others[other_at])), float(ahead)

    def _votes(self, pair: Pair, found: Pair) -> float:
        """Whether words that stand nearer to one name in the claim do so in the text: -1 to 1."""
        squared, total, weight = np.square(self._cosines), 0.0, 0.5
        for number, word in enumerate(self._said):
            at = int(squared[number].argmax()) if squared.shape[1] else -1
            if at < 0 or squared[number, at] < _HEARD or _touches(word, pair):
                continue
            other = self._there.words[at]
            if not _touches(other, found):
                distance = min(_gap(word, name) for name in pair)
                reach = math.exp(-distance / _REACH[word.tag == "en"])
                says = float(squared[number, at] * self._matches.weights[number]) * reach
                total += says * _nearer(word, pair) * _nearer(other, found)
                weight += says
        return total / weight

    @cached_property
    def _cosines(self) -> Matrix:
        return np.maximum(self._matches.cosines, 0)

    def _core(self, pair: Pair, found: Pair) -> tuple[float, float]:
        """How much of what the claim says between the names the text says there, and the reverse."""
        said, there = _inside(self._said, pair), _inside(self._there.words, found)
        if not (said and there):
            return 0.0, 0.0
        alike = np.square(self._cosines[np.ix_(said, there)])
        return (
            _mean(alike.max(axis=1), self._matches.weights[said]),
            _mean(alike.max(axis=0), self._matches.other_weights[there]),
        )


def _mean(values: Matrix, weights: Matrix) -> float:
    total = float(weights.sum())
    return float(values @ weights) / total if total else 0.0


def _inside(words: Sequence[Word], pair: Pair) -> list[int]:
    first, second = pair
    return [n for n, w in enumerate(words) if w.start >= first.end and w.end <= second.start]


def _touches(word: Word, pair: Pair) -> bool:
    return any(word.start < name.end and name.start < word.end for name in pair)


def _gap(word: Word, name: Mention) -> int:
    return max(name.start - word.end, word.start - name.end, 0)


def _nearer(word: Word, pair: Pair) -> float:
    """1 where a word is at the first name, -1 at the second, 0 halfway."""
    one, other = (_gap(word, name) for name in pair)
    return (other - one) / (one + other + 4)


def _passive(text: str) -> bool:
    return any(matches("passive", text))
