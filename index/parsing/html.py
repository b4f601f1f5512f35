"""HTML: the main text and the metadata, as trafilatura finds them."""

from collections.abc import Iterator
from datetime import tzinfo
from typing import BinaryIO

import trafilatura
from trafilatura.settings import Document

from index.article import Article
from index.errors import BadFile, BadInput
from index.parsing.parser import read_text
from index.times import parse_time


def parse(name: str, stream: BinaryIO, zone: tzinfo) -> Iterator[Article | BadFile]:
    try:
        page = read_text(name, stream)
    except BadFile as error:
        yield error
        return
    found = trafilatura.bare_extraction(page, with_metadata=True, include_comments=False)
    text = (found.text or "").strip() if isinstance(found, Document) else ""
    if not text or not isinstance(found, Document):
        yield BadFile(name, "no article text was found in this page")
        return
    try:
        published = parse_time(found.date, zone) if found.date else None
    except BadInput:  # a page's date is trafilatura's guess; the article stands without it
        published = None
    yield Article(
        text=text,
        title=_line(found.title),
        source=_line(found.sitename),
        url=_line(found.url),
        published_at=published,
    )


def _line(value: str | None) -> str:
    return " ".join((value or "").split())
