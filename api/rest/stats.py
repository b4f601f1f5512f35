"""What the service holds."""

from fastapi import APIRouter
from pydantic import BaseModel

from api.rest.access import needs
from api.rest.problems import RESPONSES
from api.rest.service import IndexDep
from index.state import Scope

router = APIRouter(prefix="/v1", tags=["articles"], responses=RESPONSES)


class Stats(BaseModel):
    """Counts; `sources` are those of current articles, `bytes` those of the home folder."""

    articles: int
    deleted: int
    revisions: int
    passages: int
    changes: int
    sources: dict[str, int]
    embedder: str
    bytes: int


@router.get("/stats", dependencies=[needs(Scope.ASK)])
def stats(index: IndexDep) -> Stats:
    """Count what is stored."""
    return Stats.model_validate(index.stats())
