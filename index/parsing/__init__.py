"""Articles from files: the format is detected or named, and each has one parser.

A parser is `parse(name, stream, zone)`: it yields articles in the order of the file, and a
BadFile in the place of each one that cannot be read, so that the rest is not lost.
"""

import gzip
import io
import zlib
from collections.abc import Callable, Iterator
from datetime import UTC, tzinfo
from importlib import import_module
from pathlib import Path
from typing import BinaryIO, cast

from index.article import Article
from index.errors import BadArticle, BadFile, UnknownFormat
from index.parsing.detect import detect_format
from index.parsing.metered import Metered
from index.parsing.parser import Parser

_BUFFER = 1 << 16
_HEAD = 4_096  # bytes by which a format is told

FORMATS = {
    "feed": "index.parsing.feed:parse",
    "jsonl": "index.parsing.jsonl:parse",
    "markdown": "index.parsing.markdown:parse",
    "text": "index.parsing.text:parse",
    "html": "index.parsing.html:parse",
}


def parse_stream(
    name: str, stream: BinaryIO, *, format_name: str = "", zone: tzinfo = UTC
) -> Iterator[Article | BadFile]:
    """Articles of an open, seekable file called `name`, each with its id, or what is wrong with it.

    Times without a zone are in `zone`. A name ending in `.gz` is decompressed on the way.
    Raises UnknownFormat for a `format_name` that is not in FORMATS.
    """
    if format_name and format_name not in FORMATS:
        raise UnknownFormat(f"there is no format {format_name!r}: use one of {', '.join(FORMATS)}")
    plain = name
    if name.lower().endswith(".gz"):
        # closed with the stream beneath it, which is the caller's
        stream, plain = cast("BinaryIO", gzip.GzipFile(fileobj=stream)), name[: -len(".gz")]
    try:
        head = stream.read(_HEAD)
        stream.seek(0)
        for found in _parser(format_name or detect_format(plain, head))(name, stream, zone):
            yield _checked(found, name)
    except (gzip.BadGzipFile, zlib.error, EOFError, OSError) as error:
        yield BadFile(name, f"cannot be read: {error}")


def _parser(format_name: str) -> Parser:
    module, _, function = FORMATS[format_name].partition(":")
    return cast("Parser", getattr(import_module(module), function))


def _checked(found: Article | BadFile, name: str) -> Article | BadFile:
    if isinstance(found, BadFile):
        return found
    try:
        return found.checked(path=name)
    except BadArticle as error:
        return BadFile(name, str(error))


def parse_path(
    path: Path,
    *,
    name: str = "",
    format_name: str = "",
    zone: tzinfo = UTC,
    on_read: Callable[[int], None] | None = None,
) -> Iterator[Article | BadFile]:
    """Articles of the file at `path`; one that cannot be opened yields a BadFile.

    It is called `name`, or by its path where that is empty. `on_read` is told how many bytes more have been read.
    """
    name = name or str(path)
    if path.exists() and not path.is_file():
        yield BadFile(name, "is not a regular file")
        return
    try:
        raw = path.open("rb", buffering=0)
    except OSError as error:
        yield BadFile(name, error.strerror or str(error))
        return
    with io.BufferedReader(Metered(raw, on_read) if on_read else raw, _BUFFER) as stream:
        yield from parse_stream(name, stream, format_name=format_name, zone=zone)


def paths_under(path: Path) -> Iterator[Path]:
    """The path itself, or where it is a folder the files in it, in order, hidden ones left out."""
    if not path.is_dir():
        yield path
        return
    for found in sorted(path.rglob("*")):
        hidden = any(part.startswith(".") for part in found.relative_to(path).parts)
        if found.is_file() and not hidden:
            yield found
