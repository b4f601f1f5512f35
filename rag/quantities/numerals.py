"""Numbers as they are written: in figures, in Chinese characters, in English words."""

import re
from decimal import Decimal

_DIGITS = {c: n for n, c in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2, "俩": 2}
_PLACES = {"十": 10, "百": 100, "千": 1_000}
_MYRIADS = {"万": 10**4, "亿": 10**8}
_WORDS = {
    word: number
    for number, word in enumerate(
        ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen"]
    )
} | {
    word: 10 * number
    for number, word in enumerate(
        ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"], start=2
    )
} | {"a": 1, "an": 1, "dozen": 12}  # fmt: skip
_HUNDREDS = {"hundred": 100}
_THOUSANDS = {"thousand": 10**3, "million": 10**6, "billion": 10**9, "trillion": 10**12}
SCALES = {
    "百": 10**2, "千": 10**3, "万": 10**4, "十万": 10**5, "百万": 10**6, "千万": 10**7, "亿": 10**8,
    "十亿": 10**9, "百亿": 10**10, "千亿": 10**11, "万亿": 10**12, "兆": 10**12, "hundred": 10**2,
    "thousand": 10**3, "million": 10**6, "billion": 10**9, "trillion": 10**12, "mln": 10**6,
    "mn": 10**6, "bn": 10**9, "bln": 10**9, "tn": 10**12, "trn": 10**12, "k": 10**3, "m": 10**6,
    "b": 10**9, "t": 10**12,
}  # fmt: skip

_TEENS = "|".join(sorted((w for w in _WORDS if w not in {"a", "an"}), key=len, reverse=True))
_BIG = "hundred|thousand|million|billion|trillion"
ENGLISH = re.compile(
    rf"\b(?:(?:an?(?=\s(?:{_BIG}|dozen)\b)|{_TEENS})(?:(?:[\s-]|\sand\s)(?:{_TEENS}|{_BIG})\b)*)\b",
    re.IGNORECASE,
)
CHINESE = re.compile(r"[零〇一二三四五六七八九十百千万亿两]+(?:点[零〇一二三四五六七八九]+)?")


def chinese_number(written: str) -> Decimal | None:
    """The value of 三百二十, 二点五 or 二〇二五; None where the characters make no number."""
    whole, _, decimals = written.partition("点")
    value = _spelled(whole) if whole else None
    if value is None or not decimals:
        return value
    return value + Decimal("0." + "".join(str(_DIGITS[c]) for c in decimals))


def _spelled(whole: str) -> Decimal | None:
    if all(c in _DIGITS for c in whole):
        if len(whole) == 2 and not {"零", "〇"} & set(whole):
            return None  # 两三 is two or three
        return Decimal("".join(str(_DIGITS[c]) for c in whole))
    if whole[0] in _MYRIADS or whole[0] in {"百", "千"}:
        return None
    for myriad in ("亿", "万"):
        before, found, after = whole.rpartition(myriad)
        if found:
            return _joined(before, _MYRIADS[myriad], after)
    return _below_myriad(whole)


def _joined(before: str, scale: int, after: str) -> Decimal | None:
    high = _spelled(before) if before else None
    low = _tail(after, scale) if after else Decimal(0)
    return None if high is None or low is None else high * scale + low


def _tail(after: str, scale: int) -> Decimal | None:
    """What follows a scale: 一万二 is 12,000, 一万零二 is 10,002."""
    if len(after) == 1 and after in _DIGITS:
        return Decimal(_DIGITS[after] * scale // 10)
    return _spelled(after.lstrip("零〇") or "零")


def _below_myriad(whole: str) -> Decimal | None:
    total, digit, place = 0, None, 10**4
    for c in whole:
        if c in _PLACES:
            if _PLACES[c] >= place or (digit is None and c != "十"):
                return None
            place = _PLACES[c]
            total, digit = total + (1 if digit is None else digit) * place, None
        elif c in _DIGITS and digit in {None, 0}:
            digit = _DIGITS[c]
        else:
            return None
    shorthand = digit and place > 10 and whole[-2] in _PLACES
    return Decimal(total + (digit or 0) * (place // 10 if shorthand else 1))


def english_number(written: str) -> Decimal:
    """The value of `two hundred and fifty thousand` or `twenty-three`."""
    total = current = 0
    for word in re.split(r"[\s-]+", written.lower()):
        if word in _THOUSANDS:
            total, current = total + (current or 1) * _THOUSANDS[word], 0
        elif word in _HUNDREDS:
            current = (current or 1) * _HUNDREDS[word]
        elif word == "dozen":
            current = (current or 1) * 12
        elif word != "and":
            current += _WORDS[word]
    return Decimal(total + current)
