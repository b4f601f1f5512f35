"""Markdown, with or without YAML front matter that holds the article's fields."""

import re
from collections.abc import Iterator
from datetime import tzinfo
from typing import Any, BinaryIO

from frontmatter.default_handlers import YAMLHandler
from yaml import MappingNode, SafeLoader, YAMLError

from index.article import Article
from index.errors import BadFile, BadInput
from index.outline import without_closing
from index.parsing.fields import article_from
from index.parsing.parser import read_text

MAX_FRONT_MATTER = 100_000
_YAML = YAMLHandler()
_TITLE = re.compile(r"\s*#[ \t]+(\S.*)")


class _Loader(SafeLoader):
    """Without merging (`<<`), which can grow without bounds.

    Of PyYAML's two it is the one in Python: deep nesting overflows the stack of the other.
    """

    def flatten_mapping(self, node: MappingNode) -> None:
        pass


def parse(name: str, stream: BinaryIO, zone: tzinfo) -> Iterator[Article | BadFile]:
    try:
        fields, body = _divided(name, read_text(name, stream).rstrip())
        if not fields.get("title") and (heading := _TITLE.match(body)):
            fields["title"] = without_closing(heading[1])
        yield article_from(fields, body, zone)
    except BadFile as error:
        yield error
    except BadInput as error:
        yield BadFile(name, str(error))


def _divided(name: str, text: str) -> tuple[dict[str, Any], str]:
    """Front matter and what follows it; a text between two rules that is no mapping is text."""
    plain = text.lstrip()
    opening = _YAML.FM_BOUNDARY.match(plain)
    if not opening:
        return {}, plain
    try:
        written, body = _YAML.split(plain)
    except ValueError:  # it is not closed: a rule at the top of a text
        return {}, plain
    above = len(text) - len(plain) + opening.end()
    fields = _loaded(name, written, text.count("\n", 0, above) + 1)
    return (fields, body.strip()) if isinstance(fields, dict) else ({}, plain)


def _loaded(name: str, written: str, line: int) -> Any:
    """The front matter that begins in `line` of its file; an empty one is an empty mapping."""
    if len(written) > MAX_FRONT_MATTER:
        raise BadFile(name, f"its front matter has more than {MAX_FRONT_MATTER:,} characters", line)
    try:
        return _YAML.load(written, Loader=_Loader) or {}
    except YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        problem = getattr(error, "problem", None) or error
        raise BadFile(
            name, f"its front matter is not YAML: {problem}", line + mark.line if mark else line
        ) from error
    except Exception as error:  # such as the 30th of February, or `!!bool 5`
        raise BadFile(name, f"its front matter cannot be read: {error}", line) from error
