"""Markdown, with or without YAML front matter that holds the article's fields."""

import re
from collections.abc import Iterator
from datetime import tzinfo
from typing import BinaryIO

import frontmatter
from yaml import YAMLError

from index.article import Article
from index.errors import BadFile, BadInput
from index.parsing.fields import article_from
from index.parsing.parser import read_text

_TITLE = re.compile(r"\s*#[ \t]+(.+?)[ \t#]*(?:\n|$)")


def parse(name: str, stream: BinaryIO, zone: tzinfo) -> Iterator[Article | BadFile]:
    try:
        fields, body = frontmatter.parse(read_text(name, stream))
        if "title" not in fields and (heading := _TITLE.match(body)):
            fields["title"] = heading[1]
        yield article_from(fields, body, zone)
    except BadFile as error:
        yield error
    except YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        # the mark counts from the line after the opening `---`
        yield BadFile(
            name, f"its front matter is not YAML: {error}", mark.line + 2 if mark else None
        )
    except BadInput as error:
        yield BadFile(name, str(error))
