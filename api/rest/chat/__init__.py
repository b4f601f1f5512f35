"""OpenAI's chat completions: what speaks to such a server can ask groundwire."""

from fastapi import APIRouter, Request, Response
from fastapi.concurrency import run_in_threadpool

from api.rest.access import needs
from api.rest.chat.body import ChatBody
from api.rest.chat.chunks import Chunks
from api.rest.chat.completion import Completion, Writer, completion
from api.rest.chat.errors import ErrorRoute, NoSuchModel, documented
from api.rest.chat.models import Model, ModelList, generator_of, listed
from api.rest.service import AnswererDep, IndexDep, SettingsDep
from api.rest.streaming import answered, described, streamed
from index.state import Scope
from rag import Request as Asked

_STREAMED = described(
    "The completion; as events, its chunks, and then `[DONE]`.",
    'data: {"object":"chat.completion.chunk","choices":[]}\n\ndata: [DONE]\n\n',
)
router = APIRouter(
    prefix="/v1",
    tags=["chat"],
    route_class=ErrorRoute,
    responses=documented(401, 403, 404, 500, 503),
    dependencies=[needs(Scope.ASK)],
)


@router.post(
    "/chat/completions",
    response_model=Completion,
    responses={**_STREAMED, **documented(400, 413, 422)},
)
async def complete(
    body: ChatBody,
    request: Request,
    answerer: AnswererDep,
    settings: SettingsDep,
    index: IndexDep,
) -> Completion | Response:
    """Answer the last message of a user; those before it are the conversation.

    The text has markers, each with a `url_citation` whose indexes are code points:
    `content[start_index:end_index]` is the marker. `groundwire` is the whole answer. Settings of
    sampling change nothing, system messages are not followed. Tokens are counted as words.
    """
    question, *history = body.questions()
    asked = await run_in_threadpool(index.words, body.text())
    page = settings.page or str(request.base_url)
    writer = Writer(body.model, page, index.words, len(asked))
    generator = generator_of(body.model, settings)
    events = answerer.stream(Asked(question, history=history, generator=generator))
    if body.stream:
        chunks = Chunks(writer, counted=body.counted)
        return await streamed(events, chunks.framed, chunks.failed)
    return completion(writer, await answered(request, events))


@router.get("/models")
def list_models(settings: SettingsDep) -> ModelList:
    """A model for each generator that can be used: `groundwire` is the one that the settings choose."""
    return ModelList(data=listed(settings))


@router.get("/models/{model}")
def get_model(model: str, settings: SettingsDep) -> Model:
    """One of them."""
    for known in listed(settings):
        if known.id == model:
            return known
    raise NoSuchModel(model)
