"""How much of a body is read."""

from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send


class BodyLimit:
    """Ends the reading of a body after `most` bytes, or before it where its length is declared.

    Starlette has such a limit, but answers with plain text where a problem document is due.
    """

    def __init__(self, app: ASGIApp, *, most: int) -> None:
        self._app, self._most = app, most

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        declared = int(dict(scope.get("headers", ())).get(b"content-length", 0))
        size = 0

        async def limited() -> Message:
            nonlocal size
            self._check(declared)
            message = await receive()
            size += len(message.get("body", b""))
            self._check(size)
            return message

        await self._app(scope, limited, send)

    def _check(self, size: int) -> None:
        if size > self._most:
            raise HTTPException(413, f"the body is larger than {self._most:,} bytes: send less")
