"""Written times, read as points in time."""

from datetime import UTC, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.errors import BadInput
from index.times import from_micros, parse_time, parse_until, to_micros, to_utc, zone_named

SHANGHAI = ZoneInfo("Asia/Shanghai")
MOMENTS = st.datetimes(
    min_value=datetime(2, 1, 1),  # ruff: ignore[call-datetime-without-tzinfo]  hypothesis adds the zone
    max_value=datetime(9998, 12, 31),  # ruff: ignore[call-datetime-without-tzinfo]  the same
    timezones=st.sampled_from([UTC, timezone(timedelta(hours=8)), timezone(timedelta(hours=-5))]),
)


def utc(*numbers: int) -> datetime:
    return datetime(*numbers, tzinfo=UTC)


@pytest.mark.parametrize(
    ("written", "moment"),
    [
        ("2025-10-26", utc(2025, 10, 26)),
        ("20251026", utc(2025, 10, 26)),
        ("2025/10/26", utc(2025, 10, 26)),
        ("2025.10.26", utc(2025, 10, 26)),
        ("2025-1-2", utc(2025, 1, 2)),
        (" 2025-10-26\n", utc(2025, 10, 26)),
        ("2025-10-26 18:30", utc(2025, 10, 26, 18, 30)),
        ("2025-10-26 8:30", utc(2025, 10, 26, 8, 30)),
        ("2025/1/2 8:30", utc(2025, 1, 2, 8, 30)),
        ("2025-10-26T18:30:15.25", utc(2025, 10, 26, 18, 30, 15, 250_000)),
        ("2025-10-26T18:30:00Z", utc(2025, 10, 26, 18, 30)),
        ("2025-10-26T18:30:00+08:00", utc(2025, 10, 26, 10, 30)),
        ("2025-10-26T01:30-05:00", utc(2025, 10, 26, 6, 30)),
        ("2025年10月26日", utc(2025, 10, 26)),
        ("2025年1月2日", utc(2025, 1, 2)),
        ("2025年10月26日 18:30", utc(2025, 10, 26, 18, 30)),
        ("2025年10月26日18：30", utc(2025, 10, 26, 18, 30)),
        ("2025年10月26日18时", utc(2025, 10, 26, 18)),
        ("2025年10月26日18时30分", utc(2025, 10, 26, 18, 30)),
        ("２０２５年１０月２６日", utc(2025, 10, 26)),
        ("２０２５-10-26", utc(2025, 10, 26)),
        ("Sun, 26 Oct 2025 18:30:00 +0200", utc(2025, 10, 26, 16, 30)),
        ("26 Oct 2025 18:30:00 GMT", utc(2025, 10, 26, 18, 30)),
        ("2024-02-29", utc(2024, 2, 29)),
    ],
)
def test_a_written_time_is_read(written: str, moment: datetime) -> None:
    parsed = parse_time(written)
    assert parsed == moment
    assert parsed.tzinfo is UTC


@pytest.mark.parametrize("written", ["2025-10-26 18:30", "2025年10月26日18:30", "2025/10/26 18:30"])
def test_a_time_without_a_zone_is_in_the_given_one(written: str) -> None:
    assert parse_time(written, SHANGHAI) == utc(2025, 10, 26, 10, 30)


def test_a_time_with_a_zone_keeps_it() -> None:
    assert parse_time("2025-10-26T18:30Z", SHANGHAI) == utc(2025, 10, 26, 18, 30)


def test_daylight_saving_time_is_that_of_the_day() -> None:
    paris = ZoneInfo("Europe/Paris")
    assert parse_time("2025-07-01 12:00", paris) == utc(2025, 7, 1, 10)
    assert parse_time("2025-12-01 12:00", paris) == utc(2025, 12, 1, 11)


@pytest.mark.parametrize(
    "written",
    [
        "",
        "yesterday",
        "2025",
        "2025-10",
        "2025-02-29",
        "2025-13-01",
        "2025-10-26 25:00",
        "2025年2月30日",
        "2025年10月26日25时",
        "Sun, 99 Oct 2025 18:30:00 +0000",
        "Mon, 01 Jan 99999999999999999999 00:00:00 +0000",
        "26/10/2025",
        "١٢٣",
        "\ud800",
    ],
)
def test_what_is_no_date_is_refused_with_an_example(written: str) -> None:
    with pytest.raises(BadInput, match="is not a date: write it as 2025-10-26 or 2025-10-26T18:30"):
        parse_time(written)


