"""Parts and multiples in words: 百分之三十, 三分之一, 半数, half, doubled, 翻番."""

import re
from collections.abc import Callable, Iterator
from decimal import Decimal

from rag.quantities.numerals import CHINESE, chinese_number
from rag.quantities.quantity import Quantity

_N = rf"(?:{CHINESE.pattern}|\d+(?:\.\d+)?)"
_PARTS = {"half": 2, "third": 3, "quarter": 4, "fourth": 4, "fifth": 5, "sixth": 6, "tenth": 10}
_COUNTS = {"a": 1, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5}
_EVENLY = {"double": 2.0, "twice": 2.0, "triple": 3.0, "quadruple": 4.0}


def _number(written: str) -> float | None:
    if written[0].isdigit():
        return float(written)
    value = chinese_number(written)
    return None if value is None else float(value)


def _percent(match: re.Match[str]) -> tuple[float, str] | None:
    value = 100.0 if match[1] == "百" else _number(match[1])
    return None if value is None else (value, "%")


def _fraction(match: re.Match[str]) -> tuple[float, str] | None:
    whole, part = _number(match[1]), _number(match[2])
    return None if not whole or part is None else (100 * part / whole, "%")


def _tenths(match: re.Match[str]) -> tuple[float, str] | None:
    digits = [chinese_number(c) or Decimal(0) for c in match[1] if c != "半"]
    value = float(digits[0]) * 10 + (float(digits[1]) if len(digits) > 1 else 0.0)
    return value + (5 if match[1].endswith("半") else 0), "%"


def _english_fraction(match: re.Match[str]) -> tuple[float, str] | None:
    return 100 * _COUNTS[match[1].lower()] / _PARTS[match[2].lower().rstrip("s")], "%"


def _multiple(match: re.Match[str]) -> tuple[float, str] | None:
    word = match[1].lower()
    return next((v, "x") for stem, v in _EVENLY.items() if word.startswith(stem[:-1]))


_RULES: tuple[tuple[str, Callable[[re.Match[str]], tuple[float, str] | None]], ...] = (
    (rf"百分之({_N})", _percent),
    (rf"({_N})分之({_N})", _fraction),
    (r"([一二两三四五六七八九][一二三四五六七八九半]?)成(?![为了员本立功果长绩就交都分])", _tenths),
    (r"(?:半数|一半|过半)", lambda _: (50.0, "%")),
    (r"(?:增长|增加|提高|上升|上涨|增|涨|高出?|扩大|翻)了?(?:近|约|超过?)?(?:一倍|1倍|一番)", lambda _: (2.0, "x")),
    (r"(?:翻番|翻倍|倍增|加倍)", lambda _: (2.0, "x")),
    (r"\ba fortnight\b", lambda _: (1_209_600.0, "s")),
    (r"半年", lambda _: (6.0, "month")),
    (r"一个半(?:小时|钟头)|\b(?:an hour and a half|one and a half hours)\b", lambda _: (5400.0, "s")),
    (r"(?<!一个)半个?(?:小时|钟头)", lambda _: (1800.0, "s")),
    (r"(?<![上下])半个?月|\bhalf a month\b", lambda _: (0.5, "month")),
    (r"\bhalf an hour\b|\bhalf-hour\b", lambda _: (1800.0, "s")),
    (r"\b(?:half a year|six months)\b", lambda _: (6.0, "month")),
    (r"\b(one|two|three|four|a)[\s-](thirds?|quarters?|fourths?|fifths?|sixth|tenths?)(?=\s(?:of|to|less|more|majority|vote)\b|[,.;]|$)", _english_fraction),
    (r"(?<=\bby )(a|one)[\s-](third|quarter|fifth)\b", _english_fraction),
    (r"(?<!\bfirst )(?<!\bsecond )\b(?:half(?=\s(?:of|the|its|their|as|a\b(?!\smonth)))|(?<=\b(?:in|by|an) )half(?=[,.;]|$)|halved\b)", lambda _: (50.0, "%")),
    (r"\b(doubl(?:e(?!-)|ed|es|ing)|twice|tripl(?:e|ed|es|ing)|quadrupl(?:e|ed|es|ing))\b", _multiple),
    (r"\b(?:two|2)-?fold\b", lambda _: (2.0, "x")),
)  # fmt: skip
_COMPILED = tuple((re.compile(pattern, re.IGNORECASE), made) for pattern, made in _RULES)


def shares_and_multiples(text: str) -> Iterator[Quantity]:
    """Amounts whose number is part of a word or a phrase; a fraction counts in per cent."""
    for pattern, made in _COMPILED:
        for match in pattern.finditer(text):
            found = made(match)
            if found is not None:
                value, unit = found
                step = 1.0 if unit == "%" else 0.1
                yield Quantity(value, unit, step, False, match.start(), match.end())
