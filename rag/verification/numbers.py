"""Numbers of a text that need not be amounts, and what an amount may be besides what it is read as."""

import re
from collections.abc import Iterator
from dataclasses import replace

from rag.quantities import Quantity
from rag.quantities.numerals import CHINESE, ENGLISH, SCALES, chinese_number, english_number

_LOOSE = re.compile(r"\d+(?:,\d{3})*(?:\.\d+)?")
_SCALED = re.compile(r"[上近过数]?(?P<scale>百万|千万|百亿|千亿|万亿|[百千万亿])")
_PAIRS = re.compile(r"双|\b(?:both|pair|couple|double|twin|dual)\b", re.IGNORECASE)
_ABOUT_TEN = re.compile(r"十[几多来]")
_FEW = re.compile(
    r"(?<![零〇一二三四五六七八九十百千万亿两\d])[一二两三四五六七八九]{2}(?![零〇一二三四五六七八九十百千万亿])"
)
_POUND = 0.45359237  # kg
_DOLLARS = ("AUD", "CAD", "HKD", "NZD", "SGD", "TWD")


def loose_numbers(text: str) -> Iterator[tuple[int, int, float]]:
    """Every number a folded text may be read to hold, and where: start, end, value."""
    for match in _LOOSE.finditer(text):
        yield *match.span(), float(match[0].replace(",", ""))
    for match in CHINESE.finditer(text):
        if (value := chinese_number(match[0])) is not None:
            yield *match.span(), float(value)
    for match in _SCALED.finditer(text):
        yield *match.span(), float(SCALES[match["scale"]])
    for match in ENGLISH.finditer(text):
        yield *match.span(), float(english_number(match[0]))
    for match in _FEW.finditer(text):
        for figure in match[0]:
            yield *match.span(), float(chinese_number(figure) or 0)
    for match in _PAIRS.finditer(text):
        yield *match.span(), 2.0
    for match in _ABOUT_TEN.finditer(text):
        yield match.start(), match.start(), 12.0  # a dozen


def readings(amount: Quantity, text: str) -> list[Quantity]:
    """The amount, and what else it may be: a pound of weight, and the dollar of another country."""
    written = text[amount.start : amount.end].lower()
    if amount.unit == "GBP" and "pound" in written:
        weight = (amount.value * _POUND, amount.step * _POUND)
        return [amount, replace(amount, unit="kg", value=weight[0], step=weight[1], factor=_POUND)]
    if not amount.unit and written.endswith("块"):
        return [amount, replace(amount, unit="CNY")]
    if amount.unit == "USD" and not re.search(r"us|u\.s|american|美", written):
        return [amount, *(replace(amount, unit=unit) for unit in _DOLLARS)]
    return [amount]
