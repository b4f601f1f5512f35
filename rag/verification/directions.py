"""Whether what a claim says rose or fell did so in the text it cites."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain

from index.words import fold
from rag.quantities import Quantity, quantities, same
from rag.verification.polarity import matches

_UP, _DOWN = 1, -1
_CLAUSE = re.compile(r"[，；;。！!？?\n]|[,:](?!\d)|\.(?=\s|$)|\b(?:while|but|and)\b|而|但")


@dataclass(frozen=True, slots=True)
class _Turn:
    """A word that says that something rose (1) or fell (-1), by offsets into a folded text."""

    way: int
    start: int
    end: int


@dataclass(frozen=True)
class Movement:
    """What a text says rose or fell, and by or to how much."""

    text: str

    @property
    def moves(self) -> bool:
        """Whether it says that anything rose or fell."""
        return any(True for _ in _turns(fold(self.text), ""))

    @property
    def way(self) -> int:
        """1 where it only says that something rose, -1 where only that it fell, else 0."""
        ways = {turn.way for turn in _turns(fold(self.text), "")}
        return ways.pop() if len(ways) == 1 else 0

    def hints(self) -> set[int]:
        """The ways that any word of it may speak of, as widely as words are used."""
        plain = fold(self.text)
        return {turn.way for turn in chain(_turns(plain, ""), _turns(plain, "hint_"))}

    def amounts(self) -> list[tuple[Quantity, int]]:
        """Each amount with the way of the nearest such word in its clause, 0 where there is none."""
        plain = fold(self.text)
        turns = list(_turns(plain, ""))
        cuts = [match.start() for match in _CLAUSE.finditer(plain)]
        return [(amount, _nearest(amount, turns, cuts)) for amount in quantities(plain)]


def opposed(claim: str, text: str) -> bool:
    """Whether the claim says that something rose that fell by the text, or the reverse.

    So it does where each says one thing alone, where the same amount goes with another way, and where
    nothing in the text moves that way although the claim says so of an amount.
    """
    said, there = Movement(claim), Movement(text)
    if said.way * there.way < 0:
        return True
    moved = [(amount, way) for amount, way in said.amounts() if way]
    given = there.amounts()
    if any(_turned(amount, way, given) for amount, way in moved):
        return True
    hints = there.hints()
    return any(way not in hints for _, way in moved)


def _turned(amount: Quantity, way: int, given: Sequence[tuple[Quantity, int]]) -> bool:
    """Whether the text has the amount with the other way only."""
    ways = {other_way for other, other_way in given if same(amount, other)}
    return ways == {-way}


def _turns(plain: str, sort: str) -> Iterator[_Turn]:
    for way, name in ((_UP, "up"), (_DOWN, "down")):
        for match in matches(f"{sort}{name}", plain):
            yield _Turn(way, *match.span())


def _nearest(amount: Quantity, turns: Sequence[_Turn], cuts: Sequence[int]) -> int:
    """The way of the nearest word without a cut between it and the amount; 0 where two disagree."""
    near = [
        (_gap(amount, turn), turn.way)
        for turn in turns
        if not any(min(amount.end, turn.end) <= cut < max(amount.start, turn.start) for cut in cuts)
    ]
    least = min(near, default=(0, 0))
    return least[1] if {way for gap, way in near if gap == least[0]} == {least[1]} else 0


def _gap(amount: Quantity, turn: _Turn) -> int:
    return max(amount.start - turn.end, turn.start - amount.end, 0)
