"""JSON lines: one article's fields a line. Read line by line, so that a file may be of any size."""

import json
from collections.abc import Iterator
from datetime import tzinfo
from typing import BinaryIO

from index.article import MAX_TEXT, Article
from index.errors import BadFile, BadInput
from index.parsing.decode import decode
from index.parsing.fields import article_from

MAX_LINE = 6 * MAX_TEXT  # every character may be written as \uXXXX


def parse(name: str, stream: BinaryIO, zone: tzinfo) -> Iterator[Article | BadFile]:
    empty = True
    for number, line in enumerate(iter(lambda: stream.readline(MAX_LINE), b""), start=1):
        if line.strip():
            empty = False
            yield _article(name, line, number, zone)
    if empty:
        yield BadFile(name, "is empty")


def _article(name: str, line: bytes, number: int, zone: tzinfo) -> Article | BadFile:
    try:
        fields = json.loads(decode(name, line))
        if not isinstance(fields, dict):
            return BadFile(name, "a line is one JSON object with the fields of an article", number)
        return article_from(fields, fields.get("text"), zone).checked(path=f"{name}:{number}")
    except BadFile as error:
        return BadFile(name, error.reason, number)
    except (ValueError, RecursionError) as error:
        return BadFile(name, f"is not JSON: {error}", number)
    except BadInput as error:
        return BadFile(name, str(error), number)
