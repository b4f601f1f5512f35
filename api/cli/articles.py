"""Articles of the files and folders that a command names."""

from collections.abc import Iterator, Sequence
from datetime import tzinfo
from functools import partial
from pathlib import Path

from api.cli.output import is_text
from api.cli.progress import Meter
from index import Article
from index.errors import BadFile


def size_of(paths: Sequence[str]) -> int:
    """The bytes of all files."""
    from index.parsing import paths_under

    files = (path for written in paths for path in paths_under(Path(written)))
    return sum(path.stat().st_size for path in files if path.is_file())


def articles_of(
    paths: Sequence[str], zone: tzinfo, meter: Meter, format_name: str = ""
) -> Iterator[Article | BadFile]:
    """Their articles, and what cannot be read in its place; the meter is told of the bytes."""
    from index.parsing import parse_path, paths_under

    read = partial(parse_path, format_name=format_name, zone=zone, on_read=meter.add)
    for written in paths:
        if written.startswith(("http://", "https://")):
            yield BadFile(written, "is a URL: save the page to a file and ingest that")
            continue
        path = None
        for path in paths_under(Path(written)):
            if is_text(str(path)):
                yield from read(path)
            else:
                yield BadFile(str(path), "has a name that is not UTF-8: rename it")
        if path is None:
            yield BadFile(written, "is a folder without files")
