"""Whether the amounts and dates of a claim are those of the text it cites."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property

from rag.quantities import Quantity, When, dates, quantities, same
from rag.quantities.folded import folded
from rag.quantities.numerals import CHINESE, ENGLISH, SCALES, chinese_number, english_number
from rag.quantities.quantity import COUNTS, EXACT

_LOOSE = re.compile(r"\d+(?:,\d{3})*(?:\.\d+)?")
_SCALED = re.compile(r"[上近过数]?(?P<scale>百万|千万|百亿|千亿|万亿|[百千万亿])")
_UNMEASURED = frozenset(["", "#", "x", "age", "clock", "deg", *COUNTS])
_ONE = re.compile(
    r"一(?![十百千万亿])|(?:an?|one)\b(?!\s(?:hundred|thousand|million|billion|trillion|dozen))",
    re.IGNORECASE,
)
_STRANGE = re.compile(r"[<>{}\[\]|]|\d{200,}")
_SCORE = re.compile(r"(?<![\d.-])(\d{1,2})\s?(?:[-–:]|比)\s?(\d{1,2})(?![\d.-])")


@dataclass(frozen=True)
class Cited:
    """The text a claim cites, what it stands under (title, heading, source), and its date."""

    text: str
    context: str = ""
    published: date | None = None

    @cached_property
    def whole(self) -> str:
        """The text after its context."""
        return f"{self.context}\n{self.text}" if self.context else self.text

    @cached_property
    def amounts(self) -> list[Quantity]:
        """The amounts it states."""
        return quantities(self.whole)

    @cached_property
    def numbers(self) -> list[float]:
        """Every number it may be read to hold that is not measured in another unit."""
        counted = [q.value for q in self.amounts if q.unit in _UNMEASURED and not q.ranged]
        loose = _loose_numbers(folded(self.whole).text)
        return counted + [
            value
            for start, end, value in loose
            if not any(start < q.end and q.start < end for q in self.amounts)
        ]

    @cached_property
    def days(self) -> list[When]:
        """The dates it gives, as they stand and, where the day of writing is known, resolved."""
        found = dates(self.whole)
        if self.published is None:
            return found
        day = self.published
        resolved = [when.resolved(day) for when in found if when.relative is not None]
        own = When(day.year, day.month, day.day, weekday=day.weekday())
        return [*found, *resolved, *(_completed(when, day) for when in found), own]


def _loose_numbers(text: str) -> Iterator[tuple[int, int, float]]:
    for match in _LOOSE.finditer(text):
        yield *match.span(), float(match[0].replace(",", ""))
    for match in CHINESE.finditer(text):
        if (value := chinese_number(match[0])) is not None:
            yield *match.span(), float(value)
    for match in _SCALED.finditer(text):
        yield *match.span(), float(SCALES[match["scale"]])
    for match in ENGLISH.finditer(text):
        yield *match.span(), float(english_number(match[0]))


def _completed(when: When, day: date) -> When:
    """A date without a year is of the year of writing."""
    return replace(when, year=day.year) if when.year is None and when.relative is None else when


def wrong_amounts(claim: str, cited: Cited) -> list[Quantity]:
    """The amounts of a claim that the cited text does not state."""
    found = [q for q in quantities(claim) if not _weak(q, claim)]
    wrong = [q for q in found if not _stated(q, cited)]
    return wrong or _doubled(found, cited) or _other_scores(claim, found, cited)


def _weak(amount: Quantity, claim: str) -> bool:
    """One of something in words: 一年 and a year are not always numbers, nor is first."""
    written = claim[amount.start : amount.end]
    spelled = not any(c.isdigit() for c in written)
    if amount.unit == "#":
        return spelled and amount.value < 3
    return spelled and _ONE.match(written) is not None


def _stated(amount: Quantity, cited: Cited) -> bool:
    if any(_rounds(amount, other) for other in cited.amounts):
        return True
    if amount.unit == "clock":
        hour = amount.value // 60
        return bool({hour, hour % 12} & {*cited.numbers})
    days = amount.value / 86_400 if amount.unit == "s" else amount.value
    if amount.unit in {"#", "s"} and days in {when.day for when in cited.days}:
        return True  # 26日 is the 26th, and 3日 may be three days
    return amount.unit in _UNMEASURED and amount.value in cited.numbers


def _rounds(amount: Quantity, other: Quantity) -> bool:
    """Whether a claim's amount is the stated one, or that one rounded: it is never more precise."""
    exact = abs(amount.value - other.value) <= EXACT * abs(other.value)
    if other.ranged and not (amount.ranged or amount.approximate):
        return False  # one end of a range is not what the text states
    return same(amount, other) and (exact or amount.rounded_to >= 0.999 * other.step)


