"""Points in time: always aware, always UTC once inside."""

import re
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from zoneinfo import ZoneInfo

from index.errors import BadInput

_CHINESE = re.compile(r"(\d{4})年(\d{1,2})月(\d{1,2})日(?:\s*(\d{1,2})[:：时点](?:(\d{1,2})分?)?)?")
_LOOSE = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?!\d)(?:([ T])(\d{1,2})(?=:))?")
_DATE_ONLY = re.compile(
    r"\d{4}[-/.]\d{1,2}[-/.]\d{1,2}|\d{4}年\d{1,2}月\d{1,2}日|\d{8}|\d{4}-?W\d\d(?:-?\d)?"
)


def parse_time(text: str, zone: tzinfo = UTC) -> datetime:
    """Read a written time as UTC; one without a zone is in `zone`.

    Takes ISO 8601, `YYYY-MM-DD HH:MM`, `YYYY/MM/DD`, `2025年10月26日`, and mail dates.
    Raises BadInput where the text is no date or no possible one.
    """
    parsed = _parse(text.strip())
    if parsed is None:
        raise BadInput(f"{text[:60]!r} is not a date: write it as 2025-10-26 or 2025-10-26T18:30")
    return to_utc(parsed, zone)


def to_utc(moment: datetime, zone: tzinfo = UTC) -> datetime:
    """The moment as UTC; one without a zone is in `zone`. Raises BadInput near years 1 and 9999."""
    try:
        return (moment if moment.tzinfo else moment.replace(tzinfo=zone)).astimezone(UTC)
    except OverflowError:
        raise BadInput(f"{moment} is out of range: give a year from 2 to 9998") from None


def _parse(text: str) -> datetime | None:
    if match := _CHINESE.fullmatch(text):
        numbers = [int(part) if part else 0 for part in match.groups()]
        return _possible(numbers)
    loose = _LOOSE.match(text)
    try:
        return datetime.fromisoformat(_padded(loose) + text[loose.end() :] if loose else text)
    except ValueError:
        return _parse_mail_date(text)


def _parse_mail_date(text: str) -> datetime | None:
    from email.utils import parsedate_to_datetime

    try:
        return parsedate_to_datetime(text)
    except (ValueError, OverflowError):
        return None


def _padded(match: re.Match[str]) -> str:
    day = f"{int(match[1]):04}-{int(match[2]):02}-{int(match[3]):02}"
    return f"{day}{match[4]}{int(match[5]):02}" if match[5] else day


def _possible(numbers: list[int]) -> datetime | None:
    year, month, day, hour, minute = numbers
    try:
        return datetime(year, month, day, hour, minute)  # ruff: ignore[call-datetime-without-tzinfo]  the caller adds the zone
    except ValueError:
        return None


def parse_until(text: str, zone: tzinfo = UTC) -> datetime:
    """Like `parse_time`, but a bare date means the end of that day (the next midnight)."""
    moment = parse_time(text, zone)
    if not _DATE_ONLY.fullmatch(text.strip()):
        return moment
    try:
        local: date = moment.astimezone(zone).date() + timedelta(days=1)
    except OverflowError:
        raise BadInput(f"{text[:60]!r} is out of range: give a year from 2 to 9998") from None
    return datetime.combine(local, time(), tzinfo=zone).astimezone(UTC)


def zone_named(name: str) -> tzinfo:
    """The time zone called `name`, such as Asia/Shanghai. Raises BadInput for an unknown one."""
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        raise BadInput(f"{name!r} is not a time zone: use a name such as Asia/Shanghai") from None


def to_micros(moment: datetime) -> int:
    """Microseconds since 1970, the form in which times are stored."""
    return (moment - datetime(1970, 1, 1, tzinfo=UTC)) // timedelta(microseconds=1)


def from_micros(micros: int) -> datetime:
    """The inverse of `to_micros`."""
    return datetime(1970, 1, 1, tzinfo=UTC) + timedelta(microseconds=micros)


def newest_first(published: datetime | None) -> tuple[bool, float]:
    """Sorts by dates: the newest first, what has none last."""
    return published is None, -published.timestamp() if published else 0.0
