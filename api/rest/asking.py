"""Questions, searches, and answers checked again."""

from fastapi import APIRouter

from api.rest.access import needs
from api.rest.problems import RESPONSES
from api.rest.schemas import AskBody, SearchBody, SearchReply, VerifyBody
from api.rest.service import AnswererDep, IndexDep, SettingsDep
from index.state import Scope
from rag import Answer
from rag.recheck import Recheck, recheck

router = APIRouter(
    prefix="/v1", tags=["asking"], responses=RESPONSES, dependencies=[needs(Scope.ASK)]
)


@router.post("/ask")
def ask(body: AskBody, answerer: AnswererDep, settings: SettingsDep) -> Answer:
    """Answer a question, or abstain with a reason."""
    return answerer.ask(body.request(settings))


@router.post("/search")
def search(body: SearchBody, index: IndexDep, settings: SettingsDep) -> SearchReply:
    """Find passages."""
    filters = body.filters(settings.zone)
    hits = index.search(
        body.query, filters, top_k=body.top_k, mode=body.mode, half_life=body.half_life
    )
    return SearchReply(hits=hits)


@router.post("/verify")
def verify(body: VerifyBody, index: IndexDep) -> Recheck:
    """Check the citations of an answer again: what holds, and what became of the rest."""
    return recheck(body.quoted(), index)
