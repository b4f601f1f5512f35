"""Dates in a text, as they are written in Chinese and in English."""

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from itertools import starmap
from operator import itemgetter
from typing import Any

from rag.quantities.folded import folded
from rag.quantities.numerals import chinese_number
from rag.quantities.units import COUNTERS, unit_at
from rag.quantities.when import When

_MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]
_FULL_MONTH = (
    "January|February|March|April|May|June|July|August|September|October|November|December"
)
_MONTH = (
    rf"(?P<month>{_FULL_MONTH}"
    r"|(?:Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec)(?:\.|(?![A-Za-z])))"
)
_Y = r"(?P<year>(?:1[5-9]|20)\d\d)"
_D = r"(?P<day>[12]\d|3[01]|0?[1-9])"
_HAN_YEAR = r"(?P<year>(?:1[5-9]|20)\d\d|[一二][零〇九八七六五一二三四]{3})\s?年"
_HAN_MONTH = r"(?P<month>1[0-2]|0?[1-9]|十[一二]?|[一二三四五六七八九])\s?月"
_HAN_DAY = r"(?P<day>[12]\d|3[01]|0?[1-9]|二十[一二三四五六七八九]?|三十一?|十[一二三四五六七八九]?|[一二三四五六七八九])\s?[日号]"
_QUARTER_EN = r"(?:Q(?P<quarter>[1-4])\b|(?P<ordinal>first|second|third|fourth)[\s-]quarter)"
_WEEKDAYS = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
_WEEKDAY = (
    r"\b(?P<weekday>Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday"
    r"|(?:Mon|Tues?|Wed|Thurs?|Fri|Sat)(?=\.?,?\s(?:\d|[A-Z][a-z]{2})))s?\b"
)
_OF = r",?\s(?:(?:of|in)\s)?(?:(?:fiscal|the)\s)*(?:year\s)?"
_RELATIVE_ZH = {
    "前天": "d-2", "昨天": "d-1", "昨日": "d-1", "昨晚": "d-1", "今天": "d0", "今日": "d0",
    "今晚": "d0", "今晨": "d0", "今早": "d0", "明天": "d1", "明日": "d1", "后天": "d2",
    "前年": "y-2", "去年": "y-1", "今年": "y0", "本年度": "y0", "明年": "y1", "后年": "y2",
    "上个月": "m-1", "上月": "m-1", "本月": "m0", "这个月": "m0", "下个月": "m1", "下月": "m1",
    "上周": "w-1", "上星期": "w-1", "本周": "w0", "这周": "w0", "这个星期": "w0", "下周": "w1",
    "下星期": "w1",
}  # fmt: skip
_RELATIVE_EN = {
    "yesterday": "d-1", "today": "d0", "tonight": "d0", "tomorrow": "d1", "last year": "y-1",
    "this year": "y0", "next year": "y1", "last month": "m-1", "this month": "m0",
    "next month": "m1", "last week": "w-1", "this week": "w0", "next week": "w1",
}  # fmt: skip
_HAN = re.compile(r"[\u3400-\u9fff]")
_SCORE = 20  # the twenties without a century are those of this one
_UP_TO = re.compile(r"\s?[-–~至到]\s?\d+")
_UNTIL = re.compile(r"\s?(?:[-–]|to\b)\s?([12]\d|3[01]|[1-9])(?![\d%.,:])")  # July 22-25
_HALF = 2  # quarters
_SHORT = 4  # a space and the letters of in or m, which need not be units
_ORDINALS = ["first", "second", "third", "fourth"]

