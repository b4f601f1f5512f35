"""Passages of a revision, and the hits a search returns."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from index.times import newest_first


@dataclass(frozen=True, slots=True)
class Passage:
    """A chunk of one revision: `text[start:end]` of its text, offsets in code points.

    `heading` is the section it stands in, or an empty string.
    """

    start: int
    end: int
    heading: str = ""


class Mode(StrEnum):
    """Which of the two searches are asked."""

    HYBRID = "hybrid"
    DENSE = "dense"
    LEXICAL = "lexical"


@dataclass(frozen=True, slots=True)
class Filters:
    """What may be found. Times are aware; `since` is included, `until` is not.

    `as_of` asks for the revisions that were valid then. Undated articles match no date filter.
    """

    as_of: datetime | None = None
    since: datetime | None = None
    until: datetime | None = None
    sources: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()

    @property
    def dated(self) -> bool:
        """Whether any of them asks for a date."""
        return any((self.as_of, self.since, self.until))

    @property
    def empty(self) -> bool:
        """Whether everything current may be found."""
        return not (self.dated or self.sources or self.languages)


@dataclass(frozen=True, slots=True)
class Duplicate:
    """Another article that holds the same passage."""

    article_id: str
    title: str
    source: str


@dataclass(frozen=True, slots=True)
class Hit:
    """A passage found: `text` is the stored text at `start:end`.

    `score` orders the hits: with both searches an estimate (0 to 1) of how likely the passage is
    relevant. `dense` is the cosine, `lexical` the share of the most that BM25 can give, `alignment`
    how well the words of the query are matched one by one (0 to 1); each is None where it was not
    looked at.
    """

    article_id: str
    revision: int
    title: str
    source: str
    url: str
    published_at: datetime | None
    language: str
    heading: str
    start: int
    end: int
    text: str
    score: float
    dense: float | None = None
    lexical: float | None = None
    alignment: float | None = None
    duplicates: tuple[Duplicate, ...] = field(default=())

    @property
    def age(self) -> tuple[bool, float]:
        """Orders hits by their articles' dates: the newest first, those without a date last."""
        return newest_first(self.published_at)


@dataclass(frozen=True, slots=True)
class Searched:
    """How much a search looked through: what the filters let in, and what they could not judge."""

    passages: int
    articles: int
    undated: int


def embedded_text(title: str, heading: str, text: str) -> str:
    """What of a passage is embedded: its words, under what they stand."""
    return "\n".join(part for part in (title, heading, text) if part)
