"""What a job is made of, ingested: an uploaded file, or the page of a url."""

from collections.abc import Callable, Generator, Iterator
from contextlib import closing
from datetime import UTC, datetime, tzinfo
from pathlib import Path

from api.fetching import Fetcher, Page, Stopped, articles_of
from api.jobs.tally import Tally
from index import Added, Article, Index, Outcome
from index.errors import ArticleNotFound, BadFile
from index.ingest import ingest
from index.parsing import parse_path
from index.state import Fetch

_MOST_REMEMBERED = 1_000  # articles of a page
Stop = Callable[[], bool]
Outcomes = Iterator[Added | BadFile]


class Sources:
    """Ingests into an index; times without a zone are in `zone`."""

    def __init__(self, index: Index, fetcher: Fetcher, zone: tzinfo) -> None:
        self._index, self._fetcher, self._zone = index, fetcher, zone

    def upload(self, path: Path, name: str, tally: Tally, stopped: Stop) -> None:
        """Ingest the file at `path`, which is called `name`. Raises Stopped between batches."""

        def reading(_: int) -> None:
            if stopped():
                raise Stopped

        tally.fetched()
        found = parse_path(path, name=name, zone=self._zone, on_read=reading)
        with closing(self._stored(found, tally)) as outcomes:
            for _ in outcomes:
                reading(0)

    def url(self, url: str, tally: Tally, stopped: Stop = lambda: False) -> Outcomes:
        """Ingest the page of a url, unless it is known to be as it was. Raises Stopped."""
        known = self._index.state.fetches.get(url)
        held = self._held(known)
        if known and held and datetime.now(UTC) < known.fresh_until:
            yield from self._unchanged(held, tally)
            return
        try:
            page = self._fetcher.fetch(url, known if held else None, stopped)
        except BadFile as error:
            tally.note(error)
            yield error
            return
        if page is None:
            yield from self._unchanged(held, tally)
        else:
            tally.fetched()
            yield from self._page(url, page, tally, stopped)

    def _page(self, url: str, page: Page, tally: Tally, stopped: Stop) -> Outcomes:
        articles, whole = list[str](), True
        with closing(self._stored(articles_of(page, self._zone), tally)) as outcomes:
            for outcome in outcomes:
                if isinstance(outcome, Added):
                    articles.append(outcome.id)
                whole = whole and isinstance(outcome, Added)
                yield outcome
                if stopped():
                    raise Stopped
        if whole and page.fresh_until and 0 < len(articles) <= _MOST_REMEMBERED:
            self._index.state.fetches.put(
                Fetch(
                    url=url,
                    location=page.url,
                    etag=page.etag,
                    last_modified=page.last_modified,
                    fresh_until=page.fresh_until,
                    articles=tuple(articles),
                )
            )

    def _stored(
        self, found: Iterator[Article | BadFile], tally: Tally
    ) -> Generator[Added | BadFile, None, None]:
        """Store articles; what is yielded is counted."""
        with closing(ingest(self._index, tally.parsed(found))) as outcomes:
            for outcome in outcomes:
                tally.note(outcome)
                yield outcome

    def _held(self, known: Fetch | None) -> list[Added]:
        """The articles of a page that was fetched before; none where one of them is gone."""
        ids = known.articles if known else ()
        try:
            found = [self._index.article(article_id) for article_id in ids]
        except ArticleNotFound:
            return []
        return [Added(one.article.id, one.number, Outcome.UNCHANGED) for one in found]

    @staticmethod
    def _unchanged(held: list[Added], tally: Tally) -> Outcomes:
        tally.fetched()
        for added in held:
            tally.note(added)
            yield added
