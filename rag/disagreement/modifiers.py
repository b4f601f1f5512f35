"""Words that narrow a measure down: adult fares and children's fares are two things."""

import re
from collections.abc import Iterator, Sequence

import rjieba

from index import Concept
from index.words import simplify, words

_HAN = re.compile(r"[\u3400-\u9fff]{2,}")
_LATIN = re.compile(r"[a-z]{4,}")
_LINK = frozenset(["的", " "])
_NO_MODIFIER = re.compile(r"^(?:[vpdumtcyx]|nr|ns|nt)(?!n)")
_VERBAL = re.compile(r"(?:ed|ing|ly|s)$")
_EMPTY = frozenset(
    ["公司", "集团", "该公司", "其中", "with", "from", "that", "this", "their", "than", "about", "over", "will"]
)  # fmt: skip


def narrowed_apart(one: str, other: str, concepts: Sequence[Concept], asked: str) -> bool:
    """Whether two texts narrow one of the concepts down, each by another word."""
    given = simplify(asked)
    for concept in concepts:
        mine, theirs = (frozenset(_before(t, concept, given)) for t in (one, other))
        if mine and theirs and not mine & theirs:
            return True
    return False


def _before(text: str, concept: Concept, asked: str) -> Iterator[str]:
    """The words before the concept that describe it and are not in the question."""
    forms = {word for spelling in concept.spellings for word in spelling}
    last, tagged = "", ""
    for word, tag in rjieba.tag(simplify(text)):
        if word in _LINK:
            continue
        stem = next(iter(words(word)), word)
        if {word, stem} & forms and _modifies(last, tagged) and last not in asked:
            yield last
        last, tagged = word, tag


def _modifies(word: str, tag: str) -> bool:
    if word in _EMPTY or _NO_MODIFIER.match(tag):
        return False
    if _HAN.fullmatch(word):
        return True
    return _LATIN.fullmatch(word) is not None and not _VERBAL.search(word)
