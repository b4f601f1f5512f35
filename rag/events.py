"""What becomes known while a question is answered, in this order."""

from dataclasses import dataclass
from datetime import datetime

from rag.answer import Answer, SearchedFor


@dataclass(frozen=True, slots=True)
class Source:
    """An article that may hold the answer."""

    article_id: str
    revision: int
    title: str
    source: str
    url: str
    published_at: datetime | None


@dataclass(frozen=True, slots=True)
class SourcesFound:
    """What was looked through, and the articles found, the best first and each once."""

    searched: SearchedFor
    sources: tuple[Source, ...]


@dataclass(frozen=True, slots=True)
class TextAdded:
    """Verified sentences that go on from what was added before.

    All of these together are how the answer begins, unless its generator failed midway: then the
    answer is another one.
    """

    text: str


Event = SourcesFound | TextAdded | Answer
