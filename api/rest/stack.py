"""What every request passes through, from the outside to its route."""

import os

from fastapi import FastAPI
from starlette.middleware.cors import CORSMiddleware
from starlette.middleware.exceptions import ExceptionMiddleware
from starlette.types import ASGIApp

from api.rest.admission import Admission, Places
from api.rest.callers import Callers
from api.rest.limits import BodyLimit
from api.rest.observing import Observed
from api.rest.origins import Origins, listed
from api.rest.problems import problem_handlers
from api.settings import Settings
from rag.generators import DEFAULT

_WAIT_S, _OTHERS_WAIT_S = 0.8, 10.0
_OTHERS = 16  # requests that store, delete or read, at once
_REMOTE = 16  # answers of a model's server, which are waited for and cost nothing here
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
    app.add_middleware(ExceptionMiddleware, handlers=problem_handlers())
    if settings.cors_origins:
        app.add_middleware(
            CORSMiddleware,
            allow_origins=listed(settings.cors_origins),
            allow_methods=["*"],
            allow_headers=["Authorization", "Content-Type", "If-None-Match", "X-Request-ID"],
            expose_headers=_SHOWN,
        )
    app.add_middleware(Origins, settings=settings)
    app.add_middleware(ExceptionMiddleware, handlers=problem_handlers())


def places(settings: Settings, workers: int = 1) -> int:
    """How many answers each of so many processes works on at once.

    The extractive answer is all computing: more at once than processors would only be slower.
    """
    if settings.concurrency:
        return settings.concurrency
    computed = settings.generator in {DEFAULT, "local"}
    return max(1, (os.cpu_count() or 1) // workers) if computed else _REMOTE
