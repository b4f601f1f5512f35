"""Plain text: one article, titled by its first line where that is short and stands alone."""

from collections.abc import Iterator
from datetime import tzinfo
from typing import BinaryIO

from index.article import Article
from index.errors import BadFile
from index.parsing.parser import read_text

_LONGEST_TITLE = 120


def parse(name: str, stream: BinaryIO, zone: tzinfo) -> Iterator[Article | BadFile]:
    del zone
    try:
        text = read_text(name, stream).strip()
    except BadFile as error:
        yield error
        return
    first, _, rest = text.partition("\n")
    alone = bool(rest.strip()) and len(first) <= _LONGEST_TITLE and rest.startswith("\n")
    yield Article(text=text, title=first.strip() if alone else "")
