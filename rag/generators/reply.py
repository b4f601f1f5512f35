"""A model's reply, read back into a draft."""

import json
import re
from collections.abc import Iterable, Iterator
from typing import Any

from rag.errors import CannotAnswer, UnreadableDraft
from rag.plain import MARKERS

LONGEST = 100_000  # characters
# Where the list of claims begins; some models leave out the object around it.
_CLAIMS = re.compile(r'"claims"\s*:\s*\[|\A\s*(?:```\w*\s*)?\[(?=\s*[{\]])')
_BETWEEN = re.compile(r"[\s,]*")
_THOUGHT = ("<think>", "</think>")
_UNKNOWN = "[0]"  # the marker of no source: verification removes the claim, and counts it
_SEVERAL = re.compile(r"[\[【](\d{1,4}(?:\s*[,，、]\s*\d{1,4})*)[\]】]")
_AFTER_MARKERS = re.compile(r"((?:\s*\[\d{1,4}\])+)\s*[.。!！?？;；]")
_BETWEEN_MARKERS = re.compile(r"(?<=\d\])\s+(?=\[\d{1,4}\])")


def draft_from(pieces: Iterable[str]) -> Iterator[str]:
    """Lines of a draft, each as soon as its claim is complete.

    The reply may be the JSON that was asked for, alone or in a code fence or among other words, or
    prose with markers. Raises CannotAnswer for an empty list, UnreadableDraft for anything else.
    """
    text, at, written = "", 0, 0
    for piece in _spoken(pieces):
        text += piece
        if len(text) > LONGEST:
            raise UnreadableDraft(f"the reply is longer than {LONGEST:,} characters")
        if "}" in piece or "]" in piece:
            at = at or _begin(text)
            lines, at = _complete(text, at)
            yield from lines
            written += len(lines)
    if not written:
        yield _prose(text, at or _begin(text))


def _spoken(pieces: Iterable[str]) -> Iterator[str]:
    """The reply without the thoughts that some models put before it."""
    first, last = _THOUGHT
    held: str | None = ""
    for piece in pieces:
        if held is None:
            yield piece
            continue
        held += piece
        begun = held.lstrip()
        if begun.startswith(first) and last in begun:
            yield begun.partition(last)[2]
            held = None
        elif not begun.startswith(first) and not first.startswith(begun):
            yield held
            held = None
        elif len(held) > LONGEST:
            raise UnreadableDraft(f"the model's thoughts are longer than {LONGEST:,} characters")


def _begin(text: str) -> int:
    """The offset of the first claim; 0 where none has begun."""
    found = _CLAIMS.search(text)
    return found.end() if found else 0


def _complete(text: str, at: int) -> tuple[list[str], int]:
    """Lines of the claims that are complete from `at` on, and where the next one begins."""
    lines = []
    while at:
        begin = _BETWEEN.match(text, at).end()  # type: ignore[union-attr]  # it matches nothing too
        try:
            claim, at = json.JSONDecoder().raw_decode(text, begin)
        except (ValueError, RecursionError):
            break
        lines += _line(claim)
    return lines, at


def _line(claim: Any) -> list[str]:
    """The claim's text and markers, on a line of their own; none for what is no claim."""
    if not isinstance(claim, dict) or not isinstance(claim.get("text"), str):
        return []
    text = " ".join(MARKERS.sub("", _text(claim["text"])).split())
    given = claim.get("sources")
    numbers = [str(n) for n in given if _is_number(n)] if isinstance(given, list) else []
    markers = "".join(f"[{n}]" for n in dict.fromkeys(numbers)) or _UNKNOWN
    return [f"{text} {markers}\n"] if text else []


def _text(said: str) -> str:
    """What was said, lone surrogates replaced: JSON can name them, but nothing can store or send them."""
    return said.encode("utf-8", "replace").decode()


def _is_number(value: Any) -> bool:
    return not isinstance(value, bool) and re.fullmatch(r"\d{1,4}", str(value)) is not None


def _prose(text: str, at: int) -> str:
    """A reply in prose with markers, as a draft."""
    if at and re.match(r"\s*\]", text[at:]):
        raise CannotAnswer("the model says that the sources do not answer the question")
    said = _SEVERAL.sub(lambda m: "".join(f"[{n}]" for n in re.findall(r"\d+", m[1])), text)
    if at or not said.strip():
        raise UnreadableDraft("the reply is cut off" if at else "the reply is empty")
    if not MARKERS.search(said):
        raise UnreadableDraft("the reply cites no source")
    return _BETWEEN_MARKERS.sub("", _AFTER_MARKERS.sub(r"\1\n", _text(said)))
