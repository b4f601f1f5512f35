"""Article text without its publisher's own bracketed numbers, with the way back to offsets."""

import re
from dataclasses import dataclass

MARKERS = re.compile(r"[ \t]*(?:\[\d{1,4}\])+")


@dataclass(frozen=True, slots=True)
class PlainText:
    """`text` is the original less what MARKERS matches; `origins[i]` is where `text[i]` stood."""

    text: str
    origins: tuple[int, ...]

    def original_span(self, start: int, end: int) -> tuple[int, int]:
        """The original offsets of `text[start:end]`, which is not empty."""
        return self.origins[start], self.origins[end - 1] + 1


def plain(original: str) -> PlainText:
    """The text less its bracketed numbers."""
    kept: list[int] = []
    at = 0
    for match in MARKERS.finditer(original):
        kept += range(at, match.start())
        at = match.end()
    kept += range(at, len(original))
    return PlainText("".join(original[i] for i in kept), tuple(kept))
