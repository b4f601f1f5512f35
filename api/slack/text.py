"""Text on its way from Slack and to it. Lengths are counted as Slack does, in UTF-16 units."""

import json
import re
from functools import cache
from html import unescape
from importlib.resources import files

from rag.steering import harmless

_ANGLED = re.compile(r"<([^<>]*)>")
_STYLED = re.compile(r"(?<![A-Za-z0-9_])([*_~`]{1,3})(?=\S)(.+?)(?<=\S)\1(?![A-Za-z0-9_])")
_SENTENCE_END = re.compile(r"[。！？；]+[”’」』）]*|[.!?]+[\"”’)]*(?=\s|$)|(?:\[\d+\])+(?=\s|$)|\n")
_FORMATTING = re.compile(r"[*_~`]|:(?=[\w+'-]+:)|:(?=//)|^\s*>")
_WIDE = 0xFEE0  # from a character to its full-width form, which formats nothing


def words(language: str) -> dict[str, str]:
    """What is said around answers, in `zh` or `en`."""
    return _words()[language]


@cache
def _words() -> dict[str, dict[str, str]]:
    text = files("api.slack").joinpath("data/words.json").read_text("utf-8")
    said: dict[str, dict[str, str]] = json.loads(text)
    return said


def spoken(text: str) -> str:
    """What a person wrote, without Slack's markup: no mentions, links as their labels."""
    plain = _ANGLED.sub(lambda angled: _said(angled[1]), text)
    plain = _STYLED.sub(r"\2", plain)
    return " ".join(harmless(unescape(plain)).split())


def _said(inside: str) -> str:
    """What a person reads where angle brackets hold this."""
    target, _, label = inside.partition("|")
    if target.startswith(("@", "!subteam", "!here", "!channel", "!everyone")):
        return " "
    return label or ("" if target.startswith(("#", "!")) else target)


def size(text: str) -> int:
    """The length of a text in UTF-16 units."""
    return len(text) + sum(character > "\uffff" for character in text)


def cut(text: str, most: int) -> str:
    """The text, or as much of it as fits with a mark that something is left out."""
    return text if size(text) <= most else _fitting(text, most - 1).rstrip() + "…"


def cut_at_sentence(text: str, most: int) -> tuple[str, bool]:
    """As many whole sentences as fit, and whether that is all of it."""
    if size(text) <= most:
        return text, True
    fitting = _fitting(text, most)
    end = max((match.end() for match in _SENTENCE_END.finditer(fitting)), default=0)
    return (fitting[:end].rstrip(), False) if end else (cut(text, most), False)


def _fitting(text: str, most: int) -> str:
    if size(text) <= most:
        return text
    room = 0
    for at, character in enumerate(text):
        room += 2 if character > "\uffff" else 1
        if room > most:
            return text[:at]
    return text


def escaped(text: str) -> str:
    """The text where Slack would read markup: no mention, no link."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def defused(text: str) -> str:
    """A line where Slack would read markup: no mention, no link, no emoji, no formatting.

    Characters that format become their full-width forms: what is shown so is no quotation.
    """
    return escaped(_FORMATTING.sub(_widened, text))


def _widened(found: re.Match[str]) -> str:
    return "".join(chr(ord(character) + _WIDE) for character in found[0].strip())
