"""Which format a file has: its ending decides where it can, else its first bytes."""

import re
from pathlib import PurePath

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
    # GB18030 and Big5 leave the ASCII that tells formats apart as it is, and `·` is checked loosely
    text = head.decode("utf-8", errors="replace")
    if _HTML.match(text):
        return "html"
    if any(HEADER.fullmatch(line.strip()) for line in text.splitlines()):
        return "feed"
    if text.lstrip("\ufeff \n\r\t").startswith("{"):
        return "jsonl"
    return "markdown" if text.startswith("---\n") else "text"