_PATTERNS = tuple(
    starmap(re.compile, ((rf"(?<!\d){_Y}[-/.](?P<month>1[0-2]|0?[1-9])[-/.]{_D}(?!\d)", re.NOFLAG), (rf"(?<!\d)(?P<day>1[3-9]|2\d|3[01])/(?P<month>1[0-2]|0?[1-9])/{_Y}(?!\d)", re.NOFLAG), (rf"(?<!\d)(?P<month>1[0-2]|0?[1-9])/(?P<day>1[3-9]|2\d|3[01])/{_Y}(?!\d)", re.NOFLAG), (rf"(?<!\d)(?:{_HAN_YEAR}\s?)?{_HAN_MONTH}(?:份?\s?{_HAN_DAY})(?!线)", re.NOFLAG), (rf"(?<!\d){_HAN_YEAR}(?:度|的)?\s?(?:第?(?P<quarter>[一二三四1-4])季度?|(?P<half>[上下])半年|前(?P<through>[二两三23])个?季度|前(?P<months>[六九69])个月)", re.NOFLAG), (rf"(?<!\d){_HAN_YEAR}\s?{_HAN_MONTH}", re.NOFLAG), (rf"(?<![\d个]){_HAN_YEAR}(?!代)", re.NOFLAG), (rf"(?<![\d./-]){_HAN_MONTH}(?!亮|球|光|饼|台|经)", re.NOFLAG), (r"(?<![\d./-])(?P<month>1[0-2]|0?[1-9])(?=\s?[-–~至到]\s?(?:1[0-2]|[1-9])\s?月)", re.NOFLAG), (r"前(?P<through>[二两三23])个?季度|前(?P<months>[六九69])个月", re.NOFLAG), (r"\bfirst\s(?:(?P<through>two|three)\squarters|(?P<months>six|nine)\smonths)\b", re.IGNORECASE), (r"第?(?P<quarter>[一二三四1-4])季度", re.NOFLAG), (r"(?P<half>[上下])半年", re.NOFLAG), (r"(?<![\d.])(?P<day>[12]\d|3[01]|[1-9])\s?(?:日|号(?!线|楼|馆|门|院|机|文件|井|洞|选手|种子))(?!元)", re.NOFLAG), (r"(?:(?:星期|礼拜)(?P<weekday>[一二三四五六日天])|周(?P<short>[一二三四五六日]))(?![年岁]|天(?![气津空]))", re.NOFLAG), (rf"\b{_MONTH}\s{_D}(?:st|nd|rd|th)?(?!\d|,\d|\.\d|%)(?:{_OF}{_Y}\b)?", re.NOFLAG), (rf"(?<![\d.,]){_D}(?:st|nd|rd|th)?\s(?:of\s)?{_MONTH}(?:{_OF}{_Y}\b)?", re.NOFLAG), (rf"\b{_MONTH},?\s(?:of\s)?{_Y}\b", re.NOFLAG), (rf"\b(?!May\b|March\b|Mar\b){_MONTH}(?![A-Za-z])", re.NOFLAG), (r"\b(?i:in|of|on|since|last|this|by|until|till|from|to|late|early|mid|and|next|between|during|before|after)[\s-](?P<month>May|March)(?![A-Za-z])", re.NOFLAG), (rf"\b{_QUARTER_EN}(?:{_OF}{_Y}\b)?", re.IGNORECASE), (rf"\b{_Y}\s{_QUARTER_EN}\b", re.IGNORECASE), (rf"\b(?:H(?P<half>[12])\b|(?P<halfway>first|second)[\s-]half)(?:{_OF}{_Y}\b)?(?!\s(?:of the )?(?:game|match)|\sof\s(?:the\s(?:month|season)|(?:{_FULL_MONTH})))", re.NOFLAG), (_WEEKDAY, re.NOFLAG), (rf"(?:(?<![\d.,$€£¥#–-])|(?<=\d{{4}}[–-]))(?<![A-Za-z]){_Y}(?:'?s)?(?![\d,]\d|\.\d|%|[A-Za-z])(?!\s?(?:个|名|人|元|万|亿|美元|people|million|billion|km|miles|米|吨|股|家))", re.NOFLAG), (r"(?<!\d)(?:(?:上个?|20|二十)\s?世纪\s?)?(?P<decade>[2-9]0|[二三四五六七八九]十)\s?年代", re.NOFLAG), ("|".join(f"(?:{word})" for word in _RELATIVE_ZH), re.NOFLAG), (rf"\b(?:{'|'.join(_RELATIVE_EN)})\b", re.IGNORECASE)))
)  # fmt: skip


