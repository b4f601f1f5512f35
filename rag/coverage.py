"""How far statements, and what is around them, cover the concepts of a question."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from index import Concept, Index
from index.words import names, simplify
from rag.heard import with_heard_names
from rag.places import BESIDE, NOWHERE, PASSAGE, Numbers, Surroundings
from rag.question import Question
from rag.romanised import with_chinese_names

Matrix = NDArray[np.float64]
_NAME_WEIGHT = 1.3
_HIGHEST = 10.0  # about the rarity of a word that a large home does not know
_NEAR = np.array([1.0, 0.8, 0.6, 0.4, 0.0])
COVERAGE = (
    # weighted shares of the question's concepts by the nearest place that holds them
    "own",
    "beside",
    "passage",
    "article",
    "guessed",  # the share that is in the statement by a learned translation alone
    "guessed_near",  # the share that is so in its passage or beside it
    "own_names",  # the share of proper names that stand in the statement itself
    "names_missing",  # the share of proper names that stand nowhere
    "names_only",  # 1 where nothing but names is covered
    "rarest",  # 1 where the rarest concept is in the statement, less the farther away
    "second",  # the same for the second rarest
    "lost",  # the largest share of a concept that stands nowhere
    "lost_rarity",  # how rare it is, whatever else is asked for
    "lost_names",  # the share of all that seems to be a name and stands nowhere
    "lost_known",  # the share of concepts that stand nowhere though their names in both languages are known
    "lost_numbers",  # the share of numbers that stand neither in the passage nor beside it
)


@dataclass(frozen=True, slots=True)
class Coverage:
    """Concepts with their weights, and `nearest`: the number of the nearest place that holds each.

    Shape (statements, concepts); NOWHERE where there is none. `guessed` is the same with learned translations.
    """

    concepts: Sequence[Concept]
    weights: Matrix
    nearest: Numbers
    guessed: Numbers

    @classmethod
    def of(
        cls, question: Question, around: Surroundings, texts: Sequence[str], index: Index
    ) -> "Coverage":
        """`texts` are those of the statements."""
        concepts = with_chinese_names(question.concepts, [place.text for place in around.own])
        concepts = with_heard_names(concepts, question.about, texts)
        return cls(concepts, _weights(concepts, index), *around.nearest(concepts))

    @property
    def shares(self) -> Matrix:
        """The weight of each concept among all of them."""
        return np.asarray(self.weights / (self.weights.sum() or 1.0))

    def covered(self, number: int) -> frozenset[str]:
        """The concepts that a statement covers, itself or by what is around it."""
        places = zip(self.concepts, self.nearest[number], strict=True)
        return frozenset(concept.text for concept, place in places if place < NOWHERE)

    def near(self, number: int) -> frozenset[str]:
        """The concepts that stand in a statement or beside it: in its title, its heading, the one before it."""
        places = zip(self.concepts, self.nearest[number], strict=True)
        return frozenset(concept.text for concept, place in places if place <= BESIDE)

    def rows(self, question: Question) -> Matrix:
        """COVERAGE of each statement: shape (statements, COVERAGE)."""
        proper = np.array([concept.proper for concept in self.concepts], dtype=bool)
        missing, shares = self.nearest == NOWHERE, self.shares
        places = [(self.nearest == place) @ shares for place in range(NOWHERE)]
        known = ~missing
        only_names = known.any(axis=1) & ~(known & ~proper).any(axis=1) & missing.any(axis=1)
        rare = np.argsort(-self.weights, kind="stable")[:2]
        near = np.zeros((len(self.nearest), 2))
        near[:, : len(rare)] = _NEAR[self.nearest[:, rare]]
        named = proper | self._named(question)
        return np.column_stack([
            *places,
            ((self.guessed == 0) & (self.nearest > 0)) @ shares,
            ((self.guessed <= PASSAGE) & (self.nearest > PASSAGE)) @ shares,
            ((self.nearest == 0) & proper) @ shares,
            (missing & proper) @ shares,
            only_names,
            near,
            (missing * shares).max(axis=1, initial=0.0),
            (missing * self.weights).max(axis=1, initial=0.0) / _HIGHEST,
            (missing & named) @ shares,
            (missing & self._translated()) @ shares,
            ((self.nearest > PASSAGE) & self._numbers()) @ shares,
        ])  # fmt: skip

    def _named(self, question: Question) -> NDArray[np.bool_]:
        """What the dictionary takes for a name, as Chinese has no capitals."""
        found = {simplify(name) for name in names(question.search_text)}
        return np.array([concept.text in found for concept in self.concepts], dtype=bool)

    def _translated(self) -> NDArray[np.bool_]:
        """What the table of names has in both languages, not what translations or sounds add."""
        known = [concept.named and concept.in_both_scripts for concept in self.concepts]
        return np.array(known, dtype=bool)

    def _numbers(self) -> NDArray[np.bool_]:
        return np.array([concept.text[:1].isdigit() for concept in self.concepts], dtype=bool)


def _weights(concepts: Sequence[Concept], index: Index) -> Matrix:
    """A concept weighs as its most common spelling does: the rarest word in it counts."""
    words = sorted({word for c in concepts for spelling in c.spellings for word in spelling})
    rarity = dict(zip(words, index.rarity(words), strict=True))
    return np.array([_weight(concept, rarity) for concept in concepts], dtype=float)


def _weight(concept: Concept, rarity: Mapping[str, float]) -> float:
    spellings = [
        max(rarity[word] for word in spelling) for spelling in concept.spellings if spelling
    ]
    weight = min(spellings, default=0.0) + 0.5
    return weight * (_NAME_WEIGHT if concept.proper else 1.0)
