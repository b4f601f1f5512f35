"""Amounts and dates in both languages, and when they say the same."""

from datetime import date

import pytest

from rag.quantities import Quantity, dates, quantities, same


def only(text: str) -> Quantity:
    (found,) = quantities(text)
    return found


@pytest.mark.parametrize(
    ("text", "value", "unit"),
    [
        ("积压订单301亿美元", 3.01e10, "USD"),
        ("積壓訂單３０１億美元", 3.01e10, "USD"),
        ("a backlog of $30.1 billion", 3.01e10, "USD"),
        ("30.1bn dollars", 3.01e10, "USD"),
        ("HK$3.5 billion", 3.5e9, "HKD"),
        ("1亿2000万元", 1.2e8, "CNY"),
        ("9万", 90_000, ""),
        ("90,000 people", 90_000, "people"),
        ("41.8万人次", 418_000, "people"),
        ("three ferries", 3, ""),
        ("三十名", 30, "people"),
        ("二百五十家公司", 250, "companies"),
        ("two hundred and fifty companies", 250, "companies"),
        ("a dozen boats", 12, ""),
        ("两座桥", 2, ""),
        ("半数乘客", 50, "%"),
        ("百分之三十", 30, "%"),
        ("65 per cent", 65, "%"),
        ("三成", 30, "%"),
        ("two thirds of it", 200 / 3, "%"),
        ("三分之二", 200 / 3, "%"),
        ("25个基点", 25, "bp"),
        ("0.5 percentage points", 0.5, "pp"),
        ("增长3倍", 3, "x"),
        ("orders doubled", 2, "x"),
        ("訂單翻了一番", 2, "x"),
        ("470兆瓦", 4.7e8, "W"),
        ("0.47 GW", 4.7e8, "W"),
        ("17分钟", 1020, "s"),
        ("a 17-minute crossing", 1020, "s"),
        ("48天", 48 * 86_400, "s"),
        ("four years", 48, "month"),
        ("18个月", 18, "month"),
        ("45岁", 45, "age"),
        ("a 45-year-old captain", 45, "age"),
        ("1.6公里", 1600, "m"),
        ("第三", 3, "#"),
        ("the third", 3, "#"),
        ("21st", 21, "#"),
        ("10点30分", 630, "clock"),
        ("3:30 p.m.", 930, "clock"),
        ("5m pounds", 5e6, "GBP"),
    ],
)
def test_an_amount_is_read_in_its_base_unit(text: str, value: float, unit: str) -> None:
    found = only(text)
    assert (found.value, found.unit) == (pytest.approx(value), unit)


@pytest.mark.parametrize(
    "text",
    [
        "the H100, the GPT-4 and an A320",
        "version 1.2.0.13",
        "一个人, one of them, 一些",
        "三星 四川 十分",
        "数百万人",
        "hundreds of thousands",
        "2025年10月26日",
        "October 26, 2025",
    ],
)
def test_names_vague_words_and_dates_are_no_amounts(text: str) -> None:
    assert quantities(text) == []


def test_a_range_has_one_unit() -> None:
    for text in ("30-40%", "30%至40%", "30 to 40 percent"):
        assert [(q.value, q.unit) for q in quantities(text)] == [(30, "%"), (40, "%")]
    assert [q.value for q in quantities("5 to 10 million euros")] == [5e6, 1e7]


@pytest.mark.parametrize(
    "text",
    ["约300人", "近300人", "超過300人", "300多人", "nearly 300", "over 300", "300人左右", "300+"],
)
def test_an_approximate_amount_is_known_as_one(text: str) -> None:
    assert only(text).approximate
    assert not only("300人").approximate


