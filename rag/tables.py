"""Tables of words and patterns that ship with the package: `data/NAME.tsv`."""

import re
from functools import cache
from importlib import resources


@cache
def rows(name: str) -> tuple[tuple[str, ...], ...]:
    """The lines of a table, split at tabs; empty ones and those that begin with `#` are notes."""
    text = resources.files("rag.data").joinpath(f"{name}.tsv").read_text("utf-8")
    lines = (line for line in text.splitlines() if line and line[0] != "#")
    return tuple(tuple(line.split("\t")) for line in lines)


@cache
def words(name: str) -> frozenset[str]:
    """Every cell of a table."""
    return frozenset(cell for row in rows(name) for cell in row)


@cache
def patterns(name: str) -> dict[str, re.Pattern[str]]:
    """A pattern for each name in the first column: the alternatives are the second columns.

    `{NAME}` in a pattern stands for the pattern of that name, which has to come before.
    """
    written: dict[str, str] = {}
    for key, pattern in rows(name):
        for part, value in written.items():
            pattern = pattern.replace(f"{{{part}}}", f"(?:{value})")  # ruff: ignore[redefined-loop-name]
        written[key] = f"{written[key]}|{pattern}" if key in written else pattern
    return {key: re.compile(value, re.IGNORECASE) for key, value in written.items()}
