"""Where a text negates something."""

import re

from rag.verification.polarity import LANGUAGES, patterns

Span = tuple[int, int]


def negated(folded: str) -> list[Span]:
    """Where a folded text negates something; not only and 不仅 do not."""
    found: list[Span] = []
    for language in LANGUAGES:
        bare = patterns()[f"no_negations_{language}"].sub(_blank, folded)
        found += [m.span() for m in patterns()[f"negations_{language}"].finditer(bare)]
    return sorted(found)


def _blank(match: re.Match[str]) -> str:
    return " " * len(match[0])