def dates(text: str, reference: date | None = None) -> list[When]:
    """The dates of a text in order; relative ones are resolved where `reference` is the day of writing."""
    plain = folded(text)
    found = []
    for start, end, when in sorted(_found(plain.text), key=itemgetter(0)):
        first, last = plain.span(start, end)
        placed = replace(when, start=first, end=last)
        found.append(placed.resolved(reference) if reference else placed)
    return found


def date_spans(text: str) -> list[tuple[int, int]]:
    """Where dates stand in a folded text."""
    return [(start, end) for start, end, _ in _found(text)]


def _found(text: str) -> Iterator[tuple[int, int, When]]:
    taken: list[tuple[int, int]] = []
    for pattern in _PATTERNS:
        for match in pattern.finditer(text):
            start, end = match.span()
            if match[0].isdigit() and _counts(text, end):
                continue
            if not any(start < last and first < end for first, last in taken):
                taken.append((start, end))
                when = _when(match)
                yield start, end, when
                until = _UNTIL.match(text, end) if match[0][-1].isdigit() else None
                if until and when.day and when.month and when.year is None:
                    taken.append(until.span(1))
                    yield *until.span(1), replace(when, day=int(until[1]))


def _counts(text: str, end: int) -> bool:
    """Whether a unit follows a bare number, so that it is no year: 1900公顷, 1900 hectares."""
    ranged = _UP_TO.match(text, end)
    unit = unit_at(text, ranged.end() if ranged else end)
    if unit and ranged:
        return unit[0].name != "month"
    if COUNTERS.match(text, end):
        return True
    return unit is not None and (
        bool(_HAN.match(text[end:].lstrip()[:1])) or unit[1] - end > _SHORT
    )


def _when(match: re.Match[str]) -> When:
    parts = {name: text for name, text in match.groupdict().items() if text}
    if "decade" in parts:
        decade = _number(parts["decade"])
        return When(year=1900 + decade + (100 if decade == _SCORE else 0))
    if not parts:
        relative = _RELATIVE_ZH.get(match[0]) or _RELATIVE_EN[match[0].lower()]
        return When(relative=relative)
    read: dict[str, Any] = {
        field: reader(parts[name]) for name, (field, reader) in _READ.items() if name in parts
    }
    if read.get("through") == _HALF:
        read = {**read, "through": None, "half": 1}
    return replace(When(), **read)


def _number(written: str) -> int:
    if written.isdigit():
        return int(written)
    value = chinese_number(written)
    return int(value or 0)


def _month(written: str) -> int:
    lower = written[:3].lower()
    return _MONTHS.index(lower) + 1 if lower in _MONTHS else _number(written)


def _ordinal(written: str) -> int:
    return _ORDINALS.index(written.lower()) + 1


def _half(written: str) -> int:
    return {"上": 1, "下": 2}.get(written) or int(written)


def _through(written: str) -> int:
    words = {"two": 2, "three": 3, "six": 6, "nine": 9}
    return words.get(written.lower()) or _number(written)


def _of_months(written: str) -> int:
    return _through(written) // 3


def _weekday(written: str) -> int:
    lower = written[:3].lower()
    return (
        _WEEKDAYS.index(lower) if lower in _WEEKDAYS else min(6, "一二三四五六日天".index(written))
    )


_READ: dict[str, tuple[str, Callable[[str], int]]] = {
    "year": ("year", _number),
    "month": ("month", _month),
    "day": ("day", _number),
    "quarter": ("quarter", _number),
    "ordinal": ("quarter", _ordinal),
    "half": ("half", _half),
    "halfway": ("half", _ordinal),
    "through": ("through", _through),
    "months": ("through", _of_months),
    "weekday": ("weekday", _weekday),
    "short": ("weekday", _weekday),
}
