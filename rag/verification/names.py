"""The names of a claim, and how well each is found in the text it cites."""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import pairwise

from index import Concept, Index
from index.words import fold, name_runs, simplify
from index.words import names as han_names
from rag.quantities import dates
from rag.tables import words
from rag.verification.sounds import han_sounds, heard_in, latin_sounds, sound_alike, spelled

_TOKEN = re.compile(
    r"(?<![A-Za-z0-9])(?:[A-Z](?:\.[A-Z])+\.|[A-Z][\w'’&.-]*[\w&]|[A-Z]|[a-z]+[A-Z0-9][\w-]*)",
    re.ASCII,
)
_LONG = 6  # consonants
_LETTERS = 3  # longer words in capitals are seldom abbreviations
_HAN = re.compile(r"[\u3400-\u9fff]")
_HAN_RUN = re.compile(r"[\u3400-\u9fff]+")
_TRANSLITERATED = re.compile(r"[\u3400-\u9fff]{2,6}(?:·[\u3400-\u9fff]{1,8})+")
_START = re.compile(r"(?:^|[.!?:;。！？：；“\"‘\n]\s*)$")


@dataclass(frozen=True, slots=True)
class Found:
    """A name and the ways in which it is found: all from 0 to 1."""

    name: str
    literal: float
    known: float
    spelled: float
    sound: float
    written: float
    aligned: float

    @property
    def certain(self) -> bool:
        """Whether the text has the name itself, or another of its known spellings."""
        return bool(self.literal or self.known)

    @property
    def sort(self) -> str:
        """`han`, `latin`, or `ordinary`: a Latin word that is mostly written small, such as Park."""
        if _HAN.search(self.name):
            return "han"
        return "ordinary" if ordinary(self.name) else "latin"


def features(found: Found) -> list[float]:
    """What tells whether a name that is not there itself is meant; a short one sounds like many."""
    sounds = han_sounds if _HAN.search(found.name) else latin_sounds
    length = min(len(sounds(simplify(found.name))), _LONG) / _LONG
    heard = [found.sound, length, found.sound * length]
    return [found.spelled, *heard, found.written, found.aligned]


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
        if _may_name(word):
            yield word, bool(first)


def _may_name(word: str) -> bool:
    """Whether a capitalised word may be a name: not I've, and not a word that is cried out (VERY)."""
    plain = re.split(r"['’]", word.lower())[0] or word.lower()
    cried = word.isupper() and len(word) > _LETTERS and ordinary(word)
    return plain not in words("no_names") and not cried


def ordinary(name: str) -> bool:
    """Whether it is mostly no name, whatever its capital or jieba's dictionary says."""
    return all(part in words("ordinary_words") for part in name.lower().split("-"))


def _wanted(claim: str, index: Index) -> list[str]:
    """The names of a claim that the text has to have."""
    at_first = [
        word
        for word in first_words(fold(claim))
        if (not ordinary(word) or any(c.named and c.proper for c in index.concepts(word)))
        and not dates(word)
    ]
    plain = [n for n in names(claim) if not (_HAN.search(n) and ordinary(n))]
    return list(dict.fromkeys([*plain, *at_first, *known_names(claim, index.concepts)]))


def find_names(claim: str, text: str, index: Index) -> list[Found]:
    """How each name of a claim is found in the cited text."""
    wanted = _wanted(claim, index)
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
            written_alike(name, text),
            match,
        )
        for name, match in zip(wanted, aligned, strict=True)
    ]


def _literal(name: str, plain: str, own: frozenset[str], index: Index) -> float:
    if _HAN.search(name):
        return float(name in plain)
    alone = rf"(?<![a-z0-9]){re.escape(name.lower())}(?![a-z0-9])"
    return float(set(index.words(name)) <= own or re.search(alone, plain) is not None)


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


def written_alike(name: str, text: str) -> float:
    """How much of a name stands in some word of its own script, in order: 0 to 1."""
    plain, wanted = fold(text), simplify(name)
    if _HAN.search(name):
        width = len(wanted)
        parts = {run[at : at + width] for run in _HAN_RUN.findall(plain) for at in range(len(run))}
        near = [part for part in parts if len(set(wanted) & set(part)) * 2 >= width]
    else:
        words_there = {match[0].lower() for match in latin_tokens(plain)}
        near = [word for word in words_there if word[0] == wanted[0] or word[-1] == wanted[-1]]
    return max((SequenceMatcher(None, wanted, other).ratio() for other in near), default=0.0)
