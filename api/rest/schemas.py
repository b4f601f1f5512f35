"""Bodies of requests and responses, where they are not the domain's own types."""

from collections.abc import Sequence
from datetime import timedelta, tzinfo
from typing import Annotated, Any, Literal

from pydantic import (
    BaseModel,
    ConfigDict,
    Discriminator,
    Field,
    StringConstraints,
    Tag,
    WithJsonSchema,
)

from api.filters import read_filters
from api.settings import Settings
from index import Added, Article, Filters, Hit, Mode
from index.article import MAX_TEXT
from index.parsing.fields import article_from
from rag import MOST_TOP_K, TOP_K, Request
from rag.recheck import Quoted

Line = Annotated[str, Field(max_length=2_000)]
_DATES = [
    {"type": "string", "format": "date"},
    {"type": "string", "format": "date-time"},
    {"type": "string", "maxLength": 0},
]
Date = Annotated[
    str | None,
    Field(max_length=40, examples=["2025-10-26"]),
    WithJsonSchema({"anyOf": [*_DATES, {"type": "null"}], "examples": ["2025-10-26"]}),
]
_EXAMPLE = "What was CoreWeave's backlog at the end of June 2025?"


class Body(BaseModel):
    """Unknown fields are refused: a misspelt filter must not be ignored."""

    model_config = ConfigDict(extra="forbid")


class Dates(Body):
    """When the articles were published; a bare date for `until` or `as_of` includes that day."""

    as_of: Date = None
    since: Date = None
    until: Date = None

    def within(
        self, zone: tzinfo, sources: Sequence[str], languages: Sequence[str] = ()
    ) -> Filters:
        """These as filters, times without a zone being in `zone`. Raises BadInput."""
        return read_filters(
            zone,
            as_of=self.as_of,
            since=self.since,
            until=self.until,
            sources=sources,
            languages=languages,
        )


class FilterFields(Dates):
    """What may be found."""

    sources: list[Line] = Field(default=[], max_length=100)
    languages: list[Literal["zh", "en"]] = Field(default=[], max_length=2)
    top_k: int = Field(default=TOP_K, ge=1, le=MOST_TOP_K, strict=True)

    def filters(self, zone: tzinfo) -> Filters:
        """The filters, times without a zone being in `zone`. Raises BadInput."""
        return self.within(zone, self.sources, self.languages)


class Turn(Body):
    """One turn of the conversation before the question."""

    role: Literal["user", "assistant", "system"]
    content: Annotated[str, Field(max_length=20_000)]


class AskBody(FilterFields):
    """A question."""

    question: str = Field(max_length=1_000_000, examples=[_EXAMPLE])  # the answerer takes fewer
    history: list[Turn] = Field(default=[], max_length=100)
    generator: Annotated[str | None, Field(max_length=200)] = None
    stream: Annotated[bool, Field(strict=True)] | None = Field(
        default=None,
        description="whether to send events while it is answered; null: as the Accept header says",
    )

    def request(self, settings: Settings) -> Request:
        """The same, as the answerer takes it; the generator is the settings' unless one is named."""
        return Request(
            self.question,
            self.filters(settings.zone),
            history=tuple(turn.content for turn in self.history if turn.role == "user"),
            top_k=self.top_k,
            generator=self.generator or settings.generator,
        )


class SearchBody(FilterFields):
    """A search."""

    query: Annotated[
        str, StringConstraints(strip_whitespace=True, min_length=1, max_length=2_000)
    ] = Field(examples=["CoreWeave backlog"])
    mode: Mode = Mode.HYBRID
    half_life_days: Annotated[
        float | None,
        Field(gt=0, le=36_500, description="newer passages count more; empty: age does not count"),
    ] = None

    @property
    def half_life(self) -> timedelta | None:
        """The same as a span of time."""
        return timedelta(days=self.half_life_days) if self.half_life_days else None


class SearchReply(BaseModel):
    """The hits, best first."""

    hits: list[Hit]


class ArticleBody(Body):
    """An article; only `text` is required."""

    text: Annotated[str, Field(max_length=MAX_TEXT, examples=["The ferry resumed service."])]
    id: Line | None = None
    title: Line = ""
    source: Line = ""
    topic: Line = ""
    url: Line = ""
    published_at: Date = None
    modified_at: Date = None
    language: Literal["zh", "en"] | None = None

    def article(self, zone: tzinfo) -> Article:
        """The same, as the index takes it. Raises BadInput."""
        return article_from(self.model_dump(exclude={"text"}), self.text, zone)


class ArticlesBody(Body):
    """Several articles, stored in one transaction."""

    articles: list[ArticleBody] = Field(min_length=1, max_length=1_000)


def _one_or_many(body: Any) -> str:
    return "many" if isinstance(body, dict) and "articles" in body else "one"


AddBody = Annotated[
    Annotated[ArticleBody, Tag("one")] | Annotated[ArticlesBody, Tag("many")],
    Discriminator(_one_or_many),  # so that a refusal speaks of the body that was meant
]


class ArticlesReply(BaseModel):
    """What became of each article, in the order given."""

    articles: list[Added]


class QuotedBody(BaseModel):
    """What of a citation is checked again; its other fields are not looked at."""

    number: int = Field(ge=1, le=10_000, strict=True)
    article_id: Line
    revision: int = Field(ge=1, le=1_000_000_000, strict=True)
    start: int = Field(ge=0, le=MAX_TEXT, strict=True)
    end: int = Field(ge=0, le=MAX_TEXT, strict=True)
    quote: Annotated[str, Field(max_length=MAX_TEXT)]
    quote_sha256: Annotated[str, Field(max_length=64)]


class VerifyBody(BaseModel):
    """An answer, of which the citations are checked again."""

    citations: list[QuotedBody] = Field(max_length=1_000)

    def quoted(self) -> list[Quoted]:
        """The citations, as they are checked."""
        return [Quoted(**one.model_dump()) for one in self.citations]


class Problem(BaseModel):
    """An RFC 9457 problem document."""

    type: str = "about:blank"
    title: str
    status: int
    detail: str
    request_id: str = Field("", description="also in the header X-Request-ID, and in the log")
