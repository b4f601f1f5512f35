"""What sets a value apart from another of the same measure: a forecast, a part, an average."""

import re
from functools import cache
from importlib import resources

from index.words import simplify

# One that is announced for the future may be stated as a forecast elsewhere.
_AHEAD = re.compile(
    r"将|拟|计划|打算|即将|\bwill\b|\bplans?\b|\bplanned\b|\bis to\b|\bset to\b|\bdue\b"
)
_FORECAST = "forecast"


def differ(one: str, other: str, asked: str) -> bool:
    """Whether one of two texts speaks of an aspect that neither the other nor the question has."""
    mine, theirs, given = aspects(one), aspects(other), aspects(asked)
    apart = (mine ^ theirs) - given
    if apart == {_FORECAST}:
        plain = other if _FORECAST in mine else one
        return _AHEAD.search(simplify(plain)) is None
    return bool(apart)


def aspects(text: str) -> frozenset[str]:
    """The names of the aspects that a text speaks of."""
    plain = simplify(text)
    return frozenset(name for name, pattern in _patterns() if pattern.search(plain))


@cache
def _patterns() -> tuple[tuple[str, re.Pattern[str]], ...]:
    table = resources.files("rag.data").joinpath("aspects.tsv").read_text("utf-8")
    rows = (line.split("\t") for line in table.splitlines() if line[:1] != "#")
    return tuple((name, re.compile(pattern)) for name, pattern in rows)
