"""Dates in a question's words, Chinese and English, as periods of the calendar."""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from rag.period import Period, Unit, around, back, day_of, most_recent
from rag.tables import compiled, forms

_DIGITS = dict(zip("一二三四五六七八九十", range(1, 11), strict=True))
_NUMBERS = {
    **_DIGITS, "日": 7, "天": 7, "两": 2, "半": 1, "上": 1, "下": 2, "a": 1, "an": 1, "few": 3, "couple of": 2,
    "first": 1, "second": 2, "third": 3, "fourth": 4, "1st": 1, "2nd": 2, "3rd": 3, "4th": 4,
    **{name: n for n, name in enumerate(("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"), 1)},
    "twelve": 12,
}  # fmt: skip
_BACK = {
    "上上": 2, "上": 1, "上个": 1, "前": 1, "last": 1, "previous": 1, "past": 1, "over the": 1,
    "去年": 1, "前年": 2,
}  # fmt: skip
_UNITS = {
    "小时": Unit.DAY, "天": Unit.DAY, "日": Unit.DAY, "周": Unit.WEEK, "星期": Unit.WEEK, "礼拜": Unit.WEEK,
    "月": Unit.MONTH, "季度": Unit.QUARTER, "年": Unit.YEAR,
}  # fmt: skip
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_HINT = re.compile(
    r"\d|[年月日天周]|季度|星期|礼拜|小时|today|tonight|yesterday|last|past|this|previous|ago|quarter|day\b|"
    + "|".join(rf"\b{month}" for month in _MONTHS),
    re.IGNORECASE,
)
_HAN = re.compile(r"[\u3400-\u9fff]")
_RELATIVE = frozenset(
    [
        "span",
        "ago",
        "today",
        "yesterday",
        "before_yesterday",
        "three_days_ago",
        "weekend",
        "week",
        "weekday",
    ]
)
Groups = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Dated:
    """`text[start:end]` names a period; `relative` to the day it is asked on, by its `form`."""

    start: int
    end: int
    period: Period
    form: str
    relative: bool


def _number(word: str) -> int:
    word = word.lower()
    if word.isdigit():
        return int(word)
    if "十" in word and len(word) > 1:
        tens, _, ones = word.partition("十")
        return _DIGITS.get(tens, 1) * 10 + _DIGITS.get(ones, 0)
    return _NUMBERS[word]


def _year(groups: Groups, today: date) -> int | None:
    """The year that is named; None where there is none."""
    if "year" in groups:
        return int(groups["year"])
    return today.year - _BACK.get(groups["relative"], 0) if "relative" in groups else None


def _named_month(groups: Groups) -> int:
    if "name" in groups:
        return _MONTHS.index(groups["name"][:3].lower()) + 1
    return _number(groups["month"])


def _unit(word: str) -> Unit:
    return _UNITS.get(word) or (
        Unit.DAY if word.lower().startswith("hour") else Unit(word.lower().rstrip("s"))
    )


def _in_year(groups: Groups, today: date, month: int, unit: Unit) -> Period:
    year = _year(groups, today)
    period = around(date(year or today.year, month, 1), unit)
    return period if year else most_recent(period, today)


def _earlier(groups: Groups, today: date, unit: Unit) -> Period:
    return around(back(today, _BACK.get(groups["back"].lower(), 0), unit), unit)


def _day(groups: Groups, today: date) -> Period | None:
    number = int(groups["day"])
    if "back" in groups:
        month = back(today, _BACK.get(groups["back"], 0), Unit.MONTH)
        return day_of(month.year, month.month, number)
    year = _year(groups, today)
    found = day_of(year or today.year, _named_month(groups), number)
    return found if year or not found else most_recent(found, today)


def _days(groups: Groups, today: date) -> Period | None:
    first, last = _day(groups, today), _day({**groups, "day": groups["last"]}, today)
    return first.until(last) if first and last else None


def _month(groups: Groups, today: date) -> Period | None:
    if "name" not in groups and "month" not in groups:
        return _earlier(groups, today, Unit.MONTH)
    month = _named_month(groups)
    return _in_year(groups, today, month, Unit.MONTH) if 1 <= month <= 12 else None


def _quarter(groups: Groups, today: date) -> Period:
    if "back" in groups:
        return _earlier(groups, today, Unit.QUARTER)
    number = _number(groups.get("number") or groups["number2"])
    return _in_year(groups, today, number * 3 - 2, Unit.QUARTER)


