"""Errors as problem documents (RFC 9457)."""

import logging
from http import HTTPStatus
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException

from api.faults import REPORTED, fault_of
from api.rest.schemas import Problem

MEDIA_TYPE = "application/problem+json"
_DEFECT = "a defect of this service: its log says more"
_LOG = logging.getLogger(__name__)
_RETRY = {503: {"Retry-After": "5"}}
RESPONSES: dict[int | str, dict[str, Any]] = {
    status: {"description": text, "content": {MEDIA_TYPE: {"schema": Problem.model_json_schema()}}}
    for status, text in {
        400: "The body is not JSON in UTF-8.",
        409: "The home folder cannot be written, or its vectors come from another embedder.",
        413: "The body is too large.",
        422: "The body cannot be used; `detail` says why.",
        500: "A defect of the service.",
        503: "Busy, or a part of the service does not answer; try again.",
        507: "The disk is full; nothing was stored.",
    }.items()
}


def problem(status: int, title: str, detail: str) -> JSONResponse:
    """A problem document as a response."""
    body = Problem(title=title, status=status, detail=detail).model_dump()
    return JSONResponse(body, status, media_type=MEDIA_TYPE, headers=_RETRY.get(status))


def add_problem_handlers(app: FastAPI) -> None:
    """Answer every error of `app` with a problem document."""
    for kind in REPORTED:
        app.add_exception_handler(kind, _reported)
    app.add_exception_handler(RequestValidationError, _invalid)
    app.add_exception_handler(HTTPException, _http)
    app.add_exception_handler(Exception, _unexpected)


def problem_of(error: Exception) -> Problem:
    """What is said of an error where no status can be sent any more; a defect is logged."""
    if isinstance(error, REPORTED):
        fault = fault_of(error)
        return Problem(title=fault.title, status=fault.status, detail=str(error))
    _LOG.error("a defect while answering", exc_info=error)
    return Problem(title="Internal error", status=500, detail=_DEFECT)


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
    return response


async def _unexpected(_: Request, error: Exception) -> JSONResponse:  # noqa: RUF029  called in the loop
    del error  # the server logs it with its traceback
    return problem(500, "Internal error", _DEFECT)
