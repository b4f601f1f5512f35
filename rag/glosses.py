"""Amounts of one language in the words of the other: 301亿美元 is $30.1 billion."""

import math
import re
from dataclasses import dataclass
from functools import cache

from rag.quantities import Quantity, quantities
from rag.quantities.units import unit_at
from rag.tables import rows

_MOST = 3
_SURE = 1e12  # steps in an amount: beyond these a float's digits are not the text's
_LARGEST = 1e18
_SCALED = {
    "en": re.compile(r"[万萬亿億兆]|[十百千]\D"),
    "zh": re.compile(
        r"(?:thousand|million|billion|trillion|\d\s?(?:k|m|mn|bn|tn))\b", re.IGNORECASE
    ),
}
_SCALES = {
    "en": ((1e12, " trillion"), (1e9, " billion"), (1e6, " million"), (1.0, "")),
    "zh": ((1e12, "万亿"), (1e8, "亿"), (1e4, "万"), (1.0, "")),
}
_SIGNS = {"USD": "$", "EUR": "€", "GBP": "£"}


@dataclass(frozen=True, slots=True)
class _Unit:
    """A unit's names. A currency (`code`) has no English ones: its sign or code goes before."""

    code: str
    factor: float
    chinese: str
    one: str = ""
    many: str = ""


def glosses(text: str, language: str) -> list[str]:
    """The amounts of `text`, whose number words the readers of `language` may not know.

    At most three, in order, each in the unit that it is written in; one whose unit has no name
    here, or that has more digits than can be told exactly, has no gloss.
    """
    scaled = _SCALED[language]
    written = (
        _written(amount, text[amount.start : amount.end], language)
        for amount in quantities(text)
        if scaled.search(text[amount.start : amount.end])
    )
    return [gloss for gloss in written if gloss][:_MOST]


def _written(amount: Quantity, span: str, language: str) -> str:
    unit = _unit(amount, span)
    if unit is None or not amount.value or not _exact(amount):
        return ""
    value = amount.value / unit.factor
    number = _number(value, amount.step / unit.factor, language)
    if language == "zh":
        return f"{number}{unit.chinese}"
    if unit.code and not unit.one:
        return f"{_SIGNS.get(unit.code) or f'{unit.code} '}{number}"
    name = unit.one if value == 1 else unit.many
    return f"{number}{' ' if name[:1].isalpha() else ''}{name}"


def _exact(amount: Quantity) -> bool:
    return amount.step > 0 and abs(amount.value) < min(_LARGEST, _SURE * amount.step)


def _number(value: float, step: float, language: str) -> str:
    """The number with as many decimals as its `step` tells, less zeros at the end."""
    scale, word = next(s for s in _SCALES[language] if abs(value) >= s[0] or not s[1])
    decimals = max(0, math.ceil(-math.log10(step / scale) - 1e-9))
    digits = f"{value / scale:,.{decimals}f}"
    return (digits.rstrip("0").rstrip(".") if decimals else digits) + word


def _unit(amount: Quantity, span: str) -> _Unit | None:
    """The unit that an amount is written in: a currency, what its span ends with, or none at all."""
    if not amount.unit:
        return _Unit("", 1.0, "")
    currency = _units().get((amount.unit, 1.0))
    if currency and not currency.one:
        return currency
    ending = (unit_at(span, at) for at in range(len(span)))
    factors = (found[0].factor for found in ending if found and found[1] == len(span))
    return _units().get((amount.unit, next(factors, 0.0)))


@cache
def _units() -> dict[tuple[str, float], _Unit]:
    return {
        (name, float(factor)): _Unit(name, float(factor), *names)
        for name, factor, *names in rows("gloss_units")
    }
