"""The tools: ask, search, get_article, list_sources."""

from collections.abc import Callable, Generator
from contextlib import closing, contextmanager
from functools import partial
from typing import Annotated, Any, TypeVar

from anyio import to_thread
from mcp.server.mcpserver.exceptions import ToolError
from mcp_types import CallToolResult, TextContent
from pydantic import Field, TypeAdapter

from api.faults import REPORTED
from api.filters import read_filters
from api.mcp.results import ANSWERED, ArticleText, Hits, SourceCount, Sources
from api.mcp.text import answer_text, article_text, hits_text, sources_text
from api.settings import Settings
from index import Filters, Index, Mode, Revision
from index.errors import ArticleNotFound
from rag import TOP_K, Answerer, Request

_STRETCH = 20_000  # characters of an article at once
_MOST_HITS = 50
T = TypeVar("T")

Date = Annotated[
    str, Field(max_length=40, description="a date such as 2025-10-26, or a time; empty: no limit")
]
Names = Annotated[
    list[str], Field(max_length=100, description="names that list_sources gives; empty: all")
]
Question = Annotated[
    str,
    Field(
        max_length=20_000,
        description="one question in English or Chinese, in whole words: not keywords",
    ),
]
Earlier = Annotated[
    list[str],
    Field(
        max_length=100,
        description="the user's earlier questions, oldest first, where this one leans on them",
    ),
]


class Tools:
    """The tools over one index; each works in another thread, and stops when it is cancelled."""

    def __init__(self, index: Index, answerer: Answerer, settings: Settings) -> None:
        self._index, self._answerer, self._settings = index, answerer, settings

    async def ask(
        self,
        question: Question,
        history: Earlier | None = None,
        since: Date = "",
        until: Date = "",
        as_of: Date = "",
        sources: Names | None = None,
    ) -> Annotated[CallToolResult, ANSWERED]:
        """Answer a question from the collection of articles.

        Every sentence ends in markers such as [1], each with a quotation that was checked word for
        word against the stored article. Where the articles do not answer the question it says so
        (status "abstained"): do not fill that in from memory. Keep the markers when you pass a
        sentence on, and name the sources. Sources that contradict each other are in `disagreements`.
        """
        with _reported():
            filters = self._filters(sources, as_of=as_of, since=since, until=until)
            request = Request(
                question, filters, tuple(history or ()), generator=self._settings.generator
            )
            with closing(self._answerer.stream(request)) as events:
                answer = await _worked(events.answer)
        return _result(answer, answer_text(answer))

    async def search(
        self,
        query: Annotated[
            str, Field(min_length=1, max_length=2_000, description="words or a question")
        ],
        since: Date = "",
        until: Date = "",
        as_of: Date = "",
        sources: Names | None = None,
        top_k: Annotated[int, Field(ge=1, le=_MOST_HITS)] = TOP_K,
        mode: Mode = Mode.HYBRID,
    ) -> Annotated[CallToolResult, Hits]:
        """Find passages of the articles, best first, by words and by meaning, in both languages.

        For reading around a subject; where a question is to be answered, use ask.
        """
        with _reported():
            filters = self._filters(sources, as_of=as_of, since=since, until=until)
            search = partial(self._index.search, query, filters, top_k=top_k, mode=mode)
            hits = Hits(hits=await _worked(search))
        return _result(hits, hits_text(hits))

    async def get_article(
        self,
        article_id: Annotated[
            str, Field(max_length=2_000, description="an id that ask or search gave")
        ],
        revision: Annotated[
            int | None,
            Field(ge=1, le=1_000_000_000, description="an earlier one; else the current"),
        ] = None,
        start: Annotated[int, Field(ge=0, description="where to begin, in characters")] = 0,
    ) -> Annotated[CallToolResult, ArticleText]:
        """Read an article as it is stored, 20,000 characters at a time."""
        with _reported():
            found = await _worked(partial(self._index.article, article_id, revision))
        read = _stretch(found, start)
        return _result(read, article_text(read))

    async def list_sources(self) -> Annotated[CallToolResult, Sources]:
        """List the publications that the articles come from, by the names that filters take."""
        with _reported():
            stats = await _worked(self._index.stats)
        counts: dict[str, int] = stats["sources"]  # type: ignore[assignment]
        names = sorted(counts, key=lambda name: (-counts[name], name))
        found = Sources(sources=[SourceCount(name=name, articles=counts[name]) for name in names])
        return _result(found, sources_text(found))

    def _filters(self, sources: list[str] | None, **dates: str) -> Filters:
        return read_filters(self._settings.zone, sources=sources or (), **dates)


def _stretch(found: Revision, start: int) -> ArticleText:
    article = found.article
    text = article.text[start : start + _STRETCH]
    return ArticleText(
        article_id=article.id,
        revision=found.number,
        title=article.title,
        source=article.source,
        url=article.url,
        published_at=article.published_at,
        language=article.language or "",
        text=text,
        start=start,
        end=start + len(text),
        length=len(article.text),
    )


async def _worked(work: Callable[[], T]) -> T:
    """What the work gives, in another thread, which is not waited for where this is cancelled."""
    return await to_thread.run_sync(work, abandon_on_cancel=True)


@contextmanager
def _reported() -> Generator[None, None, None]:
    """What the packages report becomes an error of the tool, which a model can read."""
    try:
        yield
    except ArticleNotFound as error:
        raise ToolError(f"{error}: search gives the ids of what there is") from error
    except REPORTED as error:
        raise ToolError(str(error)) from error


def _result(value: Any, text: str) -> CallToolResult:
    structured = TypeAdapter(type(value)).dump_python(value, mode="json")
    return CallToolResult(
        content=[TextContent(type="text", text=text)], structured_content=structured
    )
