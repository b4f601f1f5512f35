"""The names of a claim, and how well each is found in the text it cites."""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from index import Concept, Index
from index.words import fold, name_runs, simplify
from index.words import names as han_names
from rag.quantities import dates
from rag.verification.sounds import han_sounds, heard_in, latin_sounds, sound_alike, spelled

_TOKEN = re.compile(
    r"(?<![A-Za-z0-9])(?:[A-Z][\w'’&.-]*[\w&]|[A-Z]|[a-z]+[A-Z0-9][\w-]*)", re.ASCII
)
_LONG = 6  # consonants
_HAN = re.compile(r"[\u3400-\u9fff]")
_TRANSLITERATED = re.compile(r"[\u3400-\u9fff]{2,6}(?:·[\u3400-\u9fff]{1,8})+")
_COMMON = frozenset(
    [
        "the",
        "a",
        "an",
        "in",
        "on",
        "at",
        "of",
        "for",
        "and",
        "but",
        "or",
        "if",
        "it",
        "its",
        "he",
        "she",
        "they",
        "we",
        "i",
        "you",
        "this",
        "that",
        "these",
        "those",
        "there",
        "his",
        "her",
        "their",
        "our",
        "my",
        "your",
        "when",
        "while",
        "as",
        "after",
        "before",
        "since",
        "with",
        "from",
        "by",
        "to",
        "is",
        "are",
        "was",
        "were",
        "be",
        "will",
        "would",
        "can",
        "could",
        "not",
        "no",
        "yes",
        "so",
        "also",
        "however",
        "according",
        "mr",
        "mrs",
        "ms",
        "dr",
        "monday",
        "tuesday",
        "wednesday",
        "thursday",
        "friday",
        "saturday",
        "sunday",
        "january",
        "february",
        "march",
        "april",
        "may",
        "june",
        "july",
        "august",
        "september",
        "october",
        "november",
        "december",
        "jan",
        "feb",
        "mar",
        "apr",
        "jun",
        "jul",
        "aug",
        "sept",
        "sep",
        "oct",
        "nov",
        "dec",
        "us",
        "what",
        "who",
        "how",
        "why",
        "where",
        "which",
        "all",
        "some",
        "many",
        "most",
        "more",
        "one",
        "two",
        "three",
        "new",
        "now",
        "then",
        "here",
        "let",
        "q1",
        "q2",
        "q3",
        "q4",
        "cny",
        "rmb",
        "usd",
        "eur",
        "gbp",
        "hkd",
        "jpy",
        "pm",
        "am",
        "mw",
        "gw",
        "kw",
        "km",
        "kg",
        "gb",
        "tb",
        "mb",
    ]
)
_START = re.compile(r"(?:^|[.!?:;。！？：；“\"‘\n]\s*)$")


@dataclass(frozen=True, slots=True)
class Found:
    """A name and the ways in which it is found: all from 0 to 1."""

    name: str
    literal: float
    known: float
    spelled: float
    sound: float
    aligned: float

    @property
    def certain(self) -> bool:
        """Whether the text has the name itself, or another of its known spellings."""
        return bool(self.literal or self.known)


def features(found: Found) -> list[float]:
    """What tells whether a name that is not there itself is meant; a short one sounds like many."""
    sounds = han_sounds if _HAN.search(found.name) else latin_sounds
    length = min(len(sounds(simplify(found.name))), _LONG) / _LONG
    heard = [found.sound, length, found.sound * length]
    return [found.spelled, *heard, found.aligned]


def names(text: str) -> list[str]:
    """The names of a text: capitalised words that do not just begin a sentence, and Chinese names."""
    found = dict.fromkeys(_latin_names(fold(text)))
    han = [part for m in _TRANSLITERATED.findall(fold(text)) for part in m.split("·")[:-1]]
    return [*found, *dict.fromkeys([*han, *han_names(text)])]


def known_names(text: str, concepts: Callable[[str], Sequence[Concept]]) -> list[str]:
    """The Chinese names of a text that the table knows."""
    known = (c.text for c in concepts(text) if c.named and c.proper and not dates(c.text))
    return [
        name
        for name in known
        if _HAN.search(name) and len(name) > 1 and not any(map(str.isdigit, name))
    ]


def latin_tokens(text: str) -> Iterator[re.Match[str]]:
    """The capitalised words of a folded text."""
    return _TOKEN.finditer(text)


def _latin_names(text: str) -> list[str]:
    return [word for word, first in _capitalised(text) if not first]


def first_words(text: str) -> list[str]:
    """The capitalised words of a folded text that begin a sentence, and may be names or not."""
    return [word for word, first in _capitalised(text) if first]


def _capitalised(text: str) -> Iterator[tuple[str, bool]]:
    for match in _TOKEN.finditer(text):
        word = re.sub(r"['’]s?$", "", match[0])
        first = _START.search(text, 0, match.start()) and not re.search(r"[A-Z0-9]", word[1:])
        if word.lower() not in _COMMON:
            yield word, bool(first)


def find_names(claim: str, text: str, index: Index) -> list[Found]:
    """How each name of a claim is found in the cited text."""
    known_at_first = [
        word
        for word in first_words(fold(claim))
        if any(c.named and c.proper for c in index.concepts(word)) and not dates(word)
    ]
    known_han = known_names(claim, index.concepts)
    wanted = list(dict.fromkeys([*names(claim), *known_at_first, *known_han]))
    if not wanted:
        return []
    aligned = index.matches(wanted, text)
    known = _known(claim, text, index)
    plain, own = simplify(text), frozenset(index.words(text, fine=True))
    return [
        Found(
            name,
            _literal(name, plain, own, index),
            float(name.lower() in known),
            *_heard(name, text),
            match,
        )
        for name, match in zip(wanted, aligned, strict=True)
    ]


def _literal(name: str, plain: str, own: frozenset[str], index: Index) -> float:
    if _HAN.search(name):
        return float(name in plain)
    return float(set(index.words(name)) <= own or name.lower() in plain)


def held_concepts(claim: str, text: str, index: Index) -> tuple[list[Concept], list[Concept]]:
    """The concepts of a claim, and those of them that the text has in any known spelling."""
    words, plain = index.words(text, fine=True), simplify(text)
    run = f" {' '.join(index.words(text))} {' '.join(words)} "
    asked = [c for c in index.concepts(claim) if any(map(str.isalpha, c.text))]
    held = [
        concept
        for concept in asked
        if any(
            f" {' '.join(s)} " in run or (_HAN.search(s[0]) and "".join(s) in plain)
            for s in concept.spellings
        )
    ]
    return asked, held


def _known(claim: str, text: str, index: Index) -> set[str]:
    """The words of those names of the claim that the table knows and the text has in any spelling."""
    _, held = held_concepts(claim, text, index)
    named = [concept.text.lower() for concept in held if concept.named]
    return {*named, *(word for name in named for word in name.split())}


def _heard(name: str, text: str) -> tuple[float, float]:
    """Whether it is spelled out by characters, and how alike it sounds to what stands there."""
    if not _HAN.search(name):
        return float(len(name) > 1 and spelled(name, text)), heard_in(name, name_runs(text))
    latin = [match[0] for match in latin_tokens(fold(text))]
    pairs = [*latin, *(a + b for a, b in pairwise(latin))]
    sound = max((sound_alike(other, name) for other in pairs), default=0.0)
    return float(any(spelled(other, name) and len(other) > 3 for other in pairs)), sound
