"""The words that turn a statement into its opposite: negations, and directions of a change."""

import json
import re
from collections.abc import Iterator
from functools import cache
from importlib import resources

LANGUAGES = ("en", "zh")


@cache
def patterns() -> dict[str, re.Pattern[str]]:
    """The word lists, by name."""
    text = resources.files("rag.data").joinpath("polarity.json").read_text("utf-8")
    return {name: re.compile(pattern, re.IGNORECASE) for name, pattern in json.loads(text).items()}


def matches(name: str, folded: str) -> Iterator[re.Match[str]]:
    """Where a folded text has words of the lists of that name, in either language."""
    for language in LANGUAGES:
        yield from patterns()[f"{name}_{language}"].finditer(folded)
