"""Which format a file has: its ending decides where it can, else its first bytes."""

import re
from contextlib import suppress
from pathlib import PurePath

from index.errors import BadFile
from index.parsing.decode import BOMS, decode
from index.parsing.feed import HEADER

_ENDINGS = {
    ".jsonl": "jsonl",
    ".ndjson": "jsonl",
    ".json": "jsonl",
    ".md": "markdown",
    ".markdown": "markdown",
    ".html": "html",
    ".htm": "html",
    ".xhtml": "html",
}
_HTML = re.compile(r"\s*<(!doctype html|html|\?xml)", re.IGNORECASE)


def detect_format(name: str, head: bytes) -> str:
    """The name of the format of a file called `name` that begins with `head`."""
    ending = _ENDINGS.get(PurePath(name).suffix.lower())
    if ending:
        return ending
    text = _opening(head)
    if _HTML.match(text):
        return "html"
    if any(HEADER.fullmatch(line.strip()) for line in text.splitlines()):
        return "feed"
    if text.lstrip().startswith("{"):
        return "jsonl"
    return "markdown" if text.startswith("---\n") else "text"


def _opening(head: bytes) -> str:
    """The first lines as text; where they are not clean text, what tells formats apart in them."""
    for bom, encoding in BOMS:
        if head.startswith(bom):
            return head[len(bom) :].decode(encoding, errors="replace")
    for whole in (head, head[: head.rfind(b"\n") + 1]):  # it may end within a character
        with suppress(BadFile):
            return decode("", whole)
    return head.decode("utf-8", errors="replace")
