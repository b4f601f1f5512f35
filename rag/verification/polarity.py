"""The words that turn a statement into its opposite: negations, and directions of a change."""

import json
import re
from functools import cache
from importlib import resources


@cache
def patterns() -> dict[str, re.Pattern[str]]:
    """The word lists, by name."""
    text = resources.files("rag.data").joinpath("polarity.json").read_text("utf-8")
    return {name: re.compile(pattern, re.IGNORECASE) for name, pattern in json.loads(text).items()}
