"""Many articles, stored in batches; each batch is acknowledged before the next is read."""

from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from itertools import islice

from index.article import Added, Article, Outcome
from index.errors import BadFile
from index.follower import following
from index.index import Index

BATCH = 64
_MANY = 1_000  # stored articles after which a second process is worth its start


def ingest(
    index: Index, found: Iterable[Article | BadFile], *, batch: int = BATCH
) -> Iterator[Added | BadFile]:
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
                helpers.enter_context(following(index.home))
            done = iter(added)
            for item in taken:
                yield next(done) if isinstance(item, Article) else item
