"""The names of a claim, and how well each is found in the text it cites."""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import cache

from index import Concept, Index
from index.words import fold, simplify
from index.words import names as han_names
from index.words import words as stemmed
from rag.quantities import dates
from rag.tables import rows, words
from rag.transliteration import NOWHERE, characters, plain, shipped, spellings

_TOKEN = re.compile(
    r"(?<![A-Za-z0-9À-ɏ])(?:[A-Z](?:\.[A-Z])+\.|[A-ZÀ-ÖØ-Þ][\wÀ-ɏ'’&.-]*[\wÀ-ɏ&]|[A-Z]"
    r"|[a-z]+[A-Z0-9][\w-]*)",
    re.ASCII,
)
_LONG = 10  # letters
_AROUND = 5  # characters beside a name that may belong to it
_PERSON, _USUAL = 3, 0.5  # characters of a person's name; how usual those of a foreign one are
_LETTERS = 3  # longer words in capitals are seldom abbreviations
_HAN = re.compile(r"[\u3400-\u9fff]")
_HAN_RUN = re.compile(r"[\u3400-\u9fff]+")
_TRANSLITERATED = re.compile(r"[\u3400-\u9fff]{2,6}(?:[·•・‧][\u3400-\u9fff]{1,8})+")
# the end of a capitalised word that is none of its name: Taliban-like, MPs, Brink's
_ENDING = re.compile(r"['’]s?$|-[a-z].*$|(?<=[A-Z]{2})s$")
_LONG_WORD, _TITLE = re.compile(r"(?<![A-Za-z])[A-Za-z]{4,}"), 4
_POINTED = re.compile(r"(?<![A-Za-z.])(?:[A-Z]\.){2,}")
_POINT = re.compile(r"[·•・‧]")
_START = re.compile(r"(?:^|[.!?:;。！？：；“\"‘\n]\s*)$")


@dataclass(frozen=True, slots=True)
class Found:
    """A name and the ways in which it is found: all from 0 to 1."""

    name: str
    literal: float
    known: float
    gain: float
    written: float
    aligned: float

    @property
    def certain(self) -> bool:
        """Whether the text has the name itself, or another of its known spellings."""
        return bool(self.literal or self.known)

    @property
    def sort(self) -> str:
        """`han`, `latin`, or `ordinary`: a Latin word that is often written small, such as Park."""
        if _HAN.search(self.name):
            return "han"
        return "ordinary" if generic(self.name) else "latin"


def features(found: Found) -> list[float]:
    """What tells whether a name that is not there itself is meant; a short one sounds like many."""
    size = len(characters(found.name)) * 2 if _HAN.search(found.name) else len(plain(found.name))
    rate = found.gain / max(size, 2)
    return [found.gain / 10, rate, min(size, _LONG) / _LONG, found.written, found.aligned]


def names(text: str) -> list[str]:
    """The names of a text: capitalised words that do not just begin a sentence, and Chinese names."""
    found = dict.fromkeys(_latin_names(fold(text)))
    parts = [_POINT.split(m)[:-1] for m in _TRANSLITERATED.findall(fold(text))]
    han = [part for first, *others in parts for part in (_foreign(first), *others) if len(part) > 1]
    return [*found, *dict.fromkeys([*han, *han_names(text)])]


def _foreign(run: str) -> str:
    """The end of some characters that spells a foreign name: 特雷莎 in 英国首相特雷莎."""
    start = len(run)
    while start and shipped().nameness(run[start - 1]) > 0:
        start -= 1
    return run[start:]


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
    titled = _titled(text)
    for match in _TOKEN.finditer(text):
        word = _ENDING.sub("", match[0])
        first = titled or _START.search(text, 0, match.start())
        joined = len(word) == 1 and _HAN.match(text, match.end())  # T恤
        if _may_name(word) and not joined:
            yield word, bool(first and not re.search(r"[A-Z0-9]", word[1:]))


def _titled(text: str) -> bool:
    """Whether it is a title, in which a capital says nothing."""
    long = _LONG_WORD.findall(text)
    return len(long) >= _TITLE and all(map(str.isupper, (word[0] for word in long)))


def _may_name(word: str) -> bool:
    """Whether a capitalised word may be a name: not I've, and not a word that is cried out (VERY)."""
    plain = re.split(r"['’]", word.lower())[0] or word.lower()
    cried = word.isupper() and len(word) > _LETTERS and generic(word)
    return plain not in words("no_names") and not cried


def ordinary(name: str) -> bool:
    """Whether it is mostly written small."""
    return all(part in words("ordinary_words") for part in name.lower().split("-"))


def generic(name: str) -> bool:
    """Whether it is an ordinary word in some name, such as Ministry, whatever a tagger says of it."""
    stems = stemmed(name) if name.isascii() else [name]
    return set(stems) <= words("generic_words")


def _may_name_han(name: str) -> bool:
    """Whether jieba may be right: it guesses names where words are new to it, such as 于本周."""
    person = name[0] in words("surnames") and len(name) <= _PERSON
    usual = person or shipped().nameness(name) >= _USUAL
    return usual and not generic(name)


