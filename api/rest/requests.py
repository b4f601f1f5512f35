"""What is known of a request before its route."""

import re
import uuid
from contextvars import ContextVar
from typing import Any

from starlette.types import Scope

REQUEST_ID: ContextVar[str] = ContextVar("request_id", default="")
_SANE = re.compile(rb"[A-Za-z0-9._:-]{1,64}")


def header(scope: Scope, name: bytes) -> bytes:
    """A header's value (the first one's), or nothing; `name` is in lower case."""
    return next((value for key, value in scope["headers"] if key == name), b"")


def request_id(scope: Scope) -> str:
    """The id that the request came with, if it is fit for a log, else a new one."""
    given = header(scope, b"x-request-id")
    return given.decode() if _SANE.fullmatch(given) else uuid.uuid4().hex


def state(scope: Scope) -> dict[str, Any]:
    """What parts of the service note of the request for each other (`request.state`)."""
    return scope.setdefault("state", {})  # type: ignore[no-any-return]
