"""Many articles, stored in batches; each batch is acknowledged before the next is read."""

from collections.abc import Iterable, Iterator
from itertools import islice

from index.article import Added, Article
from index.errors import BadFile
from index.index import Index

BATCH = 64


def ingest(
    index: Index, found: Iterable[Article | BadFile], *, batch: int = BATCH
) -> Iterator[Added | BadFile]:
    """Add articles as a parser yields them; what could not be read is passed on in its place."""
    items = iter(found)
    while taken := list(islice(items, batch)):
        added = iter(index.add([item for item in taken if isinstance(item, Article)]))
        for item in taken:
            yield next(added) if isinstance(item, Article) else item
