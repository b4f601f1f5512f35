"""Errors as OpenAI's clients read them."""

import json
from collections.abc import Callable, Coroutine
from http import HTTPStatus
from typing import Any

from fastapi import Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from fastapi.routing import APIRoute
from pydantic import BaseModel

from api.rest.problems import documented as problems
from api.rest.problems import problem_for

_CODES = {
    HTTPStatus.UNAUTHORIZED: "invalid_api_key",
    HTTPStatus.FORBIDDEN: "insufficient_permissions",
    HTTPStatus.NOT_FOUND: "model_not_found",
    HTTPStatus.TOO_MANY_REQUESTS: "rate_limit_exceeded",
}

_HEADERS = ("retry-after", "www-authenticate")


class NoSuchModel(Exception):
    """A model is named that there is not."""

    def __init__(self, name: str) -> None:
        super().__init__(f"there is no model {name[:60]!r}: GET /v1/models lists them")


class ApiError(BaseModel):
    """What went wrong."""

    message: str
    type: str
    param: str | None = None
    code: str | None = None


class ErrorBody(BaseModel):
    """An error of this interface."""

    error: ApiError


def error_of(status: int, message: str) -> ErrorBody:
    """The error that a status stands for."""
    code = _CODES.get(HTTPStatus(status))
    kind = "invalid_request_error"
    if status == HTTPStatus.TOO_MANY_REQUESTS:
        kind = "rate_limit_error"
    elif status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        kind = "server_error"
    return ErrorBody(error=ApiError(message=message, type=kind, code=code))


def documented(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """Descriptions of these errors."""
    described = problems(*statuses)
    return {
        status: {"description": row["description"], "model": ErrorBody}
        for status, row in described.items()
    }


class ErrorRoute(APIRoute):
    """A route whose errors are in that shape, whatever raises them."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        handle = super().get_route_handler()

        async def handled(request: Request) -> Response:
            try:
                return await handle(request)
            except NoSuchModel as error:
                return JSONResponse(error_of(404, str(error)).model_dump(), 404)
            except Exception as error:  # ruff: ignore[blind-except]  as the handlers of the application do
                return await in_openai_s_words(request, error)

        return handled


async def in_openai_s_words(request: Request, error: Exception) -> JSONResponse:
    """The problem document of the error in the other shape, its headers kept."""
    told = await problem_for(request, error)
    problem = json.loads(bytes(told.body))
    # a body of the wrong form is 400 at OpenAI; 422 is left for what is well formed
    malformed = isinstance(error, RequestValidationError)
    status = HTTPStatus.BAD_REQUEST if malformed else told.status_code
    kept = {name: told.headers[name] for name in _HEADERS if name in told.headers}
    return JSONResponse(error_of(status, problem["detail"]).model_dump(), status, headers=kept)
