"""Names where they stand in a text, and which of them do something to each other."""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

import rjieba

from index import Concept
from index.words import names
from rag.quantities import dates
from rag.tables import words
from rag.verification.names import known_names, ordinary

_HAN = re.compile(r"[\u3400-\u9fff]")
_RUN = re.compile(
    r"(?<![A-Za-z0-9])(?:[A-Z][\w'’&.-]*[\w&]|[A-Z]{2,}|[a-z]+[A-Z]\w*)(?:\s(?:[A-Z][\w'’&.-]*\w|[A-Z]\.?))*",
    re.ASCII,
)
_DOTTED = re.compile(r"[\u3400-\u9fff]+(?:·[\u3400-\u9fff]+)+")
_PERSONS = frozenset(["nr", "nrt", "nrfg"])  # as jieba tags them
_GRAMMAR = frozenset("pcudvrmqfyaz")  # the first letters of the tags of words that are in no name
_JOINED = re.compile(
    r"[,.;:，。；：、()（）]|^\s*(?:and|or|of|in|at|from|for|&)\b|\b(?:and|or|of)\s*$"
    r"|^[和与及跟同的]|[和与及跟同]$"
)
_TOGETHER = re.compile(r"[,.;:，。；：、()]|\band\b|\bor\b|[和与及跟同]")
_POSSESSIVE = re.compile(r"['’]s?$")
_PARTS = re.compile(r"\w{2}[\s·]\w{2}")
_ACTS = re.compile(
    r"\b(?!named|called|based|united|red|used)\w{2,}(?:ed)\b|\b(?:met|beat|bought|sold|sent|told|gave|won|lost|visits|"
    r"became|leads|left|made|took|saw|hit|held|led|fought|plays|played|wants|asks|asked|joins)\b"
)
_NO_ACTION = frozenset(["是", "在", "有", "为"])
_FARTHEST = 60
Concepts = Callable[[str], Sequence[Concept]]


@dataclass(frozen=True, slots=True)
class Mention:
    """A name where it stands in a folded text."""

    name: str
    start: int
    end: int


Pair = tuple[Mention, Mention]


def mentions(text: str, concepts: Concepts) -> list[Mention]:
    """The names of a folded text, whole: runs of capitalised words, and Chinese names."""
    found = [one for run in _RUN.finditer(text) for one in _owned(run)]
    found.extend(_dotted(text))
    for name in dict.fromkeys([*known_names(text, concepts), *names(text)]):
        for match in re.finditer(re.escape(name), text, re.IGNORECASE):
            start, end = match.span()
            if not any(m.start < end and start < m.end for m in found):
                found.append(Mention(match[0], start, end))
    dated = [(when.start, when.end) for when in dates(text)]
    kept = (m for m in found if not any(m.start < end and start < m.end for start, end in dated))
    return sorted(kept, key=lambda m: m.start)


def _owned(run: re.Match[str]) -> Iterator[Mention]:
    """The names of a run, each that owns the next apart: Australia's Robert Whittaker."""
    at = run.start()
    for name in re.split(r"(?<=['’]s)\s", run[0]):
        yield Mention(_POSSESSIVE.sub("", name), at, at + len(name))
        at += len(name) + 1


def _dotted(text: str) -> Iterator[Mention]:
    """Foreign names in Chinese characters, without the words that stand next to them."""
    for run in _DOTTED.finditer(text):
        parts = rjieba.tag(run[0])
        kept = set[int]()
        for dot in (number for number, (word, _) in enumerate(parts) if word == "·"):
            kept |= {dot, *_reach(parts, dot, -1), *_reach(parts, dot, 1)}
        at, name = run.start(), ""
        for number, (word, _) in enumerate([*parts, ("", "")]):
            if number in kept:
                name += word
            elif name:
                yield Mention(name, at - len(name), at)
                name = ""
            at += len(word)


def _reach(parts: Sequence[tuple[str, str]], dot: int, step: int) -> Iterator[int]:
    """What belongs to a name on one side of its dot: the next word, and names and syllables from there."""
    number = dot + step
    while 0 <= number < len(parts):
        word, kind = parts[number]
        spells = kind in _PERSONS or (len(word) == 1 and kind[0] not in _GRAMMAR)
        if word == "·" or not (spells or number == dot + step):
            return
        yield number
        number += step


def neighbours(text: str, concepts: Concepts) -> list[Pair]:
    """Neighbouring names with something said between them that is no list."""
    return [
        (one, other)
        for one, other in pairwise(mentions(text, concepts))
        if one.end + 1 < other.start <= one.end + _FARTHEST
        and one.name != other.name
        and not _JOINED.search(text[one.end : other.start])
    ]


def acting(text: str, concepts: Concepts) -> list[Pair]:
    """Neighbouring names of a folded text, names for certain, with a verb between them."""
    return [
        (one, other)
        for one, other in neighbours(text, concepts)
        if acts(text[one.end : other.start])
        and is_name(one.name, concepts)
        and is_name(other.name, concepts)
    ]


def is_name(name: str, concepts: Concepts) -> bool:
    """Whether it is a name for certain: of several parts, known by the table, or no ordinary word."""
    if name.lower() in words("no_names"):
        return False
    if _PARTS.search(name) or any(c.named and c.proper for c in concepts(name)):
        return True
    return name.isascii() and not ordinary(name)


def acts(between: str) -> bool:
    """Whether what stands between two names is something that one does to the other."""
    if _TOGETHER.search(between):
        return False
    if _HAN.search(between):
        tagged = rjieba.tag(between)
        return any(kind in {"v", "vn"} and word not in _NO_ACTION for word, kind in tagged)
    return bool(_ACTS.search(between))
