"""Where concepts stand: in a statement, beside it, in its passage, its article, or its title."""

import re
from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Self

from index import Concept, Hit
from index.words import simplify, words_of
from rag.statements import Statement

_HAN = re.compile(r"[\u3400-\u9fff]")
# what an article calls its subject once it is known: the company, it
_KNOWN_BY = re.compile(r"公司|该|其|本[行司]|\b(?:company|firm|it|its)\b")
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

    @classmethod
    def joined(cls, places: Iterable["Place"]) -> "Place":
        """All of several places."""
        found = list(places)
        return cls(
            frozenset().union(*(place.words for place in found)),
            "\n".join(place.text for place in found),
        )

    def holds(self, concept: Concept) -> bool:
        return any(all(self._has(word) for word in spelling) for spelling in concept.spellings)

    def _has(self, word: str) -> bool:
        return word in self.words or bool(_HAN.match(word) and word in self.text)


@dataclass(frozen=True, slots=True)
class Surroundings:
    """Places around one statement, the nearest first.

    `subject` is what it is about without saying so: its heading, and its title where it speaks of "the company" or "it"; a name there counts as its own. `beside` is what it stands under (title, heading, source) and the statement before it; `article` is what was found of its article.
    """

    own: Place
    subject: Place
    beside: Place
    passage: Place
    article: Place


def nearest(concept: Concept, around: Sequence[Surroundings]) -> list[int]:
    """For each statement the number of the nearest place that holds a concept, or NOWHERE."""
    shared = {id(place): place for each in around for place in (each.passage, each.article)}
    held = {key for key, place in shared.items() if place.holds(concept)}
    return [_nearest(concept, each, held) for each in around]


def _nearest(concept: Concept, around: Surroundings, held: Container[int]) -> int:
    """What an article does not hold, no part of it does: that is asked first."""
    within = id(around.passage) in held
    if within and around.own.holds(concept):
        return 0
    if concept.proper and around.subject.holds(concept):
        return 0
    if around.beside.holds(concept):
        return 1
    if within:
        return 2
    return 3 if id(around.article) in held else NOWHERE


def surroundings(
    found: Mapping[int, Sequence[Statement]], hits: Sequence[Hit]
) -> list[Surroundings]:
    """The surroundings of every statement; `found` has those of each hit by its number."""
    own = {n: [Place.of(s.text) for s in said] for n, said in found.items()}
    subjects = {n: [_subject(hits[n], place) for place in places] for n, places in own.items()}
    texts = {_context(hit) for hit in hits} | {text for said in subjects.values() for text in said}
    contexts = {text: Place.of(text) for text in texts}
    passages = {n: Place.joined(places) for n, places in own.items()}
    articles = dict[str, list[Place]]()
    for (
        n,
        place,
    ) in passages.items():  # a hit that only has signs and bracketed numbers says nothing
        articles.setdefault(hits[n].article_id, []).append(place)
    wholes = {key: Place.joined(places) for key, places in articles.items()}
    return [
        Surroundings(
            place,
            contexts[subjects[n][at]],
            Place.joined([contexts[_context(hits[n])], *own[n][max(at - 1, 0) : at]]),
            passages[n],
            wholes[hits[n].article_id],
        )
        for n in found
        for at, place in enumerate(own[n])
    ]


def _context(hit: Hit) -> str:
    return f"{hit.title} {hit.heading} {hit.source}"


def _subject(hit: Hit, own: Place) -> str:
    return f"{hit.title} {hit.heading}" if _KNOWN_BY.search(own.text) else hit.heading
