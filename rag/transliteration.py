"""How well Chinese characters can stand for the letters of a Latin name: 扎哈维 for Zahawi.

What each character stands for, and how much that says against chance, was learned by
training/transliteration.py and is read from rag/data/transliteration.tsv: `斯 7 s34 ce12 -30` says that
斯 is seen e^0.7 times as often in names as in other text, that it stands for `s` e^3.4 times as often as
a letter is an `s` by chance, and for no letter in one case of e^3.0.
"""

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib import resources
from itertools import pairwise
from typing import NamedTuple

from index.words import fold
from rag.pinyin import syllables

_NOT_HAN = re.compile(r"[^\u3400-\u9fff]+")
_JOINTS = re.compile(r"(?<=[\u3400-\u9fff])[·•・‧*-](?=[\u3400-\u9fff])")
_LETTERS = str.maketrans(
    {"ø": "o", "ł": "l", "đ": "d", "ı": "i", "æ": "ae", "œ": "oe", "ß": "ss", "ð": "d", "þ": "th"}
)
_CAPITALISED = re.compile(r"(?<![^\W_])[^\W\d_a-zß-ÿ][^\W\d_]*(?:['’-][^\W\d_]+)*")
_POSSESSIVE = re.compile(r"['’]s?$")
_TENTHS = 10
_UNHEARD = 2.0  # what a letter costs that no character stands for
_MUTE = -4.5  # what a character costs that is never mute
_UNNAMED = -2.0  # how unusual in names a character is of which nothing is known
_NAMED = 0.5  # how much it counts that a character is usual in names
_ALONE = 3.0  # the most that one character says: it sounds like many a word
_FREE = -0.05  # what it costs at least that a character is mute
_LEAST = -8.0
_JOINED = 3  # Latin words that one Chinese name may stand for


@dataclass(frozen=True, slots=True)
class Heard:
    """Where a Latin name may be heard, and how much likelier it is than by chance (logarithm)."""

    gain: float
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class _Sound:
    """What a character stands for: gains by letters, and the cost of standing for none.

    `named` says how much more usual it is in names than elsewhere.
    """

    letters: tuple[tuple[str, float], ...]
    mute: float
    named: float


class _Way(NamedTuple):
    """The first `heard` letters, heard from the character at `start`.

    `gain` is what that gains over hearing none of them.
    """

    heard: int
    gain: float
    start: int


_Edge = tuple[int, int, float]
NOWHERE = Heard(_LEAST, 0, 0)


def plain(name: str) -> str:
    """The letters a to z of a name, those with marks among them."""
    decomposed = unicodedata.normalize("NFKD", fold(name).lower().translate(_LETTERS))
    return "".join(c for c in decomposed if "a" <= c <= "z")


def characters(text: str) -> str:
    """The Chinese characters of a text, without the points inside of names, others as one bar."""
    return _NOT_HAN.sub("|", _JOINTS.sub("", fold(text)))


def capitalised(text: str) -> list[str]:
    """The capitalised words of a text, without the ending of a possessive."""
    return [_POSSESSIVE.sub("", match[0]) for match in _CAPITALISED.finditer(fold(text))]


def spellings(text: str) -> list[str]:
    """The letters of each capitalised word of a text, and of two or three neighbours as one."""
    folded = fold(text)
    found = list(_CAPITALISED.finditer(folded))
    words = [plain(_POSSESSIVE.sub("", m[0])) for m in found]
    near = [folded[a.end() : b.start()] in {" ", "-"} for a, b in pairwise(found)]
    joined = [
        "".join(words[at : at + size])
        for size in range(2, _JOINED + 1)
        for at in range(len(words) - size + 1)
        if all(near[at : at + size - 1])
    ]
    return [word for word in dict.fromkeys([*words, *joined]) if len(word) > 1]


class Transliteration:
    """What characters stand for, as the rows of the table have it: by character, or by syllable."""

    def __init__(self, rows: Mapping[str, str]) -> None:
        """`rows` hold what follows the first tab of a line."""
        self._rows = rows
        self._sound = cache(self._read)
        self._edges = lru_cache(maxsize=65536)(self._stand)

    def _read(self, character: str) -> _Sound:
        """That of a character, or of how it is read where it is rare in names."""
        keys = [character, *syllables().get(character, ())]
        row = next((self._rows[key] for key in keys if key in self._rows), None)
        if row is None:
            return _Sound((), _MUTE, _UNNAMED)
        named, *cells = row.split("\t")
        bonus = _NAMED * int(named) / _TENTHS
        found = dict(_gain(cell, bonus) for cell in cells)
        mute = min(found.pop("", _MUTE), _FREE)
        return _Sound(tuple(found.items()), mute, int(named) / _TENTHS)

    def _stand(self, word: str, character: str) -> tuple[_Edge, ...]:
        """Where letters of the word stand that the character stands for: start, end and gain."""
        return tuple(
            (match.start(), match.start() + len(letters), gain + _UNHEARD * len(letters))
            for letters, gain in self._sound(character).letters
            if letters in word
            for match in re.finditer(f"(?={letters})", word)
        )

    def nameness(self, run: str) -> float:
        """How much more usual the characters are in foreign names than elsewhere: a mean logarithm."""
        return sum(self._sound(character).named for character in run) / len(run)

    def heard(self, word: str, run: str, within: tuple[int, int] | None = None) -> Heard:
        """Where in `run` all letters of `word` are heard best; `within` are places it has to touch.

        `word` is `plain`, `run` the `characters` of a text.
        """
        low, high = within or (0, len(run))
        ways, best = list[_Way](), NOWHERE
        for at, character in enumerate(run):
            edges = self._edges(word, character)
            if not (ways or edges):
                continue
            mute = self._sound(character).mute
            voiced = _further(ways, edges, at)
            for way in voiced:
                gain = way.gain - _UNHEARD * len(word)
                gain = min(gain, _ALONE) if way.start == at else gain
                if gain > best.gain and at >= low and way.start < high:
                    best = Heard(gain, way.start, at + 1)
            ways = _best([*(w._replace(gain=w.gain + mute) for w in ways), *voiced])
        return best


def _further(ways: Sequence[_Way], edges: Sequence[_Edge], at: int) -> list[_Way]:
    """The ways of hearing the word up to a character that stands for some of it."""
    found = list[_Way]()
    for start, end, gain in edges:
        total, begun = 0.0, at
        for way in ways:
            if way.heard <= start and way.gain > total:
                total, begun = way.gain, way.start
        found.append(_Way(end, total + gain, begun))
    return found


def _best(ways: Iterable[_Way]) -> list[_Way]:
    """The best for each part of the word, where it gains more than to start after it."""
    best = dict[int, _Way]()
    for way in ways:
        if way.gain > max(0.0, best[way.heard].gain if way.heard in best else 0.0):
            best[way.heard] = way
    return list(best.values())


def _gain(cell: str, bonus: float) -> tuple[str, float]:
    letters = cell.rstrip("-0123456789")
    return letters, int(cell[len(letters) :]) / _TENTHS + bonus


@cache
def shipped() -> Transliteration:
    """The shipped table, read once."""
    text = resources.files("rag.data").joinpath("transliteration.tsv").read_text("utf-8")
    lines = (line.partition("\t") for line in text.splitlines() if line[0] != "#")
    return Transliteration({key: row for key, _, row in lines})
