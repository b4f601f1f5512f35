"""Who is calling: a key, or an address; known before the body is read, and counted."""

from ipaddress import IPv6Address, ip_address

from anyio import CapacityLimiter, to_thread
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.keys import known_key
from api.rest.access import no_key
from api.rest.rates import Rate
from api.rest.requests import header, state
from api.settings import Settings
from index.state import Key, Keys

_COUNTED = ("/v1/", "/mcp")
_LOOKING_UP = 4  # threads of their own, so that a look-up never waits behind answers
_NETWORK_BITS = 64  # of an IPv6 address: what one customer is given


class Callers:
    """Notes the key in the request's state; refuses who has none, or comes too often.

    What neither costs much nor shows anything (health, the page) is left to everyone.
    """

    def __init__(self, app: ASGIApp, *, settings: Settings) -> None:
        self._app, self._require = app, settings.require_keys
        self._rate = Rate(settings.rate) if settings.rate else None
        self._threads: CapacityLimiter | None = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        key = await self._key(scope) if self._require else None
        state(scope)["key"] = key
        if not scope["path"].startswith(_COUNTED):
            await self._app(scope, receive, send)
            return
        if self._require and key is None:
            raise no_key()
        told = await self._rate.count(key.id if key else _address(scope)) if self._rate else []

        async def sending(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = [*message.get("headers", ()), *told]
            await send(message)

        await self._app(scope, receive, sending)

    async def _key(self, scope: Scope) -> Key | None:
        scheme, _, written = header(scope, b"authorization").decode("latin-1").partition(" ")
        if scheme.lower() != "bearer":
            return None
        self._threads = self._threads or CapacityLimiter(_LOOKING_UP)
        keys: Keys = scope["app"].state.index.state.keys
        return await to_thread.run_sync(known_key, written.strip(), keys, limiter=self._threads)


def _address(scope: Scope) -> str:
    client = scope.get("client")
    try:
        address = ip_address(client[0] if client else "")
    except ValueError:  # a socket file, or a proxy's word for what it does not know
        return "unknown"
    if isinstance(address, IPv6Address):
        return str(address.ipv4_mapped or int(address) >> _NETWORK_BITS)
    return str(address)
