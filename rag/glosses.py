"""Amounts of one language in the words of the other: 301亿美元 is $30.1 billion."""

import math
import re

from rag.quantities import Quantity, quantities

_MOST = 3
_SCALED = {
    "en": re.compile(r"[万亿兆]|[十百千]\D"),
    "zh": re.compile(
        r"(?:thousand|million|billion|trillion|\d\s?(?:k|m|mn|bn|tn))\b", re.IGNORECASE
    ),
}
_SCALES = {
    "en": ((1e12, " trillion"), (1e9, " billion"), (1e6, " million"), (1.0, "")),
    "zh": ((1e12, "万亿"), (1e8, "亿"), (1e4, "万"), (1.0, "")),
}
_BEFORE = {"USD": "$", "EUR": "€", "GBP": "£"}
_AFTER = {
    "en": {"W": " W", "%": "%", "kg": " kg", "m": " m"},
    "zh": {"USD": "美元", "EUR": "欧元", "GBP": "英镑", "CNY": "元", "JPY": "日元", "HKD": "港元"},
}


def glosses(text: str, language: str) -> list[str]:
    """The amounts of `text`, whose number words the readers of `language` may not know.

    At most three, in order; an amount whose unit has no name here goes as its number alone.
    """
    scaled = _SCALED[language]
    amounts = [q for q in quantities(text) if scaled.search(text[q.start : q.end]) and q.value]
    return [_written(amount, language) for amount in amounts[:_MOST]]


def _written(amount: Quantity, language: str) -> str:
    scale, word = next(s for s in _SCALES[language] if abs(amount.value) >= s[0] or not s[1])
    decimals = max(0, math.ceil(-math.log10(amount.step / scale) - 1e-9))
    digits = f"{amount.value / scale:,.{decimals}f}"
    number = (digits.rstrip("0").rstrip(".") if decimals else digits) + word
    if language == "en":
        before = _BEFORE.get(amount.unit) or (
            f"{amount.unit} " if amount.unit.isupper() and len(amount.unit) == 3 else ""
        )
        return f"{before}{number}{_AFTER['en'].get(amount.unit, '')}"
    return f"{number}{_AFTER['zh'].get(amount.unit, '')}"
