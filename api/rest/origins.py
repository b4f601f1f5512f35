"""Where a request comes from: what a browser must not do to a service that asks for no key.

A page elsewhere could have a name of its own resolve to this machine (DNS rebinding), or post to
it; both are told by headers that a page cannot forge.
"""

from ipaddress import ip_address
from urllib.parse import urlsplit

from fastapi import HTTPException
from starlette.types import ASGIApp, Receive, Scope, Send

from api.rest.requests import header
from api.settings import Settings

_READING = frozenset({"GET", "HEAD", "OPTIONS"})
# health is nobody's secret; what comes to the others is proved by a signature or a token
_OPEN = ("/healthz", "/readyz", "/slack/events", "/slack/commands")


def listed(written: str) -> list[str]:
    """The parts of a setting that are separated by commas."""
    return [part.strip() for part in written.split(",") if part.strip()]


class Origins:
    """Refuses other names than the service's, and what pages of other origins would change."""

    def __init__(self, app: ASGIApp, *, settings: Settings) -> None:
        self._app, self._open = app, not settings.require_keys
        self._hosts = {"localhost", *(host.lower() for host in listed(settings.allowed_hosts))}
        self._origins = {origin.lower() for origin in listed(settings.cors_origins)}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and self._open and scope["path"] not in _OPEN:
            host = header(scope, b"host").decode("latin-1").lower()
            self._check_host(host)
            if scope["method"] not in _READING:
                self._check_origin(header(scope, b"origin").decode("latin-1").lower(), host)
        await self._app(scope, receive, send)

    def _check_host(self, host: str) -> None:
        name = _name(host)
        if name in self._hosts or "*" in self._hosts or _is_number(name):
            return
        raise HTTPException(
            403,
            "this service asks for no key and is not called by this name: add it to "
            "GROUNDWIRE_ALLOWED_HOSTS",
        )

    def _check_origin(self, origin: str, host: str) -> None:
        if not origin or origin in self._origins or "*" in self._origins:
            return
        if urlsplit(origin).netloc != host:
            raise HTTPException(
                403,
                "web pages elsewhere may not use this service: add their origin to "
                "GROUNDWIRE_CORS_ORIGINS",
            )


def _name(host: str) -> str:
    try:
        return urlsplit(f"//{host}").hostname or ""
    except ValueError:
        return ""


def _is_number(name: str) -> bool:
    """Whether it is an address itself: no name that someone could have resolve to another."""
    try:
        ip_address(name)
    except ValueError:
        return False
    return True
