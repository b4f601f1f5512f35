"""How much of a body is read, and for how long it is waited for."""

import asyncio

from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

_PAUSE_S = 10.0
_START_S = 20.0
_LEAST_PACE = 32_000  # bytes a second, in the mean


class BodyLimit:
    """Ends the reading of a body after `most` bytes, or before it where its length is declared.

    A sender who pauses for ten seconds, or is slower than a poor line, is cut as well. Starlette
    has a limit of size, but answers with plain text where a problem document is due.
    """

    def __init__(self, app: ASGIApp, *, most: int) -> None:
        self._app, self._most = app, most

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        declared = int(dict(scope.get("headers", ())).get(b"content-length", 0))
        size, complete, start = 0, scope["type"] != "http", asyncio.get_running_loop().time()

        async def limited() -> Message:
            nonlocal size, complete
            if complete:  # now it is waited for the client to go away
                return await receive()
            self._check(declared)
            message = await _soon(receive, start + _START_S + size / _LEAST_PACE)
            size += len(message.get("body", b""))
            complete = not message.get("more_body")
            self._check(size)
            return message

        await self._app(scope, limited, send)

    def _check(self, size: int) -> None:
        if size > self._most:
            raise HTTPException(413, f"the body is larger than {self._most:,} bytes: send less")


async def _soon(receive: Receive, end: float) -> Message:
    try:
        async with asyncio.timeout_at(min(end, asyncio.get_running_loop().time() + _PAUSE_S)):
            return await receive()
    except TimeoutError:
        slow = "the body came too slowly: send it again, on a better line"
        raise HTTPException(408, slow, {"Connection": "close"}) from None
