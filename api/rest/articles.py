"""Articles: stored, listed, read, deleted."""

import hashlib
from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Header, Path, Query, Response
from pydantic import BaseModel, Field
from starlette.convertors import StringConvertor, register_url_convertor

from api.rest.access import needs
from api.rest.problems import RESPONSES, documented
from api.rest.schemas import AddBody, ArticlesBody, ArticlesReply, Dates
from api.rest.service import IndexDep, SettingsDep
from index import Outcome, Revision
from index.article import MAX_FIELD
from index.errors import ArticleNotFound
from index.state import Scope


class _IdConvertor(StringConvertor):
    """An article's id, which may hold slashes; a path that ends as a revision's is that."""

    regex = r"(?!.*/revisions/[^/]*$).+"


register_url_convertor("article", _IdConvertor())
router = APIRouter(prefix="/v1/articles", tags=["articles"], responses=RESPONSES)
_ASK, _INGEST = [needs(Scope.ASK)], [needs(Scope.INGEST)]
_ONE = {**documented(404), 304: {"description": "It is what `If-None-Match` names."}}

Id = Annotated[str, Path(max_length=MAX_FIELD, description="percent-encoded", examples=["8c1f0a"])]
Number = Annotated[int, Path(ge=1, le=1_000_000_000, description="the revision's, from 1")]
IfNoneMatch = Annotated[str, Header(max_length=1_000, description="an ETag that is known")]


class ListQuery(Dates):
    """Which articles, and which page of them."""

    source: list[Annotated[str, Field(max_length=MAX_FIELD)]] = Field(default=[], max_length=100)
    after: Annotated[str, Field(max_length=100, description="`next` of the page before")] = ""
    limit: Annotated[int, Field(ge=1, le=1_000)] = 100


class ArticleFacts(BaseModel):
    """What is known of an article, less its text."""

    id: str
    revision: int
    title: str
    source: str
    topic: str
    url: str
    published_at: datetime | None
    modified_at: datetime | None
    language: str


class ArticlePage(BaseModel):
    """Articles, the newest first, undated ones last."""

    articles: list[ArticleFacts]
    next: str | None = Field(description="asks for the next page as `after`; null at the end")


class StoredArticle(ArticleFacts):
    """One revision of an article as it is stored."""

    text: str
    valid_from: datetime
    valid_to: datetime | None


def _facts(revision: Revision) -> dict[str, object]:
    article = revision.article
    facts = {
        name: getattr(article, name) for name in ArticleFacts.model_fields if name != "revision"
    }
    return {**facts, "revision": revision.number}


def _stored(revision: Revision, known: str) -> Response:
    """The revision with its ETag, or 304 where that is known already."""
    times = {"valid_from": revision.valid_from, "valid_to": revision.valid_to}
    body = StoredArticle.model_validate(
        {**_facts(revision), "text": revision.article.text, **times}
    ).model_dump_json()
    tag = f'"{hashlib.sha256(body.encode()).hexdigest()[:32]}"'
    headers = {"ETag": tag, "Cache-Control": "private, no-cache"}
    if known.strip() == "*" or tag in [one.strip().removeprefix("W/") for one in known.split(",")]:
        return Response(status_code=304, headers=headers)
    return Response(body, media_type="application/json", headers=headers)


@router.post(
    "",
    dependencies=_INGEST,
    responses={201: {"model": ArticlesReply, "description": "At least one is new."}},
)
def add_articles(
    body: AddBody, response: Response, index: IndexDep, settings: SettingsDep
) -> ArticlesReply:
    """Store one article or many: durable when this answers, and nothing twice when repeated."""
    given = body.articles if isinstance(body, ArticlesBody) else [body]
    added = index.add([article.article(settings.zone) for article in given])
    response.status_code = 201 if any(a.outcome is Outcome.NEW for a in added) else 200
    return ArticlesReply(articles=added)


@router.get("", dependencies=_ASK)
def list_articles(
    query: Annotated[ListQuery, Query()], index: IndexDep, settings: SettingsDep
) -> ArticlePage:
    """List articles, the newest first; `since`, `until` and `as_of` leave out undated ones."""
    filters = query.within(settings.zone, query.source)
    found, more = index.newest(filters, after=query.after, limit=query.limit)
    articles = [ArticleFacts.model_validate(_facts(revision)) for revision in found]
    return ArticlePage(articles=articles, next=more or None)


@router.get(
    "/{article_id:path}/revisions/{number}",
    dependencies=_ASK,
    responses=_ONE,
    response_model=StoredArticle,
)
def read_revision(
    article_id: Id,
    number: Number,
    index: IndexDep,
    if_none_match: IfNoneMatch = "",
) -> Response:
    """Read an article as one of its revisions had it, whether or not it was deleted since."""
    return _stored(index.article(article_id, number), if_none_match)


@router.get(
    "/{article_id:article}", dependencies=_ASK, responses=_ONE, response_model=StoredArticle
)
def read_article(article_id: Id, index: IndexDep, if_none_match: IfNoneMatch = "") -> Response:
    """Read an article as it stands."""
    return _stored(index.article(article_id), if_none_match)


@router.delete(
    "/{article_id:article}", status_code=204, dependencies=_INGEST, responses=documented(404)
)
def delete_article(article_id: Id, index: IndexDep) -> None:
    """Delete an article, durably; its old revisions stay readable by number."""
    if index.delete([article_id]) != [True]:
        raise ArticleNotFound(f"there is no article {article_id!r}")