def _half(groups: Groups, today: date) -> Period:
    first = _in_year(groups, today, 1 if groups["half"] == "上" else 7, Unit.QUARTER)
    end = around(back(first.first or today, -5, Unit.MONTH), Unit.MONTH)
    return first.until(end)


def _whole_year(groups: Groups, today: date) -> Period:
    year = _year(groups, today)
    return around(date(year, 1, 1), Unit.YEAR) if year else _earlier(groups, today, Unit.YEAR)


def _span(groups: Groups, today: date) -> Period:
    """A span up to now; part of a day counts as a day."""
    written, word = groups.get("count", "1"), groups["unit"]
    count, unit = _number(written), _unit(word)
    if word[0] in "小hH":
        count = -(-count // 24)
    if written == "半" and unit is Unit.YEAR:
        count, unit = 6, Unit.MONTH
    return Period(back(today, count, unit), today)


def _ago(groups: Groups, today: date) -> Period:
    unit = _unit(groups["unit"])
    then = back(today, _number(groups["count"]), unit)
    return around(then, unit)


def _week(groups: Groups, today: date) -> Period:
    week = _earlier(groups, today, Unit.WEEK)
    return _of_week(week, _number(groups["weekday"])) if "weekday" in groups else week


def _of_week(week: Period, number: int) -> Period:
    day = (week.first or date.min) + timedelta(days=number - 1)
    return Period(day, day)


def _weekend(groups: Groups, today: date) -> Period:
    week = _earlier(groups, today, Unit.WEEK)
    return _of_week(week, 6).until(_of_week(week, 7))


def _weekday(groups: Groups, today: date) -> Period:
    """The last day of that name before today."""
    word = groups["weekday"]
    number = _WEEKDAYS.index(word[:3].lower()) if word.isascii() else _number(word) - 1
    return around(today - timedelta(days=(today.weekday() - number - 1) % 7 + 1), Unit.DAY)


def _day_number(groups: Groups, today: date) -> Period | None:
    """The last day of that number."""
    earlier = back(today, int(int(groups["day"]) > today.day), Unit.MONTH)
    return day_of(earlier.year, earlier.month, int(groups["day"]))


def _days_ago(count: int) -> Callable[[Groups, date], Period]:
    return lambda _, today: around(back(today, count, Unit.DAY), Unit.DAY)


_READERS: Mapping[str, Callable[[Groups, date], Period | None]] = {
    "iso": _day, "days": _days, "day": _day, "half": _half, "quarter": _quarter, "span": _span, "ago": _ago,
    "month": _month, "year": _whole_year, "today": _days_ago(0), "yesterday": _days_ago(1),
    "before_yesterday": _days_ago(2), "three_days_ago": _days_ago(3), "weekend": _weekend,
    "week": _week, "weekday": _weekday, "number_of_month": _day_number, "bare_month": _month,
    "bare_year": _whole_year,
}  # fmt: skip


def dates(text: str, today: date) -> list[Dated]:
    """The dates in a text of folded characters (index.words.fold), in order; none overlap.

    A day or month without a year is the last one that began by `today`, a day of the week the last
    before it; what the calendar does not have is no date.
    """
    if not _HINT.search(text):
        return []
    found = list[Dated]()
    han = bool(_HAN.search(text))
    for form, (written,) in forms("dates"):
        if not han and _HAN.search(written):
            continue
        for match in compiled(written).finditer(text):
            if all(match.end() <= d.start or d.end <= match.start() for d in found):
                found.extend(_read(form, match, today))
    return sorted(found, key=lambda dated: dated.start)


def _read(form: str, match: re.Match[str], today: date) -> Iterator[Dated]:
    if form == "bare_month" and not _names_month(match):
        return
    groups = {name: value for name, value in match.groupdict().items() if value is not None}
    try:
        period = _READERS[form](groups, today)
    except (ValueError, OverflowError):  # beyond the calendar's first or last year
        return
    lead = len(match[0]) - len(match[0].lstrip())
    relative = form in _RELATIVE or bool(groups.keys() & {"back", "relative"})
    if period:
        yield Dated(match.start() + lead, match.end(), period, form, relative)


def _names_month(match: re.Match[str]) -> bool:
    """Whether it is no verb: March and May are written large, and not first."""
    return match["name"][0].isupper() and bool(match.start() or len(match["name"]) > 5)
