"""HTML: the main text and the metadata, as trafilatura finds them."""

from collections.abc import Iterator
from datetime import datetime, tzinfo
from typing import BinaryIO

import trafilatura
from trafilatura.settings import Document

from index.article import Article
from index.errors import BadFile, BadInput
from index.parsing.page_dates import read_dates
from index.parsing.parser import read_text
from index.times import parse_time

_MOST_TAGS = 200_000  # each takes 2 kB while a page is read, and an article has hundreds


def parse(name: str, stream: BinaryIO, zone: tzinfo) -> Iterator[Article | BadFile]:
    try:
        page = read_text(name, stream)
    except BadFile as error:
        yield error
        return
    if page.count("<") > _MOST_TAGS:
        yield BadFile(name, f"has more than {_MOST_TAGS:,} tags: it is no article")
        return
    tree = trafilatura.load_html(page)
    dates = (None, None) if tree is None else read_dates(tree, zone)  # extracting prunes the tree
    found = trafilatura.bare_extraction(page, with_metadata=True, include_comments=False)
    text = (found.text or "").strip() if isinstance(found, Document) else ""
    if not text or not isinstance(found, Document):
        yield BadFile(name, "no article text was found in this page")
        return
    published, modified = dates
    yield Article(
        text=text,
        title=_line(found.title),
        source=_line(found.sitename),
        url=_line(found.url),
        published_at=published or _guessed(found.date, zone),
        modified_at=modified,
    )


def _guessed(date: str | None, zone: tzinfo) -> datetime | None:
    """The day that trafilatura has found somewhere in the page; the article stands without it."""
    try:
        return parse_time(date, zone) if date else None
    except BadInput:
        return None


def _line(value: str | None) -> str:
    return " ".join((value or "").split())
