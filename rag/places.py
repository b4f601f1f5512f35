"""Where concepts stand: in a statement, beside it, in its passage, its article, or its title."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Self

import numpy as np
from numpy.typing import NDArray

from index import Concept, Hit
from index.words import simplify, words_of
from rag.statements import Statement

Numbers = NDArray[np.int64]
_Held = NDArray[np.bool_]
_HAN = re.compile(r"[\u3400-\u9fff]")
NOWHERE = 4  # beside the numbers of Surroundings' places


@dataclass(frozen=True, slots=True)
class Place:
    """A text in which concepts are looked for, by words and, in Chinese, by characters too."""

    words: frozenset[str]
    text: str

    @classmethod
    def of(cls, text: str) -> Self:
        simplified = simplify(text)
        return cls(frozenset(words_of(simplified, fine=True)), simplified)

    def holds(self, concept: Concept) -> bool:
        return any(_held(spelling, [self]).all() for spelling in concept.spellings)


@dataclass(frozen=True, slots=True)
class Surroundings:
    """Statements in their order, and the numbers of the context, passage and article of each.

    A context is what a statement stands under: title, heading, source. Beside a statement are its context and the statement before it; its article is what was found of that.
    """

    own: Sequence[Place]
    contexts: Sequence[Place]
    context: Numbers
    passage: Numbers
    article: Numbers

    @classmethod
    def of(cls, found: Mapping[int, Sequence[Statement]], hits: Sequence[Hit]) -> Self:
        """Those of all statements; `found` has the ones of each hit by its number."""
        passage = [n for n, said in found.items() for _ in said]
        under = [f"{hit.title} {hit.heading} {hit.source}" for hit in hits]
        context = [under[n] for n in passage]
        return cls(
            [Place.of(statement.text) for said in found.values() for statement in said],
            [Place.of(text) for text in dict.fromkeys(context)],
            numbered(context),
            np.array(passage),
            numbered([hits[n].article_id for n in passage]),
        )

    def nearest(self, concepts: Sequence[Concept]) -> Numbers:
        """The number of the nearest place that holds each concept, or NOWHERE: shape (statements, concepts)."""
        spelled = (spelling for concept in concepts for spelling in concept.spellings)
        rows = {word: n for n, word in enumerate({word for words in spelled for word in words})}
        places = self._holding(list(rows))
        found = np.full((len(concepts), len(self.own)), NOWHERE)
        for row, concept in zip(found, concepts, strict=True):
            for spelling in concept.spellings:
                held = places[:, [rows[word] for word in spelling]].all(axis=1)
                nearest = np.where(held.any(axis=0), held.argmax(axis=0), NOWHERE)
                np.minimum(row, nearest, out=row)
        return found.T

    def _holding(self, words: Sequence[str]) -> _Held:
        """Whether places hold words: shape (NOWHERE, words, statements)."""
        own, contexts = _held(words, self.own), _held(words, self.contexts)
        before = np.zeros_like(own)
        before[:, 1:] = own[:, :-1] & (self.passage[1:] == self.passage[:-1])
        beside = contexts[:, self.context] | before
        return np.stack([own, beside, _anywhere(own, self.passage), _anywhere(own, self.article)])


def _held(words: Sequence[str], places: Sequence[Place]) -> _Held:
    """Whether each place holds each word: shape (words, places)."""
    held = [
        [word in place.text for place in places]
        if _HAN.match(word)
        else [word in place.words for place in places]
        for word in words
    ]
    return np.array(held, dtype=bool).reshape(len(words), len(places))


def numbered(names: Sequence[str]) -> Numbers:
    """A number for each name, the same for equal ones."""
    numbers = {name: n for n, name in enumerate(dict.fromkeys(names))}
    return np.array([numbers[name] for name in names])


def _anywhere(held: _Held, groups: Numbers) -> _Held:
    """Whether any statement of the same group holds a word."""
    together = (groups[:, np.newaxis] == groups).astype(float)
    return np.asarray(held @ together > 0)
