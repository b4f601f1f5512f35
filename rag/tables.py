"""Tables of words and patterns that ship with the package: `data/NAME.tsv`."""

import re
from functools import cache
from importlib import resources

# Signs that stand for a span of text which has been understood already.
DATE, SOURCE, OTHER = "◇", "◆", "○"
_SIGNS = re.compile(f"([{DATE}{SOURCE}{OTHER}])")


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
def forms(name: str) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """The names in the first column with the patterns that follow, in order.

    A name in capitals is only a part: `{NAME}` in later lines stands for it. A sign stands for all
    the characters that it was put in place of. `compiled` makes a pattern when it is first needed:
    all of them at once would take longer than a whole search.
    """
    parts, found = dict[str, str](), list[tuple[str, tuple[str, ...]]]()
    for form, *written in rows(name):
        whole = [_with_parts(cell, parts) for cell in written]
        if form.isupper():
            parts[f"{{{form}}}"] = f"(?:{whole[0]})"
        else:
            found.append((form, tuple(whole)))
    return tuple(found)


@cache
def compiled(written: str) -> re.Pattern[str]:
    """A pattern as a table has it, whatever the case."""
    return re.compile(_SIGNS.sub(r"(?:\1+)", written), re.IGNORECASE)


def _with_parts(written: str, parts: dict[str, str]) -> str:
    for part, value in parts.items():
        written = written.replace(part, value)
    return written


@cache
def pattern(name: str, form: str) -> re.Pattern[str]:
    """The only pattern of one form in a table. Raises KeyError."""
    return compiled(dict(forms(name))[form][0])


def masked(text: str, spans: list[tuple[int, int]], sign: str) -> str:
    """The text with every character of the spans replaced by a sign."""
    for start, end in spans:
        text = f"{text[:start]}{sign * (end - start)}{text[end:]}"
    return text
