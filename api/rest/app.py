"""The REST service."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from importlib.metadata import version

from fastapi import FastAPI

from api.bootstrap import open_answerer, open_index
from api.rest import articles, asking, health, page, stats
from api.rest.description import describe
from api.rest.limits import BodyLimit
from api.rest.problems import add_problem_handlers
from api.settings import Settings, read_settings

MAX_BODY = 64_000_000  # bytes
_ROUTERS = (asking.router, articles.router, stats.router, health.router, page.router)


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
        version=version("groundwire"),
        lifespan=lifespan,
        docs_url=None,  # theirs load scripts from elsewhere: api/rest/page.py has our own
        redoc_url=None,
    )
    app.add_middleware(BodyLimit, most=MAX_BODY)
    app.state.settings = settings
    add_problem_handlers(app)
    for router in _ROUTERS:
        app.include_router(router)
    describe(app, keys=settings.require_keys)
    return app


def app_from_environment() -> FastAPI:
    """The application as the environment configures it, for servers that start by name."""
    return create_app(read_settings())