def wanted_names(claim: str, index: Index) -> list[str]:
    """The names of a claim that the text has to have."""
    said = unpointed(claim)
    at_first = [
        word
        for word in first_words(fold(said))
        if (not generic(word) or any(c.named and c.proper for c in index.concepts(word)))
        and not dates(word)
    ]
    found = [own for name in names(said) for own in _own(name, index)]
    return list(dict.fromkeys([*found, *at_first, *known_names(said, index.concepts)]))


def _own(name: str, index: Index) -> list[str]:
    """What of a name is one: of a Chinese word that is known in part (美国队), that part."""
    if not _HAN.search(name) or _known_name(name, index):
        return [name] * (not dates(name))
    parts = [part for part in index.words(name, fine=True) if part != name]
    own = [part for part in parts if _known_name(part, index)]
    return own or [name] * (_may_name_han(name) and not dates(name))


def _known_name(name: str, index: Index) -> bool:
    return any(c.named and c.proper and c.text == name for c in index.concepts(name))


def unpointed(text: str) -> str:
    """U.N. as UN."""
    return _POINTED.sub(lambda match: match[0].replace(".", "") + " ", text)


def without_names(claim: str, index: Index) -> str:
    """A folded claim less the names that its text has to have."""
    said = unpointed(claim)
    for name in sorted(wanted_names(claim, index), key=len, reverse=True):
        alone = name if _HAN.search(name) else _alone(name)
        said = re.sub(alone, " ", said, flags=re.IGNORECASE)
    return said


def find_names(claim: str, text: str, index: Index) -> list[Found]:
    """How each name of a claim is found in the cited text."""
    claim, text = unpointed(claim), unpointed(text)
    wanted = wanted_names(claim, index)
    if not wanted:
        return []
    aligned = index.matches(wanted, text)
    known = _known(claim, text, index)
    plain_text, own = simplify(text), frozenset(index.words(text, fine=True))
    return [
        Found(
            name,
            _literal(name, plain_text, own, index),
            float(name.lower() in known),
            _heard(name, claim, text),
            written_alike(name, text),
            match,
        )
        for name, match in zip(wanted, aligned, strict=True)
    ]


def _literal(name: str, plain: str, own: frozenset[str], index: Index) -> float:
    if _HAN.search(name):
        return float(name in plain)
    found = re.search(_alone(name.lower()), plain)
    return float(set(index.words(name)) <= own or found is not None)


def _alone(name: str) -> str:
    """A pattern for a Latin name that is no part of a longer word."""
    return rf"(?<![A-Za-z0-9]){re.escape(name)}(?![A-Za-z0-9])"


def held_concepts(claim: str, text: str, index: Index) -> tuple[list[Concept], list[Concept]]:
    """The concepts of a claim, and those of them that the text has in any known spelling."""
    asked = [c for c in index.concepts(claim) if any(map(str.isalpha, c.text))]
    return asked, _held(asked, text, index)


def _held(asked: Sequence[Concept], text: str, index: Index) -> list[Concept]:
    words, plain = index.words(text, fine=True), simplify(text)
    run = f" {' '.join(index.words(text))} {' '.join(words)} "
    return [
        concept
        for concept in asked
        if any(
            f" {' '.join(s)} " in run or (_HAN.search(s[0]) and "".join(s) in plain)
            for s in concept.spellings
        )
    ]


def _known(claim: str, text: str, index: Index) -> set[str]:
    """The words of those names of the claim that the table knows and the text has in any spelling.

    Of a country its capital is enough: what Pyongyang says, North Korea does.
    """
    asked, held = held_concepts(claim, text, index)
    capitals = {c: _capital(c, index) for c in asked if c.named and c not in held}
    ruled = [country for country, own in capitals.items() if own and _held(own, text, index)]
    named = [concept.text.lower() for concept in [*held, *ruled] if concept.named]
    return {*named, *(word for name in named for word in name.split())}


@cache
def _capitals() -> dict[tuple[str, ...], str]:
    return {tuple(stemmed(country)): capital for country, capital in rows("capitals")}


def _capital(country: Concept, index: Index) -> list[Concept]:
    found = (_capitals().get(spelling) for spelling in country.spellings)
    return [c for name in found if name for c in index.concepts(name) if c.named]


def _heard(name: str, claim: str, text: str) -> float:
    """How surely it is heard in the text: a logarithm."""
    if _HAN.search(name):
        return _heard_around(characters(name), characters(claim), spellings(text))
    word = plain(name)
    return shipped().heard(word, characters(text)).gain if len(word) > 1 else NOWHERE.gain


def _heard_around(name: str, said: str, words: Sequence[str]) -> float:
    """The same for a Chinese name, which may be a part of what the word is: 贝索 in 贝索斯."""
    at = max(0, said.find(name))
    start = max(0, at - _AROUND)
    low, high = at - start, at - start + len(name)
    run, best = said[start : at + len(name) + _AROUND], NOWHERE.gain
    for word in words:
        found = shipped().heard(word, run, (low, high))
        shared = min(found.end, high) - max(found.start, low)
        best = max(best, found.gain * max(0, shared) / len(name))
    return best


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
