"""The digest feed that a news app exports.

A topic line; then for each article a title line, a line `SOURCE· YYYY-MM-DD HH:MM`, and its body.
"""

import re
from collections.abc import Iterator
from datetime import tzinfo
from typing import BinaryIO

from index.article import Article
from index.errors import BadFile, BadInput
from index.parsing.parser import read_text
from index.times import parse_time

HEADER = re.compile(r"(?P<source>.{1,100}?)\s*·\s*(?P<time>\d{4}-\d{1,2}-\d{1,2}[ T]\d{1,2}:\d{2})")


def parse(name: str, stream: BinaryIO, zone: tzinfo) -> Iterator[Article | BadFile]:
    try:
        lines = read_text(name, stream).split("\n")
    except BadFile as error:
        yield error
        return
    headers = [i for i, line in enumerate(lines) if HEADER.fullmatch(line.strip())]
    if not headers:
        yield BadFile(name, "has no line of the form `SOURCE· YYYY-MM-DD HH:MM`")
        return
    titles = [_title_above(lines, header) for header in headers]
    topic = next((line.strip() for line in lines[: titles[0]] if line.strip()), "")
    for header, title, end in zip(headers, titles, [*titles[1:], len(lines)], strict=True):
        yield _article(name, lines, (title, header, end), topic, zone)


def _title_above(lines: list[str], header: int) -> int:
    """The line above the header that is not blank, or the header itself where there is none.

    Another header is no title.
    """
    above = next((i for i in range(header - 1, -1, -1) if lines[i].strip()), header)
    return header if HEADER.fullmatch(lines[above].strip()) else above


def _article(
    name: str, lines: list[str], place: tuple[int, int, int], topic: str, zone: tzinfo
) -> Article | BadFile:
    title, header, end = place
    found = HEADER.fullmatch(lines[header].strip())
    body = "\n".join(lines[header + 1 : end]).strip()
    if found is None or title == header:
        return BadFile(name, "this article has no title line", header + 1)
    if not body:
        return BadFile(name, f"the article {lines[title].strip()[:60]!r} has no body", header + 1)
    try:
        return Article(
            text=body,
            title=lines[title].strip(),
            source=found["source"].strip(),
            topic=topic,
            published_at=parse_time(found["time"], zone),
        ).checked()
    except BadInput as error:
        return BadFile(name, str(error), header + 1)
