"""Articles of the files, folders and pages that a command names."""

from collections.abc import Iterator, Sequence
from datetime import tzinfo
from functools import partial
from pathlib import Path

from api.cli.output import is_text
from api.cli.progress import Meter
from api.settings import Settings
from index import Added, Article, Index
from index.errors import BadFile

_URL = "://"


def size_of(paths: Sequence[str]) -> int:
    """The bytes of all files among them."""
    from index.parsing import paths_under

    files = (path for written in _files(paths) for path in paths_under(Path(written)))
    return sum(path.stat().st_size for path in files if path.is_file())


def articles_of(
    paths: Sequence[str], zone: tzinfo, meter: Meter, format_name: str = ""
) -> Iterator[Article | BadFile]:
    """The articles of files, and what cannot be read in its place; the meter is told of the bytes."""
    from index.parsing import parse_path, paths_under

    read = partial(parse_path, format_name=format_name, zone=zone, on_read=meter.add)
    for written in _files(paths):
        path = None
        for path in paths_under(Path(written)):
            if is_text(str(path)):
                yield from read(path)
            else:
                yield BadFile(str(path), "has a name that is not UTF-8: rename it")
        if path is None:
            yield BadFile(written, "is a folder without files")


def _files(paths: Sequence[str]) -> list[str]:
    """What names no page of the web."""
    return [path for path in paths if _URL not in path]


def pages_of(index: Index, settings: Settings, paths: Sequence[str]) -> Iterator[Added | BadFile]:
    """Fetch the pages among them and store them, and what cannot be read in its place."""
    urls = [path for path in paths if _URL in path]
    if not urls:
        return  # what fetches takes a while to import
    from api.bootstrap import open_sources
    from api.jobs import Tally

    sources, tally = open_sources(index, settings), Tally()
    for url in urls:
        yield from sources.url(url, tally)
