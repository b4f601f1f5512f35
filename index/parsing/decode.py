"""Text from bytes, whatever their encoding; never by guessing over damage."""

import codecs

from charset_normalizer import from_bytes

from index.errors import BadFile

_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_CANDIDATES = ["gb18030", "big5", "big5hkscs", "cp1252", "utf_16_le", "utf_16_be"]


def decode(name: str, data: bytes) -> str:
    """The text of `data`, each line ended by a line feed. Raises BadFile where it is not clean text."""
    for bom, encoding in _BOMS:
        if data.startswith(bom):
            return _strict(name, data, encoding)
    try:
        return _newlines(data.decode("utf-8"))
    except UnicodeDecodeError as error:
        return _other(name, data, error)


def _other(name: str, data: bytes, error: UnicodeDecodeError) -> str:
    line = data.count(b"\n", 0, error.start) + 1
    if b"\0" in data[:4096] and not _looks_wide(data):
        raise BadFile(name, "is binary, not text") from None
    if _mostly_utf8(data):
        raise BadFile(name, "is UTF-8 with damaged bytes: repair or re-export it", line) from None
    best = from_bytes(data, cp_isolation=_CANDIDATES, threshold=0.3).best()
    if best is None:
        raise BadFile(name, "has an encoding that is not known: save it as UTF-8", line) from None
    return _strict(name, data, best.encoding)


def _strict(name: str, data: bytes, encoding: str) -> str:
    try:
        return _newlines(data.decode(encoding))
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise BadFile(name, f"is damaged {encoding} text: {error.reason}", line) from None


def _looks_wide(data: bytes) -> bool:
    zeros = data[:4096].count(0)
    return len(data) % 2 == 0 and zeros * 3 > min(len(data), 4096)


def _mostly_utf8(data: bytes) -> bool:
    """Whether multi-byte UTF-8 was written here: by chance it is rare in any other encoding."""
    text = data.decode("utf-8", errors="replace")
    whole = sum(ord(c) > 0x7F for c in text)
    broken = text.count("\ufffd")
    return whole - broken > 3 * broken


def _newlines(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n")
