"""Sections of an article's text.

Two ways of writing headings are known: Markdown's, and that of digest feeds, where facts are
separated by ` - ` and a heading stands between a fact's closing `[n]` and the next separator.
"""

import re
from dataclasses import dataclass

FACT_SEPARATOR = " - "
_DIGEST_FACT = re.compile(r"\[\d+\] ?- |\[\d+\] [^\[\]\n]{1,60}? - ")
_DIGEST_HEADING = re.compile(r"(?:^|(?<=\]))[ \t]*([^\[\]\n]{1,60}?) - ", re.MULTILINE)
_MARKDOWN_HEADING = re.compile(r"^#{1,6}[ \t]+(.+?)[ \t#]*\n", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Section:
    """`text[start:end]` is what stands under `heading`; the first section may have none."""

    start: int
    end: int
    heading: str = ""


def sections(text: str) -> list[Section]:
    """Divide a text at its headings; sections are in order and do not overlap.

    A heading with nothing under it but the next heading is put before that one: `A / B`.
    """
    pattern = _DIGEST_HEADING if _DIGEST_FACT.search(text) else _MARKDOWN_HEADING
    found, start, heading = [], 0, ""
    for match in pattern.finditer(text):
        written = match[1].strip()
        if text[start : match.start()].strip():
            found.append(Section(start, match.start(), heading))
            heading = written
        else:
            heading = f"{heading} / {written}" if heading else written
        start = match.end()
    if text[start:].strip() or not found:
        found.append(Section(start if text[start:].strip() else 0, len(text), heading))
    return found
