"""What every request passes through, from the outside to its route."""

import os
from typing import Any

from fastapi import FastAPI, Request, Response
from starlette.middleware.cors import CORSMiddleware
from starlette.middleware.exceptions import ExceptionMiddleware
from starlette.types import ASGIApp, ExceptionHandler

from api.rest.admission import Admission, Places
from api.rest.callers import Callers
from api.rest.chat.errors import in_openai_s_words
from api.rest.limits import BodyLimit
from api.rest.observing import Observed
from api.rest.origins import Origins, listed
from api.rest.problems import problem_handlers
from api.settings import Settings
from rag.generators import DEFAULT

_WAIT_S, _OTHERS_WAIT_S = 0.8, 10.0
_OTHERS = 16  # requests that store, delete or read, at once
_REMOTE = 16  # answers of a model's server, which are waited for and cost nothing here
_OPENAI = ("/v1/chat/", "/v1/models")
_SHOWN = ("X-Request-ID", "Retry-After", "RateLimit", "RateLimit-Policy", "Location", "ETag")


class Service(FastAPI):
    """An application that is observed from outside of everything, its own failures included."""

    def build_middleware_stack(self) -> ASGIApp:
        """The parts, the outermost first."""
        return Observed(super().build_middleware_stack())


def add_stack(app: FastAPI, settings: Settings, *, most: int) -> None:
    """Put the parts around the routes; what is added last is met first. A body has `most` bytes."""
    app.add_middleware(
        Admission,
        answers=Places(places(settings), _WAIT_S),
        others=Places(_OTHERS, _OTHERS_WAIT_S),
    )
    app.add_middleware(BodyLimit, most=most)
    app.add_middleware(Callers, settings=settings)
    app.add_middleware(ExceptionMiddleware, handlers=_handlers())
    if settings.cors_origins:
        app.add_middleware(
            CORSMiddleware,
            allow_origins=listed(settings.cors_origins),
            allow_methods=["*"],
            allow_headers=["Authorization", "Content-Type", "If-None-Match", "X-Request-ID"],
            expose_headers=_SHOWN,
        )
    app.add_middleware(Origins, settings=settings)
    app.add_middleware(ExceptionMiddleware, handlers=_handlers())


def _handlers() -> dict[type[Exception], ExceptionHandler]:
    """What answers errors from before the routes, in OpenAI's words where those are its own."""
    return {kind: _worded(handler) for kind, handler in problem_handlers().items()}


def _worded(handler: Any) -> ExceptionHandler:
    async def worded(request: Request, error: Exception) -> Response:
        if request.url.path.startswith(_OPENAI):
            return await in_openai_s_words(request, error)
        response: Response = await handler(request, error)
        return response

    return worded


def places(settings: Settings, workers: int = 1) -> int:
    """How many answers each of so many processes works on at once.

    The extractive answer is all computing: more at once than processors would only be slower.
    """
    if settings.concurrency:
        return settings.concurrency
    computed = settings.generator in {DEFAULT, "local"}
    return max(1, (os.cpu_count() or 1) // workers) if computed else _REMOTE
