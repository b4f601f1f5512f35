"""Files for parsers, from bytes in memory."""

import gzip
import io
from datetime import UTC, tzinfo

from index.article import Article
from index.errors import BadFile
from index.parsing import parse_stream


def read(
    data: bytes | str, name: str = "a.txt", *, format_name: str = "", zone: tzinfo = UTC
) -> list[Article | BadFile]:
    """All that a file called `name` yields; one whose name ends in .gz is compressed first."""
    raw = data.encode() if isinstance(data, str) else data
    packed = gzip.compress(raw) if name.endswith(".gz") else raw
    return list(parse_stream(name, io.BytesIO(packed), format_name=format_name, zone=zone))


def one(
    data: bytes | str, name: str = "a.txt", *, format_name: str = "", zone: tzinfo = UTC
) -> Article:
    """The only article of a file."""
    (found,) = read(data, name, format_name=format_name, zone=zone)
    assert isinstance(found, Article), found
    return found


def refusal(
    data: bytes | str, name: str = "a.txt", *, format_name: str = "", zone: tzinfo = UTC
) -> str:
    """What the only refusal of a file says."""
    (found,) = read(data, name, format_name=format_name, zone=zone)
    assert isinstance(found, BadFile), found
    return str(found)
