"""Units: the table, and which of them stands at a place of a text."""

import re
from dataclasses import dataclass
from functools import cache
from importlib import resources

from rag.quantities.numerals import SCALES

_INCHES = re.compile(r"(?<=\d)in(?![A-Za-z])")  # in is a word of its own behind a space
_HAN = re.compile(r"[\u3400-\u9fff]")
PREFIXES = {
    "US$": "USD", "HK$": "HKD", "NT$": "TWD", "C$": "CAD", "CA$": "CAD", "A$": "AUD", "AU$": "AUD",
    "S$": "SGD", "R$": "BRL", "NZ$": "NZD", "$": "USD", "€": "EUR", "£": "GBP", "₩": "KRW",
    "₹": "INR", "₽": "RUB", "CN¥": "CNY", "JP¥": "JPY", "¥": "CNY", "USD": "USD", "EUR": "EUR",
    "GBP": "GBP", "CNY": "CNY", "RMB": "CNY", "HKD": "HKD", "JPY": "JPY", "CHF": "CHF",
    "Rs.": "INR", "Rs": "INR",
}  # fmt: skip
PREFIX = re.compile(
    rf"(?<![A-Za-z])(?:{'|'.join(re.escape(p) for p in sorted(PREFIXES, key=len, reverse=True))})\s?$"
)
# Chinese words between a number and what it counts; those that are units themselves are in the table
COUNTERS = re.compile(
    r"[例个只架枚颗座件项张本块艘头条种层套部篇册页字步集场届组支台所份幢栋间处对批级门起例宗笔款"
    r"队班路片节轮票分点号国省市县州区镇村校口胎匹株棵根道桩枪箱袋瓶杯]"
)


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit's canonical name, and how many of it the written one is."""

    name: str
    factor: float


@cache
def _table() -> dict[str, Unit]:
    text = resources.files("rag.data").joinpath("units.tsv").read_text("utf-8")
    table: dict[str, Unit] = {}
    for line in text.splitlines():
        if line.startswith("#"):
            continue
        name, factor, *spellings = line.split("\t")
        unit = Unit(name, float(factor))
        for spelling in spellings:
            for form in _forms(spelling):
                table.setdefault(form, unit)
    return table


def _forms(spelling: str) -> list[str]:
    """A spelling as it is looked up: with a capital as it is, else in lower case; with its plural."""
    if _HAN.search(spelling):
        return [spelling]
    word = spelling.rsplit(maxsplit=1)[-1]
    plural = word.lower() in {"hr", "yr", "gb", "mb", "tb", "lb"} or (
        len(word) > 2 and word[-1] not in "sS"
    )
    written = [spelling, f"{spelling}s"] if plural else [spelling]
    return [*written, *(form.lower() for form in written)]


@cache
def _pattern() -> re.Pattern[str]:
    names = sorted(_table(), key=len, reverse=True)
    latin = "|".join(re.escape(n).replace(r"\ ", r"[\s-]") for n in names if not _HAN.search(n))
    han = "|".join(re.escape(n) for n in names if _HAN.search(n))
    return re.compile(rf"(?:[\s-]?(?:{latin})(?![A-Za-z0-9])|\s?(?:{han}))", re.IGNORECASE)


def unit_at(text: str, at: int) -> tuple[Unit, int] | None:
    """The unit that begins at `at`, after a space or hyphen at most, and where it ends."""
    match = _pattern().match(text, at)
    if match is None:
        inches = _INCHES.match(text, at)
        return (Unit("m", 0.0254), inches.end()) if inches else None
    written = re.sub(r"\s+", " ", match[0].strip())
    table = _table()
    for form in (written, written.lower(), written.lstrip("-"), written.lstrip("-").lower()):
        for key in (form, form.replace("-", " ")):
            if key in table:
                return table[key], match.end()
    return None


_SCALE = re.compile(
    rf"\s?(?P<han>{'|'.join(sorted((s for s in SCALES if _HAN.match(s)), key=len, reverse=True))})(?![瓦赫焦字帕比])"
    r"|[\s-]?(?P<word>hundred|thousand|million|billion|trillion|mln|bln|trn|mn|bn|tn)(?![A-Za-z0-9])"
    r"|(?P<letter>[KMBTkbm])(?![A-Za-z0-9])",
    re.IGNORECASE,
)
_COUNTED = re.compile(r"\s[a-z]{3,}s\b|\s(?:people|viewers)\b")


def scale_at(text: str, at: int, *, money: bool) -> tuple[int, int]:
    """The scale that begins at `at` (one where there is none), and where it ends.

    A small m is metres, unless money or a counted noun goes with it.
    """
    match = _SCALE.match(text, at)
    if match is None:
        return 1, at
    if match["letter"] and match["letter"] in "mbt":
        counted = match["letter"] == "m" and _COUNTED.match(text, match.end())
        if not (money or counted):
            return 1, at
    written = match["han"] or match["word"] or match["letter"]
    return SCALES[written.lower()], match.end()
