"""Where in a text a name of a claim stands, perhaps in the other language."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
import rjieba

from index import Index
from index.embedding.embedder import Matrix
from index.words import simplify
from rag.verification.mentions import Mention, mentions
from rag.verification.sounds import sound_alike, spelled

_HAN = re.compile(r"[\u3400-\u9fff]")
_WORD = re.compile(r"[A-Za-z][A-Za-z'’-]*[A-Za-z]|[A-Za-z]|[\u3400-\u9fff]+")
_CAPITAL = re.compile(r"(?<![A-Za-z0-9])[A-Z][\w'’&.-]*\w", re.ASCII)
_ENDING = re.compile(r"['’]s?$")
_ARTICLE = re.compile(r"^(?:the|an?|mr|mrs|ms|dr|sir|president|prime minister)\.?\s", re.IGNORECASE)
_NOUNS = frozenset("njbsz")
_GRAMMAR = frozenset("pcudrfyz")  # of single characters that are in no name
_JOINED = frozenset(["j", "b", "m", "q", "g"])  # tags of what may be part of a longer name
_PER_HAN = 3.2  # English characters that say as much as a Chinese one
_LONGEST = (4, 8)  # words, characters
# How surely a name is meant by one that is the same, a known spelling of it, or its pinyin; and how
# much likeness by vectors, by sound, by the sound of a part, and of a short name says of it.
_SAME, _KNOWN, _PINYIN = 1.0, 0.97, 0.9
_VECTORS, _SOUND, _PART, _SHORT, _UNLIKE = 0.9, 0.8, 0.7, 0.5, 0.55


def size(text: str) -> float:
    """How much a text says, in English characters."""
    return len(text) + (_PER_HAN - 1) * len(_HAN.findall(text))


@dataclass(frozen=True, slots=True)
class Word:
    """A word of a folded text; `tag` is jieba's, or `en`."""

    text: str
    start: int
    end: int
    tag: str


def words_of(text: str) -> list[Word]:
    """The words of a folded text, in order."""
    found: list[Word] = []
    for match in _WORD.finditer(text):
        at = match.start()
        if not _HAN.match(match[0]):
            found.append(Word(match[0], *match.span(), "en"))
            continue
        for word, tag in rjieba.tag(match[0]):
            found.append(Word(word, at, at + len(word), tag))
            at += len(word)
    return found


def _candidates(text: str, words: Sequence[Word], index: Index) -> list[Mention]:
    """What may be a name: mentions, capitalised words, and Chinese nouns and runs of them."""
    found = {(m.start, m.end): m for m in mentions(text, index.concepts)}
    for match in _CAPITAL.finditer(text):
        found.setdefault(match.span(), Mention(_ENDING.sub("", match[0]), *match.span()))
    han = [word for word in words if word.tag != "en"]
    for number, word in enumerate(han):
        for run in _runs(word, han[number + 1 : number + _LONGEST[0]]):
            found.setdefault((run.start, run.end), run)
    return list(found.values())


def _runs(first: Word, following: Sequence[Word]) -> Iterator[Mention]:
    """A noun, and it with up to three neighbours that may belong to it."""
    if len(first.text) > 1 and first.tag[0] in _NOUNS:
        yield Mention(first.text, first.start, first.end)
    if not (first.tag[0] == "n" or first.tag in {"j", "b"} or len(first.text) == 1):
        return
    if len(first.text) == 1 and first.tag[0] in _GRAMMAR:
        return
    name, end = first.text, first.end
    for word in following:
        part = word.tag[0] == "n" or len(word.text) == 1 or word.tag in _JOINED
        if word.start != end or not part or len(name + word.text) > _LONGEST[1]:
            return
        if len(word.text) == 1 and word.tag[0] in _GRAMMAR:
            return
        name, end = name + word.text, word.end
        yield Mention(name, first.start, end)


@dataclass
class Whereabouts:
    """The places of a folded text at which names may stand, and how likely each name is there."""

    text: str
    index: Index
    words: list[Word] = field(init=False)
    places: list[Mention] = field(init=False)
    _known: dict[str, Matrix] = field(init=False, default_factory=dict)

    def __post_init__(self) -> None:
        self.words = words_of(self.text)
        self.places = _candidates(self.text, self.words, self.index)

    def likely(self, name: str) -> Matrix:
        """How likely each place has that name, 0 to 1: shape (len(places),)."""
        if name not in self._known:
            self._known[name] = self._likely(_ARTICLE.sub("", name))
        return self._known[name]

    @cached_property
    def _spelled(self) -> list[str]:
        return [_spelled(place.name, self.index) for place in self.places]

    def _likely(self, name: str) -> Matrix:
        others = [_ARTICLE.sub("", place.name) for place in self.places]
        there = np.array(self.index.matches(others, name))
        (back,) = self.index.matched([name], others)
        aligned = np.sqrt(np.clip(there * back.alignment, 0, 1))
        spellings = _spellings(name, self.index)
        known = [written in spellings for written in self._spelled]
        return np.array(
            [
                _KNOWN if k and name != o else _likeness(name, o, float(a))
                for o, k, a in zip(others, known, aligned, strict=True)
            ]
        )


def _spellings(name: str, index: Index) -> set[str]:
    known = [c for c in index.concepts(name) if c.named and len(c.text) >= len(name)]
    return {run for concept in known for run in concept.runs}


def _spelled(name: str, index: Index) -> str:
    """A name as the table's spellings are written: its Latin words are stems."""
    return simplify(name) if _HAN.search(name) else " ".join(index.words(name))


def _likeness(one: str, other: str, aligned: float) -> float:
    left, right = simplify(one), simplify(other)
    if left == right:
        return _SAME
    if bool(_HAN.search(left)) == bool(_HAN.search(right)):
        short, long = sorted((left, right), key=len)
        within = len(short) > 1 and short in long
        return 0.75 + 0.2 * len(short) / len(long) if within else _UNLIKE * aligned
    latin, han = (right, left) if _HAN.search(left) else (left, right)
    return max(_VECTORS * aligned, _sound(latin, han))


def _sound(latin: str, han: str) -> float:
    if len(latin) > 2 and spelled(latin, han):
        return _PINYIN
    parts = [sound_alike(p, h) for p in latin.split() if len(p) > 2 for h in han.split("·")]
    whole = (_SOUND if len(latin) > 3 else _SHORT) * sound_alike(latin, han)
    return max(whole, _PART * max(parts, default=0.0))
