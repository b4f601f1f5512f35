"""What a candidate is worth: several scores made comparable, and one estimate made of them."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

# BM25 (k1 1.2) gives a word at most 2.2 times its rarity, and a title's 0.7 as much again
_MOST = 2.2 * 1.7


class Kind(StrEnum):
    """How a query relates to a passage: its language, and what is asked for.

    Exact queries have names or numbers. A statement, such as a sentence whose translation is looked for, is best found by its meaning as a whole; in its own language it needs no weights of its own.
    """

    SAME = "same"
    SAME_EXACT = "same-exact"
    ACROSS = "across"
    ACROSS_EXACT = "across-exact"
    ACROSS_STATEMENT = "across-statement"

    @classmethod
    def of(cls, *, same_language: bool, exact: bool, statement: bool = False) -> "Kind":
        """The kind of one query with one passage."""
        if same_language:
            return cls.SAME_EXACT if exact else cls.SAME
        if statement:
            return cls.ACROSS_STATEMENT
        return cls.ACROSS_EXACT if exact else cls.ACROSS


@dataclass(frozen=True, slots=True)
class Candidate:
    """A passage key with what it scored.

    `lexical` is BM25 over the most that the query's words can give (0 to 1), `dense` the cosine, `alignment` how well the query's words are matched one by one (0 to 1). None stands for what was not asked or not found.
    """

    key: int
    lexical: float | None = None
    dense: float | None = None
    alignment: float | None = None

    @property
    def related(self) -> bool:
        """Whether it has anything in common with the query."""
        return bool(self.lexical or self.dense)


@dataclass(frozen=True, slots=True)
class Weights:
    """Of a logistic regression: from scores to the probability that a passage is relevant."""

    lexical: float
    dense: float
    alignment: float = 0.0
    bias: float = 0.0

    def probability(self, candidate: Candidate) -> float:
        """0 to 1. A negative cosine counts as zero."""
        return 1 / (1 + math.exp(-self._sum(candidate)))

    def _sum(self, candidate: Candidate) -> float:
        return (
            self.bias
            + self.lexical * (candidate.lexical or 0.0)
            + self.dense * max(candidate.dense or 0.0, 0.0)
            + self.alignment * (candidate.alignment or 0.0)
        )


@dataclass(frozen=True, slots=True)
class Ranking:
    """The weights of each kind, as learned on development sets and stored with an embedder."""

    weights: Mapping[Kind, Weights]

    @classmethod
    def of(cls, written: Mapping[str, Mapping[str, float]]) -> "Ranking":
        """The ranking that a JSON object holds."""
        return cls({kind: Weights(**written[kind]) for kind in Kind})

    @classmethod
    def plain(cls, dense: float) -> "Ranking":
        """For an embedder of which nothing was learned: what a cosine of 1 counts beside words."""
        return cls(dict.fromkeys(Kind, Weights(lexical=4 * _MOST, dense=4 * dense, bias=-3.0)))


def candidates(
    lexical: dict[int, float], dense: dict[int, float], ideal: float, limit: int
) -> list[Candidate]:
    """The best of what two searches found, at most `limit`, ties by the older passage.

    `ideal` is the sum of the rarities of the query's words. BM25 over that and the cosine are added as they are (measured): the weights need the language of the passage.
    """
    most = ideal * _MOST or 1.0
    found = [
        Candidate(key, min(lexical[key] / most, 1.0) if key in lexical else None, dense.get(key))
        for key in lexical | dense
    ]
    related = [candidate for candidate in found if candidate.related]
    return sorted(related, key=_first_order)[:limit]


def _first_order(candidate: Candidate) -> tuple[float, int]:
    return -(candidate.lexical or 0.0) * _MOST - (candidate.dense or 0.0), candidate.key
