"""What the tools give, beside the domain's own types."""

from datetime import datetime
from typing import Any, get_type_hints

from pydantic import BaseModel, Field, create_model

from index import Hit
from rag import Answer

# the same fields as a model: the protocol's package makes no schema of a class with slots
_FIELDS: dict[str, Any] = {name: (hint, ...) for name, hint in get_type_hints(Answer).items()}
ANSWERED = create_model("Answer", __doc__="An answer, or why there is none.", **_FIELDS)


class Hits(BaseModel):
    """Passages, best first."""

    hits: list[Hit]


class ArticleText(BaseModel):
    """A stretch of one revision of an article; offsets are code points."""

    article_id: str
    revision: int
    title: str
    source: str
    url: str
    published_at: datetime | None
    language: str
    text: str
    start: int = Field(description="where in the article the text begins")
    end: int = Field(description="where it ends; ask again with `start` set to it for more")
    length: int = Field(description="of the whole article")


class SourceCount(BaseModel):
    """A source, by the name that filters take."""

    name: str
    articles: int


class Sources(BaseModel):
    """All of them, those with the most articles first."""

    sources: list[SourceCount]
