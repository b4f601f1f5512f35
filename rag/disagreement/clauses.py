"""Clauses of a statement, as far as a value reaches."""

import re
from bisect import bisect_right
from dataclasses import dataclass

_SPACED = r"(?<=[\u3400-\u9fff\d%）)])[ \t]+(?=[\u3400-\u9fff])"
_COMMA = re.compile(rf"[，；;]\s*|,\s+(?!\d{{4}}\b)|,(?=[^\d\s])|{_SPACED}|\s[–—]\s")
_JOINED = re.compile(
    rf"{_COMMA.pattern}|\s(?=(?:and|while|whereas|but|against)\s)"
    r"|(?<=[\u3400-\u9fff\d%])(?=(?:而|以及|但)[\u3400-\u9fff])"
)


@dataclass(frozen=True, slots=True)
class Clauses:
    """A text with the offsets at which its clauses begin."""

    text: str
    starts: tuple[int, ...]

    def number(self, at: int) -> int:
        """Which clause, counted from 0, the offset lies in."""
        return bisect_right(self.starts, at) - 1

    def clause(self, number: int) -> str:
        """The text of a clause, up to the next one."""
        return self.text[slice(*self.span(number))]

    def span(self, number: int) -> tuple[int, int]:
        """Where a clause begins, and where the next one does."""
        ends = (*self.starts[1:], len(self.text))
        return self.starts[number], ends[number]


def parted(text: str) -> Clauses:
    """Clauses as commas and joining words (and, while, 而) part them."""
    return Clauses(text, (0, *(match.end() for match in _JOINED.finditer(text))))


def at_commas(text: str) -> Clauses:
    """Clauses as commas alone part them."""
    return Clauses(text, (0, *(match.end() for match in _COMMA.finditer(text))))
