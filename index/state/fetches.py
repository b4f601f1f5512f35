"""What is remembered of pages that were fetched, so that they are not fetched for nothing."""

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Fetch:
    """The last time that `url` was ingested; times are aware.

    `location` is the url at the end of its redirects, to which `etag` and `last_modified` belong;
    `articles` are the ids of what it held. Until `fresh_until` it need not be asked for again.
    """

    url: str
    location: str
    etag: str
    last_modified: str
    fresh_until: datetime
    articles: tuple[str, ...]


class Fetches(Protocol):
    """The store of fetches, one for each url."""

    def put(self, fetch: Fetch) -> None:
        """Remember this of its url, in the place of what was remembered."""
        ...

    def get(self, url: str) -> Fetch | None:
        """What is remembered of the url."""
        ...
