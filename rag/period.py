"""Periods: whole days, as a calendar counts them."""

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from enum import StrEnum

_DAY = timedelta(days=1)


class Unit(StrEnum):
    """What is counted."""

    DAY = "day"
    WEEK = "week"
    MONTH = "month"
    QUARTER = "quarter"
    YEAR = "year"


_MONTHS = {Unit.MONTH: 1, Unit.QUARTER: 3, Unit.YEAR: 12}
_DAYS = {Unit.DAY: 1, Unit.WEEK: 7}


@dataclass(frozen=True, slots=True)
class Period:
    """From `first` to `last`, both included; None where it is open on that side.

    `yearless` says that the words name no year: another one may be meant.
    """

    first: date | None
    last: date | None
    yearless: bool = False

    @property
    def days(self) -> int | None:
        """How many, or None where it is open."""
        return (self.last - self.first).days + 1 if self.first and self.last else None

    def until(self, other: "Period") -> "Period":
        """From the beginning of this one to the end of the other; its year follows this one's."""
        last = other.last
        if self.first and last and other.yearless:
            last = back(last, last.year - self.first.year, Unit.YEAR)
            last = back(last, -int(last < self.first), Unit.YEAR)
        return Period(self.first, last, self.yearless and other.yearless)

    def since(self) -> "Period":
        """From its beginning on."""
        return replace(self, last=None)

    def after(self) -> "Period":
        """What follows it."""
        return replace(self, first=self.last and self.last + _DAY, last=None)

    def before(self) -> "Period":
        """What precedes it."""
        return replace(self, first=None, last=self.first and self.first - _DAY)

    def up_to(self) -> "Period":
        """Everything until its end."""
        return replace(self, first=None)

    def year_earlier(self) -> "Period":
        """The same days of the year before."""
        return replace(self, first=_year_earlier(self.first), last=_year_earlier(self.last))

    def moments(self, zone: tzinfo) -> tuple[datetime | None, datetime | None]:
        """Its first moment and the one that follows it, as UTC, the days being those of a zone."""
        end = self.last and self.last + _DAY
        return _midnight(self.first, zone), _midnight(end, zone)


def _year_earlier(day: date | None) -> date | None:
    return day and back(day, 1, Unit.YEAR)


def _midnight(day: date | None, zone: tzinfo) -> datetime | None:
    return datetime.combine(day, time(), tzinfo=zone).astimezone(UTC) if day else None


def back(day: date, count: int, unit: Unit) -> date:
    """The day that lies so many units earlier; the last day of a shorter month."""
    if unit in _DAYS:
        return day - timedelta(days=count * _DAYS[unit])
    months = day.year * 12 + day.month - 1 - count * _MONTHS[unit]
    year, month = divmod(months, 12)
    return min(day.day, _last_day(year, month + 1)) * _DAY + date(year, month + 1, 1) - _DAY


def _last_day(year: int, month: int) -> int:
    following = date(year + month // 12, month % 12 + 1, 1)
    return (following - _DAY).day


def around(day: date, unit: Unit) -> Period:
    """The day, week (from Monday), month, quarter or year that a day lies in."""
    if unit is Unit.DAY:
        return Period(day, day)
    if unit is Unit.WEEK:
        monday = day - timedelta(days=day.weekday())
        return Period(monday, monday + timedelta(days=6))
    length = _MONTHS[unit]
    month = (day.month - 1) // length * length + 1
    end = month + length - 1
    return Period(date(day.year, month, 1), date(day.year, end, _last_day(day.year, end)))


def day_of(year: int, month: int, number: int) -> Period | None:
    """A day of the calendar, or None where there is no such day."""
    if not (1 <= month <= 12 and 1 <= number <= _last_day(year, month)):
        return None
    return around(date(year, month, number), Unit.DAY)


def most_recent(period: Period, today: date) -> Period:
    """A period whose year is not named: the last time it began, today included."""
    begun = period if period.first and period.first <= today else period.year_earlier()
    return replace(begun, yearless=True)
