"""Amounts in a text, as they are written in Chinese and in English."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal

from rag.quantities.dates import date_spans
from rag.quantities.folded import Folded, folded
from rag.quantities.numerals import CHINESE, ENGLISH, chinese_number, english_number
from rag.quantities.quantity import Quantity
from rag.quantities.shares import shares_and_multiples
from rag.quantities.units import COUNTERS, PREFIX, PREFIXES, scale_at, unit_at

_FIGURES = re.compile(
    r"(?:(?<![A-Za-z0-9_])|(?<=\b(?:USD|EUR|GBP|CNY|RMB|HKD|JPY|CHF)))(?<!\d\.)(?:\d{1,3}(?:,\d{3})+(?!\d)|\d{1,2}(?:,\d{2})+,\d{3}(?!\d)|\d+)(?:\.\d+)?(?!\.\d)"
)
_OF_NAME = re.compile(r"[A-Za-z]-$")  # as in COVID-19, but not in 3mm-5mm
_MEASURED = re.compile(r"\d\s?[A-Za-z]{1,3}-$")
_ENDLESS = 200  # figures that make no amount: with a scale they would be no number, either
_PLUS = re.compile(r"\s?(?:多|余|来|几|\+|plus\b)")
_NEARLY_BEFORE = re.compile(
    r"(?:约|大约|近|将近|接近|超过?|逾|高达|多达|至少|不到|不足|大概|左右|几乎|差不多|最多|突破|高于|低于|"
    r"\b(?:about|around|some|nearly|almost|over|approximately|roughly|more than|less than|fewer than|at least|"
    r"up to|as (?:many|much|few|little) as|under|above|below|close to|an estimated|approx\.?|exceed(?:ed|s|ing)?|surpass(?:ed|es|ing)?|topped|"
    r"at most|just (?:over|under)))"
    r"(?:\s|为|了|达|有|至|到|的|a|人民币)*$",
    re.IGNORECASE,
)
_NEARLY_AFTER = re.compile(r"\s?(?:左右|上下|以上|以下|or so\b|or more\b)")
_ORDINAL = re.compile(r"(?:st|nd|rd|th)(?![A-Za-z0-9])")
_VAGUE = re.compile(r"[数几上成好]$")
_COUNTED_OFF = re.compile(r"第\s?$")
_AGED = re.compile(r"\b(?:aged?|ages)\s(?:of\s)?$", re.IGNORECASE)
_RATE = re.compile(r"(?:每小时|时速|每秒)[约近达可超过至为高于\s]*$")
_EXTENT = re.compile(
    r"\s(?:consecutive|straight|successive|more|further|additional|other|full|whole|long)(?=\s)"
)
_NOON = re.compile(r"\b(?:noon|midday)\b", re.IGNORECASE)
_CLOCK = re.compile(
    r"(?<![\d:.])(?:(下午|晚上?|傍晚|午后)\s?)?(\d{1,2})(?:(?:\s?[点时]\s?|[:：])(\d{2})(?:分(?!钟)|(?![\d:]))|\.(\d{2})(?=\s?[ap]\.?m))(?:\s?([ap])\.?m\b\.?)?",
    re.IGNORECASE,
)
_RANGE = re.compile(r"\s?(?:-|–|—|~|至|到|to|and)\s?(?:[$€£¥]\s?)?", re.IGNORECASE)
_BETWEEN = re.compile(r"\bbetween\s\W?$", re.IGNORECASE)
_FROM = re.compile(r"(?:\bfrom|从|由|自)[\s约近]*$", re.IGNORECASE)
_LETTER = re.compile(r"[A-Za-z]")
_WORD_ORDINALS = re.compile(
    r"\b(second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth)\b(?!\s(?:quarter|half))",
    re.IGNORECASE,
)
_ORDINALS = dict(
    zip(
        ["second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth"],
        range(2, 11),
        strict=True,
    )
)


@dataclass(frozen=True, slots=True)
class _Number:
    """A number before its scale and unit are read; `place` is what its last figure is worth."""

    value: Decimal
    place: Decimal
    start: int
    end: int
    figures: bool


def quantities(text: str) -> list[Quantity]:
    """The amounts of a text in order; parts of dates and of names such as H100 are none."""
    plain = folded(text)
    found: list[Quantity] = []
    taken = [*date_spans(plain.text)]
    for maker in (shares_and_multiples, _clocks, _written, _word_ordinals):
        fresh = [q for q in maker(plain.text) if not _overlaps(q.start, q.end, taken)]
        taken += [(q.start, q.end) for q in fresh]
        found += fresh
    ordered = _ranges(sorted(found, key=lambda q: q.start), plain.text)
    return [_placed(q, plain) for q in ordered]


def _placed(quantity: Quantity, plain: Folded) -> Quantity:
    """The amount with offsets into the original, and whether its text calls it approximate."""
    start, end = plain.span(quantity.start, quantity.end)
    before = plain.text[max(0, quantity.start - 24) : quantity.start]
    nearly = _NEARLY_BEFORE.search(before) or _NEARLY_AFTER.match(plain.text, quantity.end)
    approximate = quantity.approximate or nearly is not None
    return replace(quantity, start=start, end=end, approximate=approximate)


def _overlaps(start: int, end: int, taken: list[tuple[int, int]]) -> bool:
    return any(start < last and first < end for first, last in taken)


def _numbers(text: str) -> Iterator[_Number]:
    for match in _FIGURES.finditer(text):
        written = match[0].replace(",", "")
        decimals = len(written.partition(".")[2])
        place = Decimal(1).scaleb(-decimals)
        before = text[max(0, match.start() - 8) : match.start()]
        named = _OF_NAME.search(before) and not _MEASURED.search(before)
        if len(written) < _ENDLESS and not named:
            yield _Number(Decimal(written), place, match.start(), match.end(), figures=True)
    for match in CHINESE.finditer(text):
        value = chinese_number(match[0])
        if value is not None and not _VAGUE.search(text[: match.start()]):
            place = Decimal(1).scaleb(-len(match[0].partition("点")[2]))
            yield _Number(value, place, match.start(), match.end(), figures=False)
    for match in ENGLISH.finditer(text):
        value = english_number(match[0])
        yield _Number(value, Decimal(1), match.start(), match.end(), figures=False)


def _written(text: str) -> Iterator[Quantity]:
    taken: list[tuple[int, int]] = []
    for number in sorted(_numbers(text), key=lambda n: (n.start, -n.end)):
        if not _overlaps(number.start, number.end, taken):
            quantity, end = _quantity(number, text)
            taken.append((number.start, end))
            if quantity is not None:
                yield quantity


def _quantity(number: _Number, text: str) -> tuple[Quantity | None, int]:
    """What a number and what follows it amount to, and where that ends."""
    prefix = PREFIX.search(text, max(0, number.start - 5), number.start)
    start = prefix.start() if prefix else number.start
    value, place, at, more = _scaled(number, text, money=prefix is not None)
    if number.figures and _LETTER.match(text, at) and not unit_at(text, at):
        ordinal = _ORDINAL.match(text, at)
        return (
            (_of(value, "#", place, start, ordinal.end()), ordinal.end())
            if ordinal
            else (
                None,
                at,
            )
        )
    if counted := _COUNTED_OFF.search(text, max(0, start - 2), start):
        return _of(value, "#", place, counted.start(), at), at
    unit, factor, end = _unit(text, at)
    if unit == "m" and (rate := _RATE.search(text, max(0, start - 12), start)):
        unit, factor = "m/s", factor / (3600 if "时" in rate[0] else 1)
    if not unit and _AGED.search(text, max(0, start - 8), start):
        unit = "age"
    if prefix:
        unit, factor = PREFIXES[prefix[0].strip()], 1.0
        end = at
    if not number.figures and _empty(number, unit, end > at, text):
        return None, end
    found = _of(float(value) * factor, unit, float(place) * factor, start, end)
    return replace(found, approximate=more, factor=factor), end


def _of(
    value: Decimal | float, unit: str, place: Decimal | float, start: int, end: int
) -> Quantity:
    return Quantity(float(value), unit, float(place), approximate=False, start=start, end=end)


def _scaled(number: _Number, text: str, *, money: bool) -> tuple[Decimal, Decimal, int, bool]:
    """The number with its scale, as in 1亿2000万: value, place, where it ends, whether more."""
    scale, at = scale_at(text, number.end, money=money)
    plus = _PLUS.match(text, at)
    at = plus.end() if plus else at
    if scale == 1 and plus:
        scale, at = scale_at(text, at, money=money)
    value, place = number.value * scale, number.place * scale
    if scale >= 10**4 and (rest := re.compile(r"(\d+)([万千百]?)(?![\d.,])").match(text, at)):
        low = Decimal(rest[1]) * {"": 1, "百": 100, "千": 1000, "万": 10**4}[rest[2]]
        if 0 < low < scale:
            return value + low, Decimal(10**4 if rest[2] == "万" else 1), rest.end(), bool(plus)
    return value, place, at, plus is not None


def _unit(text: str, at: int) -> tuple[str, float, int]:
    extent = _EXTENT.match(text, at)
    found = unit_at(text, at) or (unit_at(text, extent.end()) if extent else None)
    if found:
        return found[0].name, found[0].factor, found[1]
    counter = COUNTERS.match(text, at)
    return "", 1.0, counter.end() if counter else at


# 十分, 十字路口, 二元论, 四处奔波, 两位数
_NO_AMOUNT = re.compile(
    r"十分(?!钟)|十字|万分|千万|四处|二元|[一三两]元[论素件化性]|[一二两三四五六七八九]位数"
)
_UNCOUNTED = frozenset(["", "people", "companies", "occasions", "x", "households", "vehicles"])


def _empty(number: _Number, unit: str, followed: bool, text: str) -> bool:
    """Whether a spelled number is no amount: 一个 and one of, 三星, 五一."""
    if number.value == 1 and unit in _UNCOUNTED:
        return True
    if number.value == 0:
        return True
    if _LETTER.match(text, number.start):
        return False
    if _NO_AMOUNT.match(text, number.start):
        return True
    return not followed and (number.value < 20 or number.end - number.start < 2)


def _clocks(text: str) -> Iterator[Quantity]:
    for match in _CLOCK.finditer(text):
        hour, minute = int(match[2]), int(match[3] or match[4])
        if hour <= 24 and minute < 60:
            afternoon = match[1] or (match[5] or "").lower() == "p"
            later = 12 if afternoon and hour < 12 else 0
            value = (hour + later) * 60 + minute
            yield Quantity(float(value), "clock", 1.0, False, match.start(), match.end())

    for match in _NOON.finditer(text):
        yield Quantity(720.0, "clock", 1.0, False, *match.span())


def _word_ordinals(text: str) -> Iterator[Quantity]:
    for match in _WORD_ORDINALS.finditer(text):
        yield Quantity(
            float(_ORDINALS[match[1].lower()]), "#", 1.0, False, match.start(), match.end()
        )


def _ranges(found: list[Quantity], text: str) -> list[Quantity]:
    """In 30-40% and 5 to 10 million the first number has the unit and scale of the second."""
    result = list(found)
    for number in range(len(result) - 2, -1, -1):
        first, second = result[number], result[number + 1]
        joined = _RANGE.fullmatch(text, first.end, second.start)
        if joined and not first.unit:
            first = _scaled_like(first, second)
        if joined and first.unit == second.unit and _between(text, first.start, joined[0]):
            first, second = replace(first, ranged=True), replace(second, ranged=True)
        result[number : number + 2] = [first, second]
    return result


def _scaled_like(first: Quantity, second: Quantity) -> Quantity:
    fits = first.step <= 1 and first.value * second.step <= second.value
    scale = second.step if fits else 1.0
    value, step = first.value * scale, first.step * scale
    return replace(first, value=value, step=step, unit=second.unit, factor=second.factor)


def _between(text: str, start: int, joined: str) -> bool:
    """Whether two joined amounts are the ends of a range; a change from one to the other is none."""
    before = text[max(0, start - 12) : start]
    if re.search(r"\band\b", joined, re.IGNORECASE):
        return bool(_BETWEEN.search(before))
    return not re.search(r"\bto\b", joined, re.IGNORECASE) and not _FROM.search(before)
