"""How alike two texts lean: in what they negate, or in what they say rose or fell.

How far each word leans, and how likely two texts say the same, was learned from sentence pairs
(`training/leanings.py`).
"""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from index.words import fold
from rag.trees import Trees
from rag.verification.phrases import NEGATORS, Phrase, phrases
from rag.verification.sides import Side
from rag.verification.whereabouts import size

Matrix = NDArray[np.float64]
_HAN = re.compile(r"[\u3400-\u9fff]")
_REACHES = (12, 24, 60)  # English characters within which words belong together
_MARKED = (0.2, 0.6)  # a word that leans this far does so by itself
_PLAIN = NEGATORS - {"非", "别"}  # which are mostly parts of other words


@dataclass(frozen=True, slots=True)
class Leaning:
    """`weights` says how far each phrase leans, one way (above 0) or the other.

    `alike` tells, for `same` language or `across`, how likely two texts say the same of it.
    """

    weights: Mapping[str, float]
    alike: Mapping[str, Trees]

    def probability(self, claim: str, text: str, relation: str) -> float | None:
        """How likely both say the same of it, 0 to 1; None where neither speaks of it."""
        found = self.features(claim, text, relation)
        return None if found is None else self.alike[relation].probability(found)

    def features(self, claim: str, text: str, relation: str) -> dict[str, float] | None:
        """What tells it: how far each leans, as a whole and by single words, and how far any place of one leans beyond the same place in the other.

        Across languages the English one comes first. None where no word leans.
        """
        across = relation == "across"
        han = _han(claim) > (_han(text) if across else 0)
        sides = (text, claim) if han and across else (claim, text)
        one, other = self._weighed(*map(fold, sides))
        if not (one.leans.any() or other.leans.any()):
            return None
        found = {"han": float(han), "gain": one.total - other.total}
        found["apart"] = abs(found["gain"])
        found["plain_gain"] = one.plain - other.plain
        found["plain_beyond_other"] = one.plain - other.total
        found["plain_beyond_one"] = one.total - other.plain
        found |= {f"one_{what}": value for what, value in one.alone()}
        found |= {f"other_{what}": value for what, value in other.alone()}
        for reach in _REACHES:
            near = one.near(reach), other.near(reach)
            beyond = one.beyond(other, *near), other.beyond(one, *near[::-1])
            found |= {f"one_{what}_{reach}": value for what, value in beyond[0].items()}
            found |= {f"other_{what}_{reach}": value for what, value in beyond[1].items()}
        return found

    def _weighed(self, one: str, other: str) -> "tuple[_Weighed, _Weighed]":
        left, right = Side.both(one, other)
        return _Weighed.of(left, self.weights), _Weighed.of(right, self.weights)


@dataclass(frozen=True, slots=True)
class _Weighed:
    """One side: how far it leans, how many plain negators it has, how far each word leans, and where each stands in English characters."""

    side: Side
    total: float
    plain: float
    leans: Matrix
    places: Matrix

    @classmethod
    def of(cls, side: Side, weights: Mapping[str, float]) -> Self:
        found = list(phrases(side.text))
        each = _spread(found, weights, len(side.text))
        ends = np.cumsum([0.0, *(size(sign) for sign in side.text)])
        return cls(
            side,
            float(each.sum()),
            float(sum(phrase in _PLAIN for phrase, _, _ in found)),
            np.array([each[w.start : w.end].sum() for w in side.words]),
            np.array([(ends[w.start] + ends[w.end]) / 2 for w in side.words]),
        )

    def alone(self) -> Iterator[tuple[str, float]]:
        """What it is without the other side."""
        yield "total", self.total
        yield "plain", self.plain
        yield "length", size(self.side.text)
        for limit in _MARKED:
            yield f"over_{limit}", float((self.leans > limit).sum())
            yield f"under_{limit}", float((self.leans < -limit).sum())

    def beyond(self, there: Self, near: Matrix, near_there: Matrix) -> dict[str, float]:
        """How far at most any place leans beyond the same place there, and short of it; how far the words do that lean themselves, and how well the place is known."""
        if not (len(self.leans) and len(there.leans)):
            return {"more": 0.0, "less": 0.0, "marked": 0.0, "known": 0.0}
        meant, says = self.side.meant()
        differs = near @ self.leans - (near_there @ there.leans)[meant]
        known = near @ says
        beyond = near @ (says * differs) / np.maximum(known, 1e-6)
        marked = beyond * np.minimum(1.0, 2 * np.abs(self.leans))
        at = int(np.argmax(np.abs(marked)))
        return {
            "more": max(0.0, float(beyond.max())),
            "less": max(0.0, float(-beyond.min())),
            "marked": float(marked[at]),
            "known": float(known[at]),
        }

    def near(self, reach: int) -> Matrix:
        """How near each word is to each: shape (words, words)."""
        gaps = np.abs(self.places[:, None] - self.places[None, :])
        return np.asarray(np.exp(-gaps / reach))


def _han(text: str) -> float:
    """How much of a text is Chinese, 0 to 1."""
    return len(_HAN.findall(text)) / max(1, len(text))


def _spread(found: Sequence[Phrase], weights: Mapping[str, float], length: int) -> Matrix:
    """How far each character leans, when what a phrase weighs is spread over it: shape (length,)."""
    each = np.zeros(length)
    for phrase, start, end in found:
        if weight := weights.get(phrase):
            each[start:end] += weight / (end - start)
    return each


def of_json(written: Mapping[str, Any]) -> Leaning:
    """A leaning, as its file has it."""
    alike = {relation: Trees(**trees) for relation, trees in written["alike"].items()}
    return Leaning(written["weights"], alike)


@cache
def shipped(name: str) -> Leaning:
    """The shipped one, `negation` or `direction`, read once."""
    text = resources.files("rag.data").joinpath(f"{name}.json").read_text("utf-8")
    return of_json(json.loads(text))
