"""The REST service."""

import os
import sys
from collections.abc import AsyncGenerator, Callable
from contextlib import asynccontextmanager, closing
from functools import partial
from importlib.metadata import version
from threading import Timer

from fastapi import FastAPI

from api.bootstrap import open_answerer, open_index, open_runner, open_slack
from api.rest import (
    articles,
    asking,
    chat,
    documentation,
    health,
    jobs,
    mcp,
    metrics,
    page,
    slack,
    stats,
)
from api.rest.description import describe
from api.rest.meters import Meters
from api.rest.problems import add_problem_handlers
from api.rest.stack import Service, add_stack
from api.rest.tracing import opened_traces
from api.rest.watching import counted, watch
from api.settings import Settings, read_settings, shared_metrics, traces_endpoint

MAX_BODY = 64_000_000  # bytes
_LAST_S = 1.0
_TURN_S = 0.0005  # the event loop waits for its turn at every read and write
_ROUTERS = (
    asking.router,
    chat.router,
    mcp.router,
    articles.router,
    jobs.router,
    stats.router,
    slack.router,
    health.router,
    metrics.router,
    documentation.router,
    page.router,
)


def create_app(settings: Settings, on_end: Callable[[], None] = lambda: None) -> FastAPI:
    """The application over the home folder that `settings` name, which is made if need be.

    `on_end` is called when it has been shut down.
    """
    meters = Meters(shared_metrics())
    app = Service(
        title="groundwire",
        summary="Answers over your articles; every statement carries a checked quotation.",
        version=version("groundwire"),
        lifespan=partial(_running, settings, meters, on_end),
        docs_url=None,
        redoc_url=None,
        openapi_url=None,
    )
    app.state.settings, app.state.meters, app.state.traces = settings, meters, None
    add_stack(app, settings, most=MAX_BODY)
    add_problem_handlers(app)
    for router in _ROUTERS:
        app.include_router(router)
    app.state.paths = frozenset(
        getattr(route, "path", "") for router in _ROUTERS for route in router.routes
    )
    describe(app, keys=settings.require_keys)
    return app


@asynccontextmanager
async def _running(
    settings: Settings, meters: Meters, on_end: Callable[[], None], app: FastAPI
) -> AsyncGenerator[None, None]:
    with (
        closing(meters),
        opened_traces(traces_endpoint()) as traces,
        open_index(settings, create=True, kind=counted(meters)) as index,
    ):
        app.state.index, app.state.traces = index, traces
        told = watch(meters, traces, questions=settings.log_questions)
        app.state.answerer = answerer = open_answerer(index, settings, told)
        async with mcp.speaking(app, index, answerer, settings):
            with (
                open_runner(index, settings) as app.state.runner,
                open_slack(index, answerer, settings) as app.state.slack,
            ):
                yield
    on_end()


def app_from_environment() -> FastAPI:
    """The application as the environment configures it, for servers that start by name."""
    return create_app(read_settings())


def app_of_a_process() -> FastAPI:
    """The same for a process that is nothing else, and ends though a thread of it should hang."""
    sys.setswitchinterval(_TURN_S)
    return create_app(read_settings(), on_end=_end_soon)


def _end_soon() -> None:
    """What was under way has had its time; threads cannot be cancelled, and would be waited for."""
    last = Timer(_LAST_S, os._exit, (0,))
    last.daemon = True
    last.start()
