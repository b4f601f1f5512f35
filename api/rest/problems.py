"""Errors as problem documents (RFC 9457)."""

from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException

from api.faults import REPORTED, fault_of
from api.rest.schemas import Problem

MEDIA_TYPE = "application/problem+json"
_RETRY = {503: {"Retry-After": "5"}}
RESPONSES: dict[int | str, dict[str, Any]] = {
    status: {"description": text, "content": {MEDIA_TYPE: {"schema": Problem.model_json_schema()}}}
    for status, text in {
        422: "The body cannot be used; `detail` says why.",
        503: "Busy, or a part of the service does not answer; try again.",
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


async def _reported(_: Request, error: Exception) -> JSONResponse:  # noqa: RUF029  called in the loop
    fault = fault_of(error)
    return problem(fault.status, fault.title, str(error))


async def _invalid(_: Request, error: Exception) -> JSONResponse:  # noqa: RUF029  called in the loop
    found = error.errors() if isinstance(error, RequestValidationError) else []
    details = [f"{'.'.join(str(part) for part in e['loc'])}: {e['msg']}" for e in found[:5]]
    return problem(422, "Not usable", "; ".join(details))


async def _http(_: Request, error: Exception) -> JSONResponse:  # noqa: RUF029  called in the loop
    if not isinstance(error, HTTPException):
        raise error
    response = problem(error.status_code, str(error.detail), str(error.detail))
    response.headers.update(error.headers or {})
    return response
