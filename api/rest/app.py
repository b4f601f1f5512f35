"""The REST service."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from typing import Annotated

from fastapi import Depends, FastAPI, Request, Response

from api.bootstrap import open_answerer, open_index
from api.rest.limits import BodyLimit
from api.rest.problems import RESPONSES, add_problem_handlers
from api.rest.schemas import (
    AddBody,
    ArticlesBody,
    ArticlesReply,
    AskBody,
    SearchBody,
    SearchReply,
    VerifyBody,
)
from api.settings import Settings, read_settings
from index import Index, Outcome
from rag import Answer, Answerer
from rag.recheck import Recheck, recheck

MAX_BODY = 64_000_000  # bytes


def create_app(settings: Settings) -> FastAPI:
    """The application over the home folder that `settings` name, which is made if need be."""

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncGenerator[None, None]:
        with open_index(settings, create=True) as index:
            app.state.index = index
            app.state.answerer = open_answerer(index, settings)
            yield

    app = FastAPI(
        title="groundwire",
        summary="Answers over your articles; every statement carries a checked quotation.",
        lifespan=lifespan,
    )
    app.add_middleware(BodyLimit, most=MAX_BODY)
    app.state.settings = settings
    add_problem_handlers(app)
    _add_routes(app)
    return app


def app_from_environment() -> FastAPI:
    """The application as the environment configures it, for servers that start by name."""
    return create_app(read_settings())


def _settings(request: Request) -> Settings:
    return request.app.state.settings  # type: ignore[no-any-return]


def _index(request: Request) -> Index:
    return request.app.state.index  # type: ignore[no-any-return]


def _answerer(request: Request) -> Answerer:
    return request.app.state.answerer  # type: ignore[no-any-return]


SettingsDep = Annotated[Settings, Depends(_settings)]
IndexDep = Annotated[Index, Depends(_index)]
AnswererDep = Annotated[Answerer, Depends(_answerer)]


def _add_routes(app: FastAPI) -> None:
    app.post("/v1/ask", responses=RESPONSES)(ask)
    app.post("/v1/search", responses=RESPONSES)(search)
    app.post(
        "/v1/articles",
        responses={
            **RESPONSES,
            201: {"model": ArticlesReply, "description": "At least one is new."},
        },
    )(add_articles)
    app.post("/v1/verify", responses=RESPONSES)(verify)
    app.get("/healthz")(healthz)


def ask(body: AskBody, answerer: AnswererDep, settings: SettingsDep) -> Answer:
    """Answer a question, or abstain with a reason."""
    return answerer.ask(body.request(settings))


def search(body: SearchBody, index: IndexDep, settings: SettingsDep) -> SearchReply:
    """Find passages."""
    filters = body.filters(settings.zone)
    hits = index.search(
        body.query, filters, top_k=body.top_k, mode=body.mode, half_life=body.half_life
    )
    return SearchReply(hits=hits)


def add_articles(
    body: AddBody, response: Response, index: IndexDep, settings: SettingsDep
) -> ArticlesReply:
    """Store one article or many: durable when this answers, and nothing twice when repeated."""
    given = body.articles if isinstance(body, ArticlesBody) else [body]
    added = index.add([article.article(settings.zone) for article in given])
    response.status_code = 201 if any(a.outcome is Outcome.NEW for a in added) else 200
    return ArticlesReply(articles=added)


def verify(body: VerifyBody, index: IndexDep) -> Recheck:
    """Check the citations of an answer again: what holds, and what became of the rest."""
    return recheck(body.quoted(), index)


def healthz() -> dict[str, str]:
    """Say that the process is alive."""
    return {"status": "ok"}
