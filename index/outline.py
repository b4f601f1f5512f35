"""Sections of an article's text.

Two ways of writing headings are known: Markdown's, and that of digest feeds, where facts are
separated by ` - ` and a heading stands between a fact's closing `[n]` and the next separator.
"""

import re
from dataclasses import dataclass

FACT_SEPARATOR = " - "
# a heading does not begin with the dash before a fact that has no number
_HEADING = r"[ \t]*+((?!-[ \t])[^\s\[\]][^\[\]\n]{0,59}?) - "
# a digest shows a fact after a numbered one, or a heading both at its start and after a number
_DIGEST = re.compile(rf"\[\d+\] ?- |\A\s*+{_HEADING}[^\n]*?\[\d+\]{_HEADING}")
_DIGEST_HEADING = re.compile(rf"(?:^|(?<=\])){_HEADING}", re.MULTILINE)
# the closing #s are taken off afterwards: in the pattern they would cost quadratic time
_MARKDOWN_HEADING = re.compile(r"^#{1,6}[ \t]++(\S.*)\n", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Section:
    """`text[start:end]` is what stands under `heading`; the first section may have none."""

    start: int
    end: int
    heading: str = ""


def without_closing(heading: str) -> str:
    """A Markdown heading without the closing #s that may follow it: `C#` stays, `Sea ##` does not."""
    plain = heading.strip()
    bare = plain.rstrip("#")
    return bare.rstrip() if bare[-1:] in {"", " ", "\t"} else plain


def sections(text: str) -> list[Section]:
    """Divide a text at its headings; sections are in order and do not overlap.

    A heading with nothing under it but the next heading is put before that one: `A / B`.
    """
    pattern = _DIGEST_HEADING if _DIGEST.search(text) else _MARKDOWN_HEADING
    found, start, heading = [], 0, ""
    for match in pattern.finditer(text):
        written = without_closing(match[1])
        if text[start : match.start()].strip():
            found.append(Section(start, match.start(), heading))
            heading = written
        else:
            heading = f"{heading} / {written}" if heading else written
        start = match.end()
    if text[start:].strip() or not found:
        found.append(Section(start if text[start:].strip() else 0, len(text), heading))
    return found
