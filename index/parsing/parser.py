"""What every parser is, and the reading that most share."""

from collections.abc import Iterator
from datetime import tzinfo
from typing import BinaryIO, Protocol

from index.article import Article
from index.errors import BadFile
from index.parsing.decode import decode

MAX_DOCUMENT = 50_000_000


class Parser(Protocol):
    """Yield the articles of a file, and a BadFile in the place of each that cannot be read."""

    def __call__(
        self, name: str, stream: BinaryIO, zone: tzinfo, /
    ) -> Iterator[Article | BadFile]: ...


def read_text(name: str, stream: BinaryIO) -> str:
    """All of a file as text. Raises BadFile where it is empty, too large or not text."""
    data = stream.read(MAX_DOCUMENT + 1)
    if len(data) > MAX_DOCUMENT:
        raise BadFile(name, f"is larger than {MAX_DOCUMENT:,} bytes: split it, or use JSON lines")
    text = decode(name, data)
    if not text.strip():
        raise BadFile(name, "is empty")
    return text
