"""Text from bytes, whatever their encoding; never by guessing over damage."""

import codecs
import re

import rjieba
from charset_normalizer import from_bytes

from index.errors import BadFile
from index.words import fold

BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_CHINESE = ("gb18030", "big5", "big5hkscs", "utf-16-le", "utf-16-be")
_WIDE = ("utf-16-le", "utf-16-be")
_SAMPLE = 20_000
# Of Chinese text, 50 to 90% of the characters stand in words of the dictionary that have two or
# more; read in a wrong encoding, hardly any do (at most 40% of six characters, 20% of twenty).
_LEAST_IN_WORDS = 0.45
_DAMAGE = 0.1
_TELLING_LINE = 20
_LETTER = re.compile(r"[^\W\d_\x00-\u02ff]")
_NO_LETTER = re.compile(r"[\ue000-\uf8ff\ufffd]")  # for private use: what a wrong encoding yields
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f]")
_PAIR = re.compile(rb"[\xa1-\xfe]{2}")


def decode(name: str, data: bytes) -> str:
    """The text of `data`, each line ended by a line feed. Raises BadFile where it is not clean text."""
    for bom, encoding in BOMS:
        if data.startswith(bom):
            return _strict(name, data[len(bom) :], encoding)
    if data.count(0) * 4 > len(data):
        return _wide(name, data)
    try:
        return _newlines(data.decode("utf-8"))
    except UnicodeDecodeError as error:
        return _wide(name, data) if b"\0" in data else _other(name, data, error)


def _wide(name: str, data: bytes) -> str:
    """UTF-16 without a mark: Chinese or English where read one way round, nonsense the other."""
    for text in filter(None, (_attempt(data, encoding) for encoding in _WIDE)):
        reads = text.isascii() or _in_words(text) >= _LEAST_IN_WORDS
        if reads and not _CONTROL.search(text):
            return _newlines(text)
    raise BadFile(name, "is binary, not text")


def _other(name: str, data: bytes, error: UnicodeDecodeError) -> str:
    line = data.count(b"\n", 0, error.start) + 1
    if _mostly_utf8(data):
        raise BadFile(name, "is UTF-8 with damaged bytes: repair or re-export it", line) from None
    texts = [_attempt(data, encoding) for encoding in _CHINESE]
    best = max(texts, key=_in_words)
    if _in_words(best) < _LEAST_IN_WORDS:
        best = _western(data)
    if not best:
        raise BadFile(name, "has an encoding that is not known: save it as UTF-8", line) from None
    return _undamaged(name, _newlines(best))


def _attempt(data: bytes, encoding: str) -> str:
    """The text of `data` in that encoding, or an empty string where it is not in it."""
    try:
        return data.decode(encoding)
    except UnicodeDecodeError:
        return ""


def _in_words(text: str) -> float:
    """Which share of the letters beyond Latin, in a sample, stand in Chinese words of two or more."""
    sample = fold(text[:_SAMPLE])
    letters = len(_LETTER.findall(sample))
    words = (word for word in rjieba.cut(sample, hmm=False) if len(word) > 1)
    return sum(len(_LETTER.findall(word)) for word in words) / letters if letters else 0.0


def _western(data: bytes) -> str:
    """The text in Windows' Western encoding, where accents are the exception that they are there."""
    text = _attempt(data, "cp1252")
    high = sum(c > "\x7f" for c in text)
    plain = sum(c.isascii() and c.isalpha() for c in text)
    if high * 3 > plain or (_PAIR.search(data) and _attempt(data, "gb18030")):
        return ""  # it may as well be a little Chinese
    best = from_bytes(data, cp_isolation=["cp1252"], threshold=0.3).best()
    return text if best else ""


def _undamaged(name: str, text: str) -> str:
    """The text itself. Raises BadFile where a line is in another encoding than the rest."""
    for number, line in enumerate(text.split("\n"), start=1):
        telling = len(_LETTER.findall(line)) >= _TELLING_LINE
        if (telling or _NO_LETTER.search(line)) and _in_words(line) < _DAMAGE:
            raise BadFile(name, "is in two encodings: save all of it as UTF-8", number)
    return text


def _strict(name: str, data: bytes, encoding: str) -> str:
    try:
        return _newlines(data.decode(encoding))
    except UnicodeDecodeError as error:
        # in UTF-16 the byte of a line feed is also half of other characters
        line = data[: error.start].decode(encoding, errors="replace").count("\n") + 1
        raise BadFile(name, f"is damaged {encoding} text: {error.reason}", line) from None


def _mostly_utf8(data: bytes) -> bool:
    """Whether multi-byte UTF-8 was written here: by chance it is rare in any other encoding."""
    text = data.decode("utf-8", errors="replace")
    whole = sum(ord(c) > 0x7F for c in text)
    broken = text.count("\ufffd")
    return whole - broken > 3 * broken


def _newlines(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n")
