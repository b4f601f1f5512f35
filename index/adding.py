"""What of given articles is stored already."""

from collections.abc import Iterable

from index.article import Added, Article
from index.catalog import Snapshot


def unchanged(articles: Iterable[Article], snapshot: Snapshot) -> list[Added | None]:
    """The acknowledgement of each article that is stored already, unless an earlier one changes it."""
    known, changing = list[Added | None](), set[str]()
    for article in articles:
        known.append(None if article.id in changing else snapshot.unchanged(article))
        if known[-1] is None:
            changing.add(article.id)
    return known
