"""Proper names in a text, by what they name, as far as words and capital letters tell."""

import re

import rjieba

from index.words import fold
from rag.expectation import Expectation, Kind

_TAGS = {
    Kind.PERSON: {"nr", "nrt", "nrfg"},
    Kind.PLACE: {"ns"},
    Kind.ORGANISATION: {"nt", "nz"},
}
_LATIN = {
    Kind.PERSON: re.compile(r"[A-Z][\w'’.-]+(?: (?:[a-z]{2,3} )?[A-Z][\w'’.-]+)+"),
    Kind.PLACE: re.compile(r"(?:in|at|near|from|to|of|around) (?:the )?([A-Z][\w'’-]+(?: [A-Z][\w'’-]+)*)"),
    Kind.ORGANISATION: re.compile(r"(?<=[^.!?] )[A-Z][\w&'’-]*(?: [A-Z][\w&'’-]*)*"),
}  # fmt: skip
NAMED = frozenset(_TAGS)


def entities(text: str, kind: Kind) -> set[str]:
    """The names of that kind: whole expressions in Latin letters, single words in Chinese."""
    plain = fold(text)
    found = {word for word, tag in rjieba.tag(plain) if tag in _TAGS[kind] and len(word) > 1}
    return found | {match[match.lastindex or 0] for match in _LATIN[kind].finditer(plain)}


def names_another(text: str, expected: Expectation) -> bool:
    """Whether the text holds a name of the kind asked for that the question does not say itself."""
    return any(name not in expected.question for name in entities(text, expected.kind))
