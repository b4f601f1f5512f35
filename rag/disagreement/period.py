"""The time that a statement speaks of, and when two speak of different ones."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from rag.disagreement.clauses import Clauses
from rag.quantities import When, dates

_ORIGIN = re.compile(
    r"(?:自从?|截至|较|\bsince|\bfrom|\bas of|\bto)(?:\s(?:the|its|an?))*(?:\s[\w']+\sin)?\s?$",
    re.IGNORECASE,
)
_SINCE = re.compile(r"(?:以来|之后|后)")
_NEAR = 7  # months within which what is not dated speaks of the same time
_YEAR = 12


@dataclass(frozen=True, slots=True)
class Period:
    """`stated` are the times given; `since` those from which something is counted."""

    stated: tuple[When, ...]
    since: tuple[When, ...]
    published: date | None


def period(clauses: Clauses, number: int, published: date | None) -> Period:
    """The times of a clause, or where it gives none those of the nearest clause before it."""
    found = [
        (clauses.number(when.start), _origin(clauses.text, when), when)
        for when in dates(clauses.text, published)
    ]
    stated = [(at, when) for at, origin, when in found if not origin and at <= number]
    last = max((at for at, _ in stated), default=0)
    return Period(
        tuple(_dated(when, published) for at, when in stated if at == last),
        tuple(_dated(when, published) for at, origin, when in found if origin and at <= number),
        published,
    )


def _origin(text: str, when: When) -> bool:
    return bool(_ORIGIN.search(text[: when.start]) or _SINCE.match(text, when.end))


def _dated(when: When, published: date | None) -> When:
    """The date with the year in which it lay when the text was published."""
    if published is None or when.year is not None:
        return when
    if when.weekday is not None and when.month is None:
        day = published - timedelta(days=(published.weekday() - when.weekday) % 7)
        return replace(when, year=day.year, month=day.month, day=day.day)
    month = _month(when)
    if month is None:
        return when
    return replace(when, year=published.year - (month > published.month + 2))


def _month(when: When) -> int | None:
    """The last month of what is given, or None for a mere day or year."""
    if when.month is not None:
        return when.month
    if when.quarter is not None:
        return 3 * when.quarter
    if when.through is not None:
        return 3 * when.through
    return 6 * when.half if when.half is not None else None


def other_time(one: Period, other: Period, asked: Sequence[When]) -> bool:
    """Whether two statements speak of different times."""
    if one.since and other.since and not _shared(one.since, other.since):
        return True
    if one.stated and other.stated:
        return not _shared(one.stated, other.stated)
    for mine, theirs in ((one, other), (other, one)):
        if mine.stated and not theirs.stated:
            return not (_shared(mine.stated, asked) or _current(mine.stated, theirs.published))
    return _far(one.published, other.published)


def _shared(mine: Sequence[When], theirs: Sequence[When]) -> bool:
    return any(a.compatible(b) for a in mine for b in theirs)


def _current(stated: Sequence[When], published: date | None) -> bool:
    """Whether any of the times is that of an article published on a day."""
    return published is None or any(_near(when, published) for when in stated)


def _near(when: When, published: date) -> bool:
    month = _month(when)
    if when.year is None:
        return True
    if month is None:
        return when.year == published.year
    return abs(_YEAR * (published.year - when.year) + published.month - month) <= _NEAR


def _far(one: date | None, other: date | None) -> bool:
    return one is not None and other is not None and abs((one - other).days) > 30 * _NEAR
