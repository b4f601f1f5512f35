"""Numbers of a text that need not be amounts, and what an amount may be besides what it is read as."""

import re
from collections.abc import Callable, Iterator
from dataclasses import replace

from rag.quantities import Quantity
from rag.quantities.numerals import CHINESE, ENGLISH, SCALES, chinese_number, english_number
from rag.quantities.units import unit_at

_LOOSE = re.compile(r"\d+(?:,\d{3})*(?:\.\d+)?")
_SCALED = re.compile(r"[上近过数]?(?P<scale>百万|千万|百亿|千亿|万亿|[百千万亿])")
_PAIRS = re.compile(r"双|\b(?:both|pair|couple|double|twin|dual)\b", re.IGNORECASE)
_ABOUT_TEN = re.compile(r"十[几多来]")
_FEW = re.compile(
    r"(?<![零〇一二三四五六七八九十百千万亿两\d])([一二两三四五六七八九]{2})([百千万亿]?)(?![零〇一二三四五六七八九十百千万亿])"
)
_PARTED = re.compile(r"(?<![\d,.])\d{1,3}(?:[,，]\s?\d{3})+(?!\d)")  # 1, 910
_DECADE = re.compile(r"\bdecade\b", re.IGNORECASE)
_CENTURY = re.compile(r"\bcent(?:ury|enary)\b|百年", re.IGNORECASE)
_POWER = 1_000  # degrees: more are kilowatt-hours
_POUND = 0.45359237  # kg
_DOLLARS = ("AUD", "CAD", "HKD", "NZD", "SGD", "TWD")


def loose_numbers(text: str) -> Iterator[tuple[int, int, float]]:
    """Every number a folded text may be read to hold, and where: start, end, value."""
    for pattern, values in _READERS:
        for match in pattern.finditer(text):
            yield from ((*match.span(), value) for value in values(match))
    for match in _ABOUT_TEN.finditer(text):
        yield match.start(), match.start(), 12.0  # a dozen
    for match in _PARTED.finditer(text):
        yield match.start(), match.start(), float(re.sub(r"\D", "", match[0]))


def _spelled(match: re.Match[str]) -> list[float]:
    value = chinese_number(match[0])
    return [] if value is None else [float(value)]


def _few(match: re.Match[str]) -> list[float]:
    """Both numbers of 两三 and 五六百."""
    return [float(chinese_number(c) or 0) * SCALES.get(match[2], 1) for c in match[1]]


_READERS: tuple[tuple[re.Pattern[str], Callable[[re.Match[str]], list[float]]], ...] = (
    (_LOOSE, lambda match: [float(match[0].replace(",", ""))]),
    (CHINESE, _spelled),
    (_SCALED, lambda match: [float(SCALES[match["scale"]])]),
    (ENGLISH, lambda match: [float(english_number(match[0]))]),
    (_FEW, _few),
    (_PAIRS, lambda _: [2.0]),
)


def implied(text: str) -> Iterator[Quantity]:
    """Amounts that a folded text states without a number of its own: 两三年, the last decade, a centenary."""
    for pattern, months in ((_DECADE, 120.0), (_CENTURY, 1_200.0)):
        for match in pattern.finditer(text):
            yield Quantity(months, "month", 12.0, False, *match.span())
    for match in _FEW.finditer(text):
        if unit := unit_at(text, match.end()):
            name, factor = unit[0].name, unit[0].factor
            for value in _few(match):
                yield Quantity(value * factor, name, factor, False, match.start(), unit[1])


def readings(amount: Quantity, text: str) -> list[Quantity]:
    """The amount, and what else it may be: a pound of weight, and the dollar of another country."""
    written = text[amount.start : amount.end].lower()
    if amount.unit == "GBP" and "pound" in written:
        weight = (amount.value * _POUND, amount.step * _POUND)
        return [amount, replace(amount, unit="kg", value=weight[0], step=weight[1], factor=_POUND)]
    if not amount.unit and written.endswith("块"):
        return [amount, replace(amount, unit="CNY")]
    if amount.unit == "deg" and amount.value >= _POWER:
        energy, step = 1_000 * amount.value, 1_000 * amount.step
        return [amount, replace(amount, unit="Wh", value=energy, step=step)]
    if amount.unit == "USD" and not re.search(r"us|u\.s|american|美", written):
        return [amount, *(replace(amount, unit=unit) for unit in _DOLLARS)]
    return [amount]
