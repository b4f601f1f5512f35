"""Articles: stored, listed, read, deleted."""

from fastapi import APIRouter, Response

from api.rest.access import needs
from api.rest.problems import RESPONSES
from api.rest.schemas import AddBody, ArticlesBody, ArticlesReply
from api.rest.service import IndexDep, SettingsDep
from index import Outcome
from index.state import Scope

router = APIRouter(prefix="/v1/articles", tags=["articles"], responses=RESPONSES)


@router.post(
    "",
    dependencies=[needs(Scope.INGEST)],
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
