"""Article text without its publisher's own bracketed numbers, with the way back to offsets."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

# Characters that are not seen, or hardly, and so do not keep a number from looking like a marker.
_UNSEEN = r"[ \t\xa0\xad\u200b-\u200f\u202a-\u202e\u2060-\u206f\u3000\ufe00-\ufe0f\ufeff]*+"
MARKERS = re.compile(rf"[ \t]*(?:[\[［]{_UNSEEN}(?:\d{_UNSEEN})+[\]］])+")


@dataclass(frozen=True, slots=True)
class PlainText:
    """`text` is the original less what MARKERS matches; `origins[i]` is where `text[i]` stood."""

    text: str
    origins: Sequence[int]

    def original_span(self, start: int, end: int) -> tuple[int, int]:
        """The original offsets of `text[start:end]`, which is not empty."""
        return self.origins[start], self.origins[end - 1] + 1


def plain(original: str) -> PlainText:
    """The text less its bracketed numbers, those too that come about where one is taken out."""
    found = PlainText(original, range(len(original)))
    while ("[" in found.text or "［" in found.text) and MARKERS.search(found.text):
        kept = _beside_markers(found.text)
        text = "".join(found.text[at] for at in kept)
        found = PlainText(text, [found.origins[at] for at in kept])
    return found


def _beside_markers(text: str) -> list[int]:
    kept: list[int] = []
    at = 0
    for match in MARKERS.finditer(text):
        kept += range(at, match.start())
        at = match.end()
    return [*kept, *range(at, len(text))]