def _doubled(found: Sequence[Quantity], cited: Cited) -> list[Quantity]:
    """Amounts said twice that the text states once, where another of it in that unit is not said."""
    if len(found) > len(cited.amounts):
        return []
    said = Counter((q.value, q.unit) for q in found)
    given = Counter((q.value, q.unit) for q in cited.amounts)
    left = {unit for value, unit in given if not any(_near(value, unit, q) for q in found)}
    return [
        q for q in found if said[q.value, q.unit] > given[q.value, q.unit] > 0 and q.unit in left
    ]


def _near(value: float, unit: str, other: Quantity) -> bool:
    return unit == other.unit and abs(value - other.value) <= 0.1 * abs(value)


def _other_scores(claim: str, found: Sequence[Quantity], cited: Cited) -> list[Quantity]:
    """The amounts of scores and ranges, such as 2-1, that the text gives otherwise."""
    mine, theirs = _scores(claim), _scores(cited.text)
    return list(found) if mine and theirs and not mine <= theirs else []


def _scores(text: str) -> set[frozenset[str]]:
    return {frozenset(match) for match in _SCORE.findall(folded(text).text)}


def strange_signs(claim: str, cited: Cited) -> set[str]:
    """Signs of markup, and endless numbers, that the claim has and the cited text has not."""
    return {sign for sign in _STRANGE.findall(claim) if sign not in cited.whole}


def wrong_dates(claim: str, cited: Cited) -> list[When]:
    """The dates of a claim that are not those of the cited text, nor of the day it was written."""
    found = dates(claim, cited.published)
    wrong = [w for w in found if not (_given(w, cited.days) or _numbered(w, cited))]
    return wrong or _said_twice(found, cited)


def _said_twice(found: Sequence[When], cited: Cited) -> list[When]:
    """Dates said twice that the text gives once, where it gives another that is not said."""
    given = dates(cited.text)
    said = Counter(tuple(when.parts.items()) for when in found)
    there = Counter(tuple(when.parts.items()) for when in given)
    left = {tuple(parts) for parts in map(dict, there - said)}
    return [
        w
        for w in found
        if said[key := tuple(w.parts.items())] > there[key] > 0 and tuple(dict(key)) in left
    ]


def _given(when: When, days: Sequence[When]) -> bool:
    if when.relative is not None:
        others = [d for d in days if d.relative is not None and d.relative[0] == when.relative[0]]
        return not others or any(d.relative == when.relative for d in others)
    agreeing = [day for day in days if when.compatible(day)]
    return not _missing(when, agreeing)


def _numbered(when: When, cited: Cited) -> bool:
    """Whether a bare day is one that the text only numbers: 25日 is on the 25th, 14日 may be 14 days."""
    days = {
        q.value / 86_400 if q.unit == "s" else q.value
        for q in cited.amounts
        if q.unit in {"#", "s"}
    }
    return when.parts.keys() == {"day"} and when.day in days


def _missing(when: When, agreeing: Iterable[When]) -> set[str]:
    """What the date says that no date compatible with it says."""
    own = {
        name
        for name in ("year", "month", "day", "quarter", "half", "through", "weekday")
        if getattr(when, name) is not None
    }
    return own - {name for other in agreeing for name in other.parts}
