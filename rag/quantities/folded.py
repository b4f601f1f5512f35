"""Text in one way of writing, with the way back to where each character stood."""

import unicodedata
from dataclasses import dataclass

from index.words import fold

_KEPT = "，"  # parts two numbers, where an ordinary comma may part thousands


@dataclass(frozen=True, slots=True)
class Folded:
    """`text` has ordinary forms and simplified characters; `text[i]` stood at `origins[i]`."""

    text: str
    origins: tuple[int, ...]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """The original offsets of `text[start:end]`, which is not empty."""
        return self.origins[start], self.origins[end - 1] + 1


def folded(original: str) -> Folded:
    """The text folded character by character, so that offsets stay known."""
    pieces, origins = list[str](), list[int]()
    for at, character in enumerate(original):
        piece = character if character == _KEPT else unicodedata.normalize("NFKC", character)
        pieces.append(piece)
        origins += [at] * len(piece)
    normal = "".join(pieces)
    return Folded(_simplified(normal), tuple(origins))


def _simplified(normal: str) -> str:
    """Simplified characters, one for one: a word that would change its length is left."""
    parts = [fold(part) for part in normal.split(_KEPT)]
    whole = _KEPT.join(parts)
    if len(whole) == len(normal):
        return whole
    return "".join(one if len(one := fold(c)) == 1 else c for c in normal)
