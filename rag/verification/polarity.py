"""What turns a statement into its opposite: negation, and the direction of a change."""

import json
import re
from functools import cache
from importlib import resources

from index.words import fold


@cache
def patterns() -> dict[str, re.Pattern[str]]:
    """The word lists, by name."""
    text = resources.files("rag.data").joinpath("polarity.json").read_text("utf-8")
    return {name: re.compile(pattern, re.IGNORECASE) for name, pattern in json.loads(text).items()}


def negations(text: str) -> int:
    """How many words negate something; not only and 不仅 do not."""
    return sum(_negations(text, language) for language in ("en", "zh"))


def _negations(text: str, language: str) -> int:
    known = patterns()
    bare = known[f"no_negations_{language}"].sub(" ", fold(text))
    return len(known[f"negations_{language}"].findall(bare))


def directions(text: str) -> tuple[int, int]:
    """How many words say that something rose, and how many that it fell."""
    plain, known = fold(text), patterns()
    up, down = (
        sum(len(known[f"{way}_{language}"].findall(plain)) for language in ("en", "zh"))
        for way in ("up", "down")
    )
    return up, down
