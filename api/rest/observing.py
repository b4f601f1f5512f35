"""What is noted of every request: its id, its line in the log, its times, its trace."""

import asyncio
import logging
import time
from contextlib import AbstractContextManager, nullcontext

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.rest.meters import Meters
from api.rest.problems import problem
from api.rest.requests import REQUEST_ID, request_id, state
from api.rest.tracing import Ended, Traces

_GONE = 499  # the client went away before the answer; a status that is never sent
_FAILED = 400
_REFUSALS = frozenset({401, 403, 408, 413, 429, 503})
_METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
_QUIET = frozenset({"/healthz", "/readyz", "/metrics"})  # asked every few seconds by machines
_log = logging.getLogger("groundwire.requests")


class Observed:
    """The outermost part of the service."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        seen = _Seen(scope, send, scope["app"].state.meters)
        token = REQUEST_ID.set(seen.id)
        try:
            with seen.meters.in_flight.track_inprogress():
                await self._traced(seen, receive)
        finally:
            seen.note()
            REQUEST_ID.reset(token)

    async def _traced(self, seen: "_Seen", receive: Receive) -> None:
        with _span(seen.scope) as ended:
            try:
                await self._app(seen.scope, receive, seen.send)
            except asyncio.CancelledError:  # the service stops, and this has had its time
                if seen.status == _GONE:
                    stopping = problem(503, "Stopping", "the service is being stopped: try again")
                    await stopping(seen.scope, receive, seen.send)
            except Exception:
                _log.exception("failed")
                if seen.status == _GONE:  # nothing was sent yet: the server says that it failed
                    raise
            finally:
                ended(_route(seen.scope), seen.status)


class _Seen:
    """A request under way."""

    def __init__(self, scope: Scope, send: Send, meters: Meters) -> None:
        self.scope, self._send, self.meters = scope, send, meters
        self.id, self.status = request_id(scope), _GONE
        self._start, self._known = time.perf_counter(), state(scope)

    async def send(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.status = message["status"]
            headers = message.get("headers", ())
            message["headers"] = [*headers, (b"x-request-id", self.id.encode())]
        await self._send(message)

    def note(self) -> None:
        """Count it, and write its line."""
        took_s = time.perf_counter() - self._start
        method, route = _method(self.scope), _route(self.scope)
        self.meters.requests.labels(method, route, self.status).observe(took_s)
        if "route" not in self.scope and self.status in _REFUSALS:
            self.meters.refused.labels(self.status).inc()
        fields = {
            "method": method,
            "route": route,
            "status": self.status,
            "ms": round(took_s * 1000, 1),
            **({"key": self._known["key"].id} if self._known.get("key") else {}),
        }
        quiet = route in _QUIET and self.status < _FAILED
        _log.log(logging.DEBUG if quiet else logging.INFO, "request", extra=fields)


def _span(scope: Scope) -> AbstractContextManager[Ended]:
    traces: Traces | None = scope["app"].state.traces
    return traces.request(scope) if traces else nullcontext(lambda _, __: None)


def _method(scope: Scope) -> str:
    method: str = scope["method"]
    return method if method in _METHODS else "other"


def _route(scope: Scope) -> str:
    """The route's pattern: a path as it was written could hold anything, in any number."""
    path: str | None = getattr(scope.get("route"), "path", None)
    if path is None and scope["path"] in scope["app"].state.paths:  # refused before its route
        path = scope["path"]
    return path or "other"
