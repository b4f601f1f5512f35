"""Whether the amounts and dates of a claim are those of the text it cites."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cached_property

from rag.quantities import Quantity, When, dates, quantities, same
from rag.quantities.folded import folded
from rag.quantities.quantity import COUNTS, EXACT
from rag.quantities.units import unit_at
from rag.verification.numbers import implied, loose_numbers, readings

_UNMEASURED = frozenset(["", "#", "x", "age", "clock", "deg", *COUNTS])
_ONE = re.compile(
    r"一(?![十百千万亿]|个半)|(?:an?|one)\b(?!\s(?:hundred|thousand|million|billion|trillion|dozen|hour and a half))",
    re.IGNORECASE,
)
# 两国 and both sides are seldom a number that the text has to give; nor are 十几, No. 1, and the Four of
# a name
_BOTH = re.compile(r"两[国队派岸者党方边侧端地]|十几")
_FIRST = re.compile(r"\bNo\.?\s?$", re.IGNORECASE)
_CAPITAL = re.compile(r"[A-Z][a-z]+$")
_IN_SENTENCE = re.compile(r"[\w,]\s$")
_ALONE = re.compile(r"\s?(?:[^\w\s%$€£¥°/-]|$|(?:and|or|to|but|in|of|on|by|from|at|for)\b)")
_AT = re.compile(r"[点时]")
_LARGE = 10_000  # 30万 may be 30万元
_SIGNS = frozenset("$€£¥")
_YEARLY = re.compile(r"\s?(?:anniversary|birthday)")
_TIMES = frozenset(["s", "month", "age"])
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
    def readings(self) -> list[Quantity]:
        """What each of them may be."""
        found = [one for amount in self.amounts for one in readings(amount, self.whole)]
        return [*found, *implied(folded(self.whole).text)]

    @cached_property
    def numbers(self) -> list[float]:
        """Every number it may be read to hold that is not measured in another unit."""
        counted = [q.value for q in self.amounts if q.unit in _UNMEASURED and not q.ranged]
        loose = loose_numbers(folded(self.whole).text)
        return counted + [
            value
            for start, end, value in loose
            if not any(start < q.end and q.start < end for q in self.amounts)
        ]

    @cached_property
    def hours(self) -> set[float]:
        """The hours of its times of day."""
        hours = {q.value // 60 for q in self.amounts if q.unit == "clock"}
        return hours | {hour % 12 for hour in hours}

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


def _completed(when: When, day: date) -> When:
    """A date without a year is of the year of writing, and a day without a month just before it."""
    if when.parts.keys() == {"day"}:
        last = day.replace(day=1) - timedelta(days=1)
        month = day if (when.day or 0) <= day.day else last
        return replace(when, year=month.year, month=month.month)
    return replace(when, year=day.year) if when.year is None and when.relative is None else when


def wrong_amounts(claim: str, cited: Cited) -> list[Quantity]:
    """The amounts of a claim that the cited text does not state."""
    found = compared_amounts(claim)
    ends = [q for q in cited.readings if q.ranged]
    whole = sum(any(same(q, end) for q in found) for end in ends) > 1
    wrong = [q for q in found if not _stated(q, claim, cited, whole=whole)]
    return wrong or _doubled(found, cited) or _other_scores(claim, found, cited)


def compared_amounts(claim: str) -> list[Quantity]:
    """The amounts of a claim that the cited text has to state."""
    return [q for q in quantities(claim) if not _weak(q, claim)]


def _weak(amount: Quantity, claim: str) -> bool:
    """One of something in words: 一年 and a year are not always numbers, nor is first."""
    written = claim[amount.start : amount.end]
    spelled = not any(c.isdigit() for c in written)
    if amount.value == 1 and _FIRST.search(claim, 0, amount.start):
        return True
    if amount.unit == "#":
        return spelled and amount.value < 3
    return spelled and any(
        (_ONE.match(written), _BOTH.match(claim, amount.start), _in_name(amount, claim))
    )


def _in_name(amount: Quantity, claim: str) -> bool:
    """Whether it is a word with a capital within a sentence: the Four Corners."""
    inside = _IN_SENTENCE.search(claim[: amount.start])
    return _CAPITAL.match(claim, amount.start, amount.end) is not None and inside is not None


def _stated(amount: Quantity, claim: str, cited: Cited, *, whole: bool) -> bool:
    said = readings(amount, claim)
    if any(_rounds(one, other, whole=whole) for one in said for other in cited.readings):
        return True
    if amount.unit == "clock":
        hour = amount.value // 60
        return bool({hour, hour % 12} & {*cited.numbers})
    days = amount.value / 86_400 if amount.unit == "s" else amount.value
    if amount.unit in {"#", "s"} and days in {when.day for when in cited.days}:
        return True  # 26日 is the 26th, and 3日 may be three days
    if amount.unit in _UNMEASURED and amount.value in cited.numbers:
        return True
    if not amount.unit and amount.value in cited.hours and _AT.search(claim[amount.end - 1 :][:2]):
        return True
    return any(
        amount.counted == other.counted and _left_out(amount, claim, other, cited)
        for other in cited.amounts
    )


def _left_out(amount: Quantity, claim: str, other: Quantity, cited: Cited) -> bool:
    """Whether one says what is counted where the other leaves it to the reader: paid for five days.

    The 14th minute is 14 minutes from the beginning, too, and 6点 is at six.
    """
    if other.unit == "#" and amount.unit in _TIMES:
        return _ordered(other, cited.whole) == (amount.unit, amount.factor)
    if amount.unit == "#" and other.unit in _TIMES:
        return _ordered(amount, claim) == (other.unit, other.factor)
    if not amount.unit:
        large = amount.value >= _LARGE and other.unit in {"CNY", "USD"}
        return other.unit != "clock" and (large or _alone(amount, claim))
    return not other.unit and _alone(other, cited.whole)


def _ordered(ordinal: Quantity, text: str) -> tuple[str, float] | None:
    """The unit of which one is numbered, and what it is worth: the 14th minute, the 50th anniversary."""
    after = text[ordinal.end : ordinal.end + 20]
    if _YEARLY.match(after):
        return "month", 12.0
    found = unit_at(after, 0)
    return (found[0].name, found[0].factor) if found else None


def _alone(amount: Quantity, text: str) -> bool:
    """Whether nothing that it may count follows, and no sign of a currency goes before it."""
    return (
        bool(_ALONE.match(text, amount.end)) and text[amount.start - 1 : amount.start] not in _SIGNS
    )


def _rounds(amount: Quantity, other: Quantity, *, whole: bool) -> bool:
    """Whether a claim's amount is the stated one, or that one rounded: it is never more precise.

    One end of a range is not what the text states; the `whole` range is.
    """
    exact = abs(amount.value - other.value) <= EXACT * abs(other.value)
    if other.ranged and not (whole or amount.ranged or amount.approximate):
        return False
    if not same(amount, other):
        return False
    years = {amount.unit, other.unit} == {"age", "month"}
    return exact or years or amount.rounded_to >= 0.999 * other.step


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
    wrong = [
        w for w in found if not (_given(w, cited.days) or _numbered(w, cited, claim[w.end - 1]))
    ]
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
    missing = _missing(when, agreeing)
    if missing == {"weekday"} == when.parts.keys():
        # on Saturday, where the text says on the 6th
        return not any("weekday" in day.parts for day in days) and any(day.day for day in days)
    # March, of which another date gives the year
    return not (missing - {"year"} if any(day.year == when.year for day in days) else missing)


def _numbered(when: When, cited: Cited, last: str) -> bool:
    """Whether a bare day is one that the text only numbers: 25日 is on the 25th, 14日 may be 14 days.

    Or 13号 is no day; `last` is the last character of the date.
    """
    days = {
        q.value / 86_400 if q.unit == "s" else q.value
        for q in cited.amounts
        if q.unit in {"#", "s"}
    }
    if when.parts.keys() == {"year"}:
        return when.year in cited.numbers  # 1874 cases, or the name of a product
    if when.parts.keys() != {"day"}:
        return False
    named = last == "号" and not any(day.day for day in cited.days)
    return when.day in days or (named and when.day in cited.numbers)


def _missing(when: When, agreeing: Iterable[When]) -> set[str]:
    """What the date says that no date compatible with it says."""
    own = {
        name
        for name in ("year", "month", "day", "quarter", "half", "through", "weekday")
        if getattr(when, name) is not None
    }
    return own - {name for other in agreeing for name in other.parts}
