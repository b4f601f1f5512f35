"""Questions, searches, and answers checked again."""

from fastapi import APIRouter, Request, Response

from api.rest.access import needs
from api.rest.problems import RESPONSES, problem_of
from api.rest.schemas import AskBody, SearchBody, SearchReply, VerifyBody
from api.rest.service import AnswererDep, IndexDep, SettingsDep
from api.rest.streaming import MEDIA_TYPE, answered, described, frame, streamed
from index.state import Scope
from rag import Answer, Event, SourcesFound, TextAdded
from rag.recheck import Recheck, recheck

_STREAMED = described(
    "The answer; as events, its sources, its sentences, and then the same.",
    'event: token\ndata: {"text":"It cost 38.6 million euros [1]"}\n\n',
    "sources",
    "token",
    "answer",
    "error",
)
router = APIRouter(
    prefix="/v1", tags=["asking"], responses=RESPONSES, dependencies=[needs(Scope.ASK)]
)


@router.post("/ask", response_model=Answer, responses=_STREAMED)
async def ask(
    body: AskBody, request: Request, answerer: AnswererDep, settings: SettingsDep
) -> Answer | Response:
    """Answer a question, or abstain with a reason.

    `stream`, or `Accept: text/event-stream`, gives server-sent events: `sources`, then `token` for
    each sentence once it is verified, and last `answer`, which counts; or `error`, a problem document.
    """
    events = answerer.stream(body.request(settings))
    accept = request.headers.get("accept", "")
    only_events = MEDIA_TYPE in accept and "application/json" not in accept
    if only_events if body.stream is None else body.stream:
        return await streamed(events, _framed, _failed)
    return await answered(request, events)


def _framed(event: Event) -> list[bytes]:
    match event:
        case SourcesFound():
            return [frame(event, "sources")]
        case TextAdded():
            return [frame(event, "token")]
        case Answer():
            return [frame(event, "answer")]


def _failed(error: Exception) -> bytes:
    return frame(problem_of(error), "error")


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