def test_offsets_lead_to_the_text_as_it_was_written() -> None:
    text = "３８㎡，票價２.８０歐元，１２％"
    written = [text[q.start : q.end] for q in quantities(text)]
    assert written == ["３８㎡", "２.８０歐元", "１２％"]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("301亿美元", "$30.1 billion"),
        ("30.1bn dollars", "301億美元"),
        ("9万", "90,000 people"),
        ("9万人", "91,234 people"),
        ("12%", "12.1%"),
        ("半数", "half of"),
        ("470兆瓦", "0.47 GW"),
        ("over 300", "312人"),
        ("两周", "14天"),
        ("18 months", "18个月"),
        ("45岁", "45 years"),
        ("15时30分", "3:30 p.m."),
    ],
)
def test_amounts_that_say_the_same(one: str, other: str) -> None:
    assert same(only(one), only(other))
    assert same(only(other), only(one))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("301亿美元", "$3.01 billion"),
        ("301亿美元", "301亿元"),
        ("12%", "12"),
        ("12%", "12个百分点"),
        ("300人", "312人"),
        ("300人", "300股"),
        ("1", "1.4"),
        ("12.1%", "12.2%"),
        ("48天", "48小时"),
        ("48天", "48个月"),
    ],
)
def test_amounts_that_differ(one: str, other: str) -> None:
    assert not same(only(one), only(other))


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("2025年10月26日", {"year": 2025, "month": 10, "day": 26}),
        ("２０２５年１０月２６號", {"year": 2025, "month": 10, "day": 26}),
        ("二〇二五年十月二十六日", {"year": 2025, "month": 10, "day": 26}),
        ("10月26日", {"month": 10, "day": 26}),
        ("26日", {"day": 26}),
        ("Oct 26", {"month": 10, "day": 26}),
        ("October 26th, 2025", {"year": 2025, "month": 10, "day": 26}),
        ("26 October 2025", {"year": 2025, "month": 10, "day": 26}),
        ("the 26th of October", {"month": 10, "day": 26}),
        ("2025-10-26", {"year": 2025, "month": 10, "day": 26}),
        ("October 2025", {"year": 2025, "month": 10}),
        ("in May", {"month": 5}),
        ("Q2 2025", {"year": 2025, "quarter": 2}),
        ("the second quarter of 2025", {"year": 2025, "quarter": 2}),
        ("2025年第二季度", {"year": 2025, "quarter": 2}),
        ("上半年", {"half": 1}),
        ("周一", {"weekday": 0}),
        ("on Sunday", {"weekday": 6}),
        ("星期天", {"weekday": 6}),
        ("in 2025", {"year": 2025}),
        ("80年代", {"year": 1980}),
        ("the 1980s", {"year": 1980}),
        ("去年", {"relative": "y-1"}),
        ("yesterday", {"relative": "d-1"}),
    ],
)
def test_a_date_is_read_as_far_as_it_is_given(text: str, parts: dict[str, int]) -> None:
    (found,) = dates(text)
    written = {"year", "month", "day", "relative", "weekday", *parts}
    assert {k: v for k, v in found.parts.items() if k in written} == parts


@pytest.mark.parametrize("text", ["We may march", "10个月", "2号线", "2025美元", "$2,025", "H100"])
def test_what_only_looks_like_a_date_is_none(text: str) -> None:
    assert dates(text) == []


@pytest.mark.parametrize(
    ("one", "other", "compatible"),
    [
        ("2025年10月26日", "Oct 26", True),
        ("10月26日", "Oct 27", False),
        ("10月26日", "Nov 26", False),
        ("2025年", "Oct 26", False),
        ("第二季度", "May 2", True),
        ("第二季度", "Q3 2025", False),
        ("去年", "last year", True),
        ("昨天", "today", False),
    ],
)
def test_dates_are_compared_by_what_both_give(one: str, other: str, *, compatible: bool) -> None:
    assert dates(one)[0].compatible(dates(other)[0]) is compatible


def test_a_relative_date_is_resolved_where_the_day_of_writing_is_known() -> None:
    written = date(2025, 10, 26)
    resolved = [dates(text, written)[0].parts for text in ("昨天", "去年", "last month")]
    assert [(p.get("year"), p.get("month"), p.get("day")) for p in resolved] == [
        (2025, 10, 25),
        (2024, None, None),
        (2025, 9, None),
    ]
