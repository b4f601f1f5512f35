"""Characters that could steer what shows a text, and the text without them."""

import unicodedata

_TURNS = frozenset("\u061c\u200e\u200f").union(
    map(chr, [*range(0x202A, 0x202F), *range(0x2066, 0x2070), *range(0xFFF9, 0xFFFC)])
)
_INSTEAD = "\ufffd"


def harmless(text: str) -> str:
    """The text on one line: line breaks and tabs are spaces, what steers is U+FFFD.

    What steers are other control characters, lone surrogates, marks that turn the direction of
    writing or the shape of digits, and those of interlinear notes, which hide text. Each character
    stays one character.
    """
    return text if text.isascii() and text.isprintable() else "".join(map(_shown, text))


def _shown(character: str) -> str:
    category = unicodedata.category(character)
    if character in "\t\n\v\f\r\x1c\x1d\x1e\x1f\x85" or category in {"Zl", "Zp"}:
        return " "
    return _INSTEAD if category in {"Cc", "Cs"} or character in _TURNS else character
