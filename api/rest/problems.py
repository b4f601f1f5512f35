"""Errors as problem documents (RFC 9457)."""

import logging
from http import HTTPStatus
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException
from starlette.routing import Match
from starlette.types import ExceptionHandler

from api.faults import REPORTED, fault_of
from api.rest.requests import REQUEST_ID
from api.rest.schemas import Problem

MEDIA_TYPE = "application/problem+json"
PROBLEM_SCHEMA = "#/components/schemas/Problem"
_METHODS = ("DELETE", "GET", "HEAD", "PATCH", "POST", "PUT")
_DEFECT = "a defect of this service: its log says more"
_LOG = logging.getLogger(__name__)
_RETRY = {503: {"Retry-After": "5"}}
_MEANINGS = {
    400: "The body is not JSON in UTF-8.",
    401: "A key is asked for, and none that counts was sent.",
    403: "The key does not allow this, or the request came from a web page elsewhere.",
    404: "There is none.",
    408: "The body came too slowly.",
    409: "The home folder cannot be written, or its vectors come from another embedder.",
    413: "The body is too large.",
    422: "The request cannot be used; `detail` says why.",
    429: "Too many requests; `Retry-After` says when to go on.",
    500: "A defect of the service.",
    503: "Busy, or a part of the service does not answer; try again.",
    507: "The disk is full; nothing was stored.",
}


def documented(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """Descriptions of these problems, for a route that may answer with them."""
    content = {MEDIA_TYPE: {"schema": {"$ref": PROBLEM_SCHEMA}}}
    return {status: {"description": _MEANINGS[status], "content": content} for status in statuses}


RESPONSES = documented(*(_MEANINGS.keys() - {404}))


def problem(status: int, title: str, detail: str) -> JSONResponse:
    """A problem document as a response."""
    body = _document(status, title, detail).model_dump()
    return JSONResponse(body, status, media_type=MEDIA_TYPE, headers=_RETRY.get(status))


def add_problem_handlers(app: FastAPI) -> None:
    """Answer every error of the routes of `app` with a problem document."""
    for kind, handler in problem_handlers().items():
        app.add_exception_handler(kind, handler)
    app.add_exception_handler(Exception, _unexpected)


def problem_handlers() -> dict[type[Exception], ExceptionHandler]:
    """What makes a problem document of each kind of error, for routes and what stands before them."""
    reported: dict[type[Exception], ExceptionHandler] = dict.fromkeys(REPORTED, _reported)
    return reported | {RequestValidationError: _invalid, HTTPException: _http}


async def problem_for(request: Request, error: Exception) -> JSONResponse:
    """The problem document of any error, for routes that say it in other words; a defect is logged."""
    if isinstance(error, RequestValidationError):
        return await _invalid(request, error)
    if isinstance(error, HTTPException):
        return await _http(request, error)
    told = problem_of(error)
    return problem(told.status, told.title, told.detail)


def problem_of(error: Exception) -> Problem:
    """What is said of an error where no status can be sent any more; a defect is logged."""
    if isinstance(error, REPORTED):
        fault = fault_of(error)
        return _document(fault.status, fault.title, str(error))
    _LOG.error("a defect while answering", exc_info=error)
    return _document(500, "Internal error", _DEFECT)


def _document(status: int, title: str, detail: str) -> Problem:
    return Problem(title=title, status=status, detail=detail, request_id=REQUEST_ID.get())


async def _reported(_: Request, error: Exception) -> JSONResponse:  # noqa: RUF029  called in the loop
    fault = fault_of(error)
    return problem(fault.status, fault.title, str(error))


async def _invalid(_: Request, error: Exception) -> JSONResponse:  # noqa: RUF029  called in the loop
    found = error.errors() if isinstance(error, RequestValidationError) else []
    if any(e["type"] == "model_attributes_type" and len(e["loc"]) <= 2 for e in found):
        return problem(422, "Not usable", "send a JSON object as application/json")
    details = [f"{'.'.join(str(part) for part in e['loc'])}: {e['msg']}" for e in found[:5]]
    return problem(422, "Not usable", "; ".join(details))


async def _http(request: Request, error: Exception) -> JSONResponse:  # noqa: RUF029  called in the loop
    if not isinstance(error, HTTPException):
        raise error
    status = HTTPStatus(error.status_code)
    details = {
        400: "the body cannot be read: send JSON in UTF-8",
        404: f"there is no {request.url.path}: /docs shows what there is",
        405: f"{request.url.path} does not take {request.method}: /docs shows what it takes",
    }
    response = problem(status, status.phrase, details.get(status, str(error.detail)))
    response.headers.update(error.headers or {})
    if status == HTTPStatus.METHOD_NOT_ALLOWED:
        response.headers["Allow"] = ", ".join(_methods(request))
    return response


def _methods(request: Request) -> list[str]:
    """What the path takes: Starlette names the methods of the first route alone."""
    routes = request.app.router.routes
    scopes = {method: {**request.scope, "method": method} for method in _METHODS}
    return [
        method
        for method, scope in scopes.items()
        if any(route.matches(scope)[0] is Match.FULL for route in routes)
    ]


async def _unexpected(_: Request, error: Exception) -> JSONResponse:  # noqa: RUF029  called in the loop
    del error  # the server logs it with its traceback
    return problem(500, "Internal error", _DEFECT)