def test_a_long_text_is_not_repeated_in_the_message() -> None:
    with pytest.raises(BadInput, match=r"^'x{60}' is not a date"):
        parse_time("x" * 100_000)


def test_a_time_that_utc_does_not_reach_is_refused() -> None:
    with pytest.raises(BadInput, match="is out of range: give a year from 2 to 9998"):
        parse_time("0001-01-01", SHANGHAI)


@given(st.text() | st.from_regex(r"\d{1,4}[-/.年]\d{1,2}[-/.月]\d{1,2}.{0,12}"))
def test_any_text_is_read_or_refused(written: str) -> None:
    try:
        assert parse_time(written, SHANGHAI).tzinfo is UTC
    except BadInput as error:
        assert "date" in str(error) or "range" in str(error)  # ruff: ignore[pytest-assert-in-except]  either will do


@given(MOMENTS)
def test_what_iso_format_writes_is_read_back(moment: datetime) -> None:
    assert parse_time(moment.isoformat()) == moment


@pytest.mark.parametrize(
    ("written", "moment"),
    [
        ("2025-10-26", utc(2025, 10, 27)),
        ("2025-12-31", utc(2026, 1, 1)),
        ("20251026", utc(2025, 10, 27)),
        ("2025/10/26", utc(2025, 10, 27)),
        ("2025年10月26日", utc(2025, 10, 27)),
        ("2025-W43-7", utc(2025, 10, 27)),
        ("2025-10-26 18:30", utc(2025, 10, 26, 18, 30)),
        ("2025-10-26T00:00", utc(2025, 10, 26)),
        ("2025年10月26日18时", utc(2025, 10, 26, 18)),
    ],
)
def test_until_a_bare_date_means_the_end_of_that_day(written: str, moment: datetime) -> None:
    assert parse_until(written) == moment


def test_the_end_of_a_day_is_that_of_the_given_zone() -> None:
    assert parse_until("2025-10-26", SHANGHAI) == utc(2025, 10, 26, 16)
    # clocks go back in Paris on this day, which has 25 hours
    assert parse_until("2025-10-26", ZoneInfo("Europe/Paris")) == utc(2025, 10, 26, 23)


def test_the_last_day_of_all_has_no_end() -> None:
    with pytest.raises(BadInput, match="'9999-12-31' is out of range"):
        parse_until("9999-12-31")


@pytest.mark.parametrize("name", ["Asia/Shanghai", "UTC", "America/New_York"])
def test_a_zone_is_found_by_its_name(name: str) -> None:
    assert str(zone_named(name)) == name


@pytest.mark.parametrize(
    "name", ["", "Mars/Olympus", "../etc/passwd", "/etc/localtime", "\0", "a" * 5_000, "\ud800"]
)
def test_what_is_no_zone_is_refused_with_an_example(name: str) -> None:
    with pytest.raises(BadInput, match="is not a time zone: use a name such as Asia/Shanghai"):
        zone_named(name)


def test_micros_count_from_1970() -> None:
    assert to_micros(utc(1970, 1, 1)) == 0
    assert to_micros(utc(2025, 10, 26, 18, 30)) == 1_761_503_400_000_000
    assert to_micros(utc(1969, 12, 31, 23, 59, 59, 999_999)) == -1


@given(MOMENTS)
def test_micros_keep_a_moment_exactly(moment: datetime) -> None:
    assert from_micros(to_micros(moment)) == moment
    assert from_micros(to_micros(moment)).tzinfo is UTC


@given(MOMENTS, MOMENTS)
def test_micros_are_in_the_order_of_time(one: datetime, two: datetime) -> None:
    assert (to_micros(one) < to_micros(two)) == (one < two)


@given(MOMENTS)
def test_a_moment_is_the_same_in_utc(moment: datetime) -> None:
    assert to_utc(moment) == moment
    assert to_utc(moment).tzinfo is UTC
