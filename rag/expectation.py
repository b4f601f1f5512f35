"""What kind of answer a question asks for, and whether a statement holds one."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import cache

from index.words import fold
from rag.tables import compiled, forms, pattern, rows, words

_UNIT_ASKED = re.compile(
    r"多少(?!人民币)(?:个|万|亿)?([\u4e00-\u9fff]{1,4}?)(?=[的了是有？?，,。 ]|$|[\u4e00-\u9fff])|几([个家名项只辆架])"
)
_LOOSE_UNITS = frozenset([*"个种年部元", "股份", "股权"])  # too many things are counted in these
_LONGEST_UNIT = 4
_HAN = re.compile(r"[\u3400-\u9fff]")


class Kind(StrEnum):
    """The kinds of answer that can be told from a question's words.

    MONEY to REASON are things that a statement can hold, NAME one that something had before; LIST several of a kind that is not told
    closer; YES_NO whether something is so; DEFINITION what something is; OVERVIEW the few facts
    that matter of a subject or a time, newest first; OTHER what the words do not tell.
    """

    MONEY = "money"
    PERCENTAGE = "percentage"
    DATE = "date"
    DURATION = "duration"
    NUMBER = "number"
    PERSON = "person"
    ORGANISATION = "organisation"
    PLACE = "place"
    NAME = "name"
    REASON = "reason"
    LIST = "list"
    YES_NO = "yes_no"
    DEFINITION = "definition"
    OVERVIEW = "overview"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Expectation:
    """The kind asked for by `question`; `unit` is a pattern of the unit wanted, or empty."""

    kind: Kind
    unit: str
    question: str

    @property
    def certain(self) -> bool:
        """Whether a text that does not meet it holds no answer; names and reasons are only guessed at."""
        return self.kind in _HELD and self.kind not in {Kind.PERSON, Kind.REASON}

    def met_by(self, text: str) -> bool:
        """Whether the text holds an answer of this kind, other than what the question says itself.

        False where nothing in particular is asked for.
        """
        return any(True for _ in self.answers(text))

    def answers(self, text: str) -> Iterator[re.Match[str]]:
        """Where the text, folded, holds answers of this kind, other than what the question says itself."""
        if not self.unit and self.kind not in _HELD:
            return
        wanted = _measured(self.unit) if self._measures(text) else _held(self.kind)
        asked = fold(self.question)
        yield from (match for match in wanted.finditer(fold(text)) if match[0] not in asked)

    def _measures(self, text: str) -> bool:
        """Whether the unit can be told in the text: what Chinese counts in, English does not."""
        return bool(self.unit) and (
            self.kind not in _HELD or not _counter(self.unit) or bool(_HAN.search(text))
        )


_HELD = frozenset(
    [
        Kind.MONEY,
        Kind.PERCENTAGE,
        Kind.DATE,
        Kind.DURATION,
        Kind.NUMBER,
        Kind.PERSON,
        Kind.NAME,
        Kind.REASON,
    ]
)


def _counter(unit: str) -> bool:
    return unit in words("asked_units")


@cache
def _held(kind: Kind) -> re.Pattern[str]:
    """What a text holds of a kind that can be told from it; a name only by its capitals."""
    held = pattern("held", kind)
    return re.compile(held.pattern) if kind is Kind.PERSON else held


@cache
def _measured(unit: str) -> re.Pattern[str]:
    return re.compile(pattern("held", "measured").pattern + f"(?:{unit})", re.IGNORECASE)


def expectation(question: str) -> Expectation:
    """What a question asks for, by its words."""
    plain = fold(question)
    found = (kind for kind, (asked,) in forms("kinds") if compiled(asked).search(plain))
    return Expectation(Kind(next(found, Kind.OTHER)), _unit(plain), question)


def _unit(question: str) -> str:
    for match in _UNIT_ASKED.finditer(question):
        rest = question[match.start(1) :] if match[1] else match[2]
        starts = (rest[:length] for length in range(_LONGEST_UNIT, 0, -1))
        unit = next((unit for unit in starts if unit in words("asked_units")), "")
        if unit and unit not in _LOOSE_UNITS:
            return unit
    measures = (
        units for asked, units in rows("measures") if re.search(asked, question, re.IGNORECASE)
    )
    return next(measures, "")
