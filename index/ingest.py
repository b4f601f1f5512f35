"""Many articles, stored in batches; each batch is acknowledged before the next is read."""

import subprocess
import sys
from collections.abc import Generator, Iterable
from contextlib import ExitStack, contextmanager
from itertools import islice
from pathlib import Path

from index.article import Added, Article, Outcome
from index.errors import BadFile
from index.index import Index

BATCH = 64
_MANY = 1_000  # stored articles after which a second process is worth its start


def ingest(
    index: Index, found: Iterable[Article | BadFile], *, batch: int = BATCH
) -> Generator[Added | BadFile, None, None]:
    """Add articles as a parser yields them; what could not be read is passed on in its place.

    At most a batch is held in memory. Stopped at any point, what was yielded is stored.
    """
    items, stored = iter(found), 0
    with ExitStack() as helpers:
        while taken := list(islice(items, batch)):
            added = index.add([item for item in taken if isinstance(item, Article)])
            before = stored
            stored += sum(one.outcome is not Outcome.UNCHANGED for one in added)
            if before < _MANY <= stored:
                helpers.enter_context(_following(index.home))
            done = iter(added)
            for item in taken:
                yield next(done) if isinstance(item, Article) else item


@contextmanager
def _following(home: Path) -> Generator[None, None, None]:
    """Have a second process cut words and keep the terms up until the block ends."""
    command = [sys.executable, "-m", "index.follower", str(home.absolute())]
    with subprocess.Popen(command, stdin=subprocess.PIPE) as follower:  # noqa: S603  our own module
        try:
            yield
        finally:
            if follower.stdin:
                follower.stdin.close()
            follower.wait()
