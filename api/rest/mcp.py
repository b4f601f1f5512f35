"""The Model Context Protocol over HTTP."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager

from fastapi import APIRouter, FastAPI, Request, Response
from starlette.types import ASGIApp, Receive, Scope, Send

from api.rest.access import needs
from api.settings import Settings
from index import Index
from index.state import Scope as KeyScope
from rag import Answerer

router = APIRouter(dependencies=[needs(KeyScope.ASK)])


@asynccontextmanager
async def speaking(
    app: FastAPI, index: Index, answerer: Answerer, settings: Settings
) -> AsyncGenerator[None, None]:
    """Have `/mcp` answered within this block, each request by itself: none is remembered."""
    from mcp.server.transport_security import TransportSecuritySettings

    from api.mcp.server import protocol_server

    server = protocol_server(index, answerer, settings)
    # names and origins are the service's to check, for all its routes alike
    unchecked = TransportSecuritySettings(enable_dns_rebinding_protection=False)
    server.streamable_http_app(stateless_http=True, transport_security=unchecked)
    app.state.mcp = server.session_manager.handle_request
    async with server.session_manager.run():
        yield


class _Through(Response):
    """Hands a request on, its body unread."""

    def __init__(self, app: ASGIApp) -> None:
        super().__init__()
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await self._app(scope, receive, send)


# no GET: it would hold a connection for messages of the server's own, of which there are none
@router.post("/mcp", include_in_schema=False)
async def speak(request: Request) -> Response:
    """Take part in the protocol, whose own listing describes what there is."""
    return _Through(request.app.state.mcp)
