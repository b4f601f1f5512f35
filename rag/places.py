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
# what an article calls its subject once it is known: the company, it
_KNOWN_BY = re.compile(r"公司|该|其|本[行司]|\b(?:company|firm|it|its)\b")
BESIDE, PASSAGE, NOWHERE = 1, 2, 4  # the numbers of places around a statement, which itself is 0


@dataclass(frozen=True, slots=True)
class Place:
    """A text in which concepts are looked for, by words and, in Chinese, by characters too.

    `run` has its words in their order, a space around each.
    """

    words: frozenset[str]
    text: str
    run: str

    @classmethod
    def of(cls, text: str) -> Self:
        simplified = simplify(text)
        found = words_of(simplified, fine=True)
        return cls(frozenset(found), simplified, f" {' '.join(found)} ")

    def holds(self, concept: Concept) -> bool:
        parts = (_parts(concept, spelling) for spelling in concept.spellings)
        return any(_held(found, [self]).all() for found in parts)


@dataclass(frozen=True, slots=True)
class Surroundings:
    """Statements in their order, and the numbers of what is around each.

    `subject` is what it is about without saying so: its heading, and its title where it speaks of "the company" or "it"; a name there counts as its own. Beside it are what it stands under (title, heading, source: `context`) and the statement before it. `article` is what was found of its article.
    """

    own: Sequence[Place]
    contexts: Sequence[Place]
    subject: Numbers
    context: Numbers
    passage: Numbers
    article: Numbers

    @classmethod
    def of(cls, found: Mapping[int, Sequence[Statement]], hits: Sequence[Hit]) -> Self:
        """Those of all statements; `found` has the ones of each hit by its number."""
        passage = [n for n, said in found.items() for _ in said]
        own = [Place.of(statement.text) for said in found.values() for statement in said]
        about = [_subject(hits[n], place) for n, place in zip(passage, own, strict=True)]
        under = [f"{hits[n].title} {hits[n].heading} {hits[n].source}" for n in passage]
        contexts = [Place.of(text) for text in dict.fromkeys([*about, *under])]
        subject, context = numbered([*about, *under]).reshape(2, len(own))
        article = numbered([hits[n].article_id for n in passage])
        return cls(own, contexts, subject, context, np.array(passage), article)

    def nearest(self, concepts: Sequence[Concept]) -> tuple[Numbers, Numbers]:
        """The number of the nearest place that holds each concept, or NOWHERE: shape (statements, concepts).

        The second is that of the nearest place that holds it or a translation of it.
        """
        parts = [[_parts(concept, s) for s in concept.all_spellings] for concept in concepts]
        every = {part for spelled in parts for found in spelled for part in found}
        rows = {part: n for n, part in enumerate(every)}
        places, subjects = self._holding(list(rows))
        found = np.full((2, len(concepts), len(self.own)), NOWHERE)
        for n, concept in enumerate(concepts):
            for m, spelling in enumerate(parts[n]):
                own = [rows[part] for part in spelling]
                held = np.asarray(places[:, own].all(axis=1))
                if concept.proper:
                    held[0] |= subjects[own].all(axis=0)
                nearest = np.where(held.any(axis=0), held.argmax(axis=0), NOWHERE)
                for row in found[m >= len(concept.spellings) :, n]:
                    np.minimum(row, nearest, out=row)
        sure, guessed = found
        return sure.T, guessed.T

    def _holding(self, words: Sequence[str]) -> tuple[_Held, _Held]:
        """Whether places and subjects hold words: shape (NOWHERE, words, statements) and less the first."""
        own, contexts = _held(words, self.own), _held(words, self.contexts)
        before = np.zeros_like(own)
        before[:, 1:] = own[:, :-1] & (self.passage[1:] == self.passage[:-1])
        beside = contexts[:, self.context] | before
        passage, article = _anywhere(own, self.passage), _anywhere(own, self.article)
        return np.stack([own, beside, passage, article]), contexts[:, self.subject]


def _parts(concept: Concept, spelling: Sequence[str]) -> Sequence[str]:
    """What of a spelling has to be in a place: its words, or a name as a whole, with a space around each word in Latin letters."""
    if not concept.proper or len(spelling) == 1 or len({*map(str.isascii, spelling)}) > 1:
        return spelling
    return [f" {' '.join(spelling)} "] if spelling[0].isascii() else ["".join(spelling)]


def _held(parts: Sequence[str], places: Sequence[Place]) -> _Held:
    """Whether each place holds each word, or run of words: shape (parts, places)."""
    held = [[_holds(place, part) for place in places] for part in parts]
    return np.array(held, dtype=bool).reshape(len(parts), len(places))


def _holds(place: Place, part: str) -> bool:
    if part[0] == " ":
        return part in place.run
    return part in (place.text if _HAN.match(part) else place.words)


def numbered(names: Sequence[str]) -> Numbers:
    """A number for each name, the same for equal ones."""
    numbers = {name: n for n, name in enumerate(dict.fromkeys(names))}
    return np.array([numbers[name] for name in names])


def _anywhere(held: _Held, groups: Numbers) -> _Held:
    """Whether any statement of the same group holds a word."""
    together = (groups[:, np.newaxis] == groups).astype(float)
    return np.asarray(held @ together > 0)


def _subject(hit: Hit, own: Place) -> str:
    return f"{hit.title} {hit.heading}" if _KNOWN_BY.search(own.text) else hit.heading
