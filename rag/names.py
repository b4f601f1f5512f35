"""Names in a question, as they are written there."""

import re
from collections.abc import Sequence

from index import Index
from rag.tables import words

_CAPITALISED = re.compile(r"(?<![A-Za-z0-9/])(?:[A-Z][\w&]*(?:[.-]\w+)*|[a-z]+[A-Z]\w*)", re.ASCII)
_LINK = re.compile(r"[ &·-]|\s&\s|\sof\s(?:the\s)?")
_LATIN = re.compile(r"[a-z0-9]")
Span = tuple[int, int]


def name_spans(text: str, index: Index) -> list[Span]:
    """Where names stand in a text of folded characters: known ones, and those in capitals."""
    lower = text.lower()
    known = [c.text for c in index.concepts(text) if c.named and c.proper]
    found = [(at, at + len(name)) for name in known for at in places(name, lower)]
    found += [m.span() for m in _CAPITALISED.finditer(text) if not _plain_word(m[0])]
    return _joined(text, sorted(found))


def places(name: str, lower: str) -> list[int]:
    """Where a name in lower case stands in a text in lower case, not within a longer word."""
    if name not in lower:
        return []
    starts = (match.start() for match in re.finditer(re.escape(name), lower))
    return [at for at in starts if not _within_word(lower, at, at + len(name))]


def _within_word(text: str, start: int, end: int) -> bool:
    before, after = text[max(0, start - 1) : start + 1], text[end - 1 : end + 1]
    return any(len(pair) == 2 and all(map(_LATIN.match, pair)) for pair in (before, after))


def _plain_word(word: str) -> bool:
    return word.lower() in words("stop_words") | words("sentence_openers")


def _joined(text: str, spans: Sequence[Span]) -> list[Span]:
    """Spans that overlap or stand side by side as one."""
    joined = list[Span]()
    for start, end in spans:
        if joined and (start <= joined[-1][1] or _LINK.fullmatch(text[joined[-1][1] : start])):
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return joined
