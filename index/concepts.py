"""What a question asks about: words, and names that may be written in several ways."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from itertools import accumulate
from pathlib import Path

import rjieba

from index.errors import BadFile
from index.words import fold, simplify, words

_LONGEST = 64
_LEAST, _MOST = 3, 10  # characters of a Chinese name that is looked for across words
_LATIN = re.compile(r"[a-z0-9]")
_HAN = re.compile(r"[\u3400-\u9fff]")
_POSSESSIVE = re.compile(r"['’]s(?![a-z0-9])")
_CAPITAL = re.compile(r"[A-Z]")
_CAPITALISED = re.compile(r"(?<![A-Za-z0-9])(?:[A-Z][\w&]*|[a-z]+[A-Z]\w*)", re.ASCII)


@dataclass(frozen=True, slots=True)
class Concept:
    """One thing asked for: `text` as written, and the word sequences any of which names it.

    `named` says that the table of other names knows it; `proper` that it is a proper name, as far
    as capital letters tell. `translations` may name it, too, less surely.
    """

    text: str
    spellings: tuple[tuple[str, ...], ...]
    named: bool = False
    proper: bool = False
    translations: tuple[tuple[str, ...], ...] = ()

    @property
    def all_spellings(self) -> tuple[tuple[str, ...], ...]:
        """The sure ones and the translations."""
        return self.spellings + self.translations

    @property
    def in_both_scripts(self) -> bool:
        """Whether names of it are known in Chinese and in Latin letters, translations apart."""
        return len({bool(_HAN.match(spelling[0])) for spelling in self.spellings}) > 1

    @property
    def runs(self) -> frozenset[str]:
        """Each spelling as one string, its Latin words (which are stems) parted."""
        return _runs(self.spellings)

    @property
    def all_runs(self) -> frozenset[str]:
        """The same with the translations."""
        return _runs(self.all_spellings)


def _runs(spellings: Sequence[Sequence[str]]) -> frozenset[str]:
    return frozenset(("" if _HAN.search(s[0]) else " ").join(s) for s in spellings)


class OtherNames:
    """A table of expressions that mean the same: AWS, Amazon Web Services, 亚马逊云科技."""

    def __init__(self, lines: Sequence[str]) -> None:
        """Each line is a group of names, tab-separated, in simplified characters."""
        self._lines = lines
        self._of_name: dict[str, list[int]] = {}
        for number, line in enumerate(lines):
            for name in line.lower().split("\t"):
                self._of_name.setdefault(name, []).append(number)
        self._chinese = {
            name
            for line in lines
            if _proper(names := line.split("\t"))
            for name in names
            if _HAN.match(name) and _LEAST <= len(name) <= _MOST
        }

    def concept(self, name: str) -> Concept:
        """What a known name stands for, with every spelling of it, the given one first."""
        groups = [self._lines[number].split("\t") for number in self._of_name[name]]
        names = [other for group in groups for other in group]
        spellings = dict.fromkeys(tuple(words(other)) for other in (name, *names))
        return Concept(name, tuple(s for s in spellings if s), named=True, proper=_proper(names))

    def apart(self, text: str, ends: set[int]) -> set[int]:
        """Where proper names in Chinese begin and end that the `ends` of words run across: 调|高中|芯 hides 中芯."""
        found = set[int]()
        for start in range(len(text) - 1):
            for end in range(start + _LEAST, min(start + _MOST, len(text)) + 1):
                whole = start in ends and end in ends
                if (
                    text[start:end] in self._chinese
                    and not whole
                    and ends & {*range(start + 1, end)}
                ):
                    found |= {start, end}
        return found

    def longest_between(self, text: str, start: int, ends: Iterable[int]) -> str:
        """The longest known name from `start` to one of `ends`, or an empty string."""
        names = (text[start:end] for end in ends if start + 1 < end <= start + _LONGEST)
        return max((name for name in names if name in self._of_name), key=len, default="")


def _proper(names: Sequence[str]) -> bool:
    """Whether names are those of one thing: all of those in Latin letters have capitals, as Q1 beside first quarter has not."""
    latin = [name for name in names if not _HAN.search(name)]
    return bool(latin) and all(map(_CAPITAL.search, latin))


def _boundaries(text: str, table: OtherNames) -> list[int]:
    """Where words begin or end: inside a Latin word, a number or a Chinese word no name does."""
    ends = {0, *accumulate(len(word) for word in rjieba.cut(text))}
    return [
        at
        for at in sorted(ends | table.apart(text, ends))
        if not (0 < at < len(text) and _LATIN.match(text[at - 1]) and _LATIN.match(text[at]))
    ]


def read_names(path: Path | None = None) -> OtherNames:
    """The shipped table, with the groups of the user's own file (tab-separated) added.

    Raises BadFile for a line of that file with fewer than two names.
    """
    shipped = resources.files("index.data").joinpath("other_names.tsv").read_text("utf-8")
    lines = [line for line in shipped.splitlines() if line[:1] != "#"]
    return OtherNames(lines + _own_lines(path) if path else lines)


def _own_lines(path: Path) -> list[str]:
    try:
        text = path.read_text("utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise BadFile(str(path), f"cannot be read as a table of names: {error}") from error
    lines = []
    for number, line in enumerate(text.splitlines(), start=1):
        if not line.strip() or line.startswith("#"):
            continue
        names = [fold(part.strip()) for part in line.split("\t") if part.strip()]
        if len(names) < 2:
            raise BadFile(str(path), "a line needs two names or more, separated by tabs", number)
        lines.append("\t".join(names))
    return lines


@cache
def shipped_names() -> OtherNames:
    """The shipped table, read once."""
    return read_names()


def concepts(text: str, names: OtherNames | None = None) -> list[Concept]:
    """The concepts of a question: known names as they stand (longest first), other words singly."""
    table = names or shipped_names()
    plain = simplify(text)
    proper = frozenset(words(" ".join(_CAPITALISED.findall(text))))
    found: list[Concept] = []
    boundaries = _boundaries(plain, table)
    rest = 0
    for number, at in enumerate(boundaries, start=1):
        ends = boundaries[number : number + _LONGEST]
        if at >= rest and (name := table.longest_between(plain, at, ends)):
            found += [*_single(plain[rest:at], proper), table.concept(name)]
            rest = at + len(name)
            if ending := _POSSESSIVE.match(plain, rest):
                rest = ending.end()
    return [*found, *_single(plain[rest:], proper)]


def _single(text: str, proper: frozenset[str]) -> list[Concept]:
    return [Concept(word, ((word,),), proper=word in proper) for word in words(text)]
