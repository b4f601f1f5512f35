"""A site of the web on this machine, and a socket that nobody may connect to."""

import socket
import ssl
import time
from collections.abc import Callable, Generator, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import pytest

from api.fetching import Fetcher, Page
from index.errors import BadFile

HTML = {"Content-Type": "text/html; charset=utf-8"}
TEXT = {"Content-Type": "text/plain"}
SAILS = "The ferry Egret sails from the north quay every morning at seven. " * 9


def page(text: str = SAILS, head: str = "", title: str = "Egret Sails") -> bytes:
    """An HTML page with an article."""
    article = f"<article><h1>{title}</h1><p>{text}</p></article>"
    return f"<html><head><title>{title}</title>{head}</head><body>{article}</body></html>".encode()


@dataclass(frozen=True)
class Reply:
    """What a site answers; the body may be without an end."""

    body: bytes | Callable[[], Iterator[bytes]] = b""
    headers: Mapping[str, str] = field(default_factory=lambda: HTML)
    status: int = 200


@dataclass
class Site:
    """Answers of `routes`, which may be changed; 404 elsewhere. Requests are kept in `asked`."""

    url: str
    routes: dict[str, Reply | Callable[[Mapping[str, str]], Reply]]
    asked: list[tuple[float, str, dict[str, str]]]

    @property
    def allowed(self) -> str:
        """How an allowlist names it."""
        return self.url.partition("://")[2]

    @property
    def port(self) -> int:
        return int(self.url.rpartition(":")[2])

    def paths(self) -> list[str]:
        return [path for _, path, _ in self.asked if path != "/robots.txt"]


@contextmanager
def site(
    host: str = "127.0.0.1", port: int = 0, context: ssl.SSLContext | None = None
) -> Generator[Site, None, None]:
    """A site that is served until the block ends, over TLS where there is a `context`."""
    known = Site("", {}, [])

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            headers = {name.lower(): value for name, value in self.headers.items()}
            known.asked.append((time.monotonic(), self.path, headers))
            route = known.routes.get(self.path, Reply(b"none", TEXT, 404))
            self._send(route if isinstance(route, Reply) else route(headers))

        def _send(self, reply: Reply) -> None:
            self.send_response(reply.status)
            for name, value in reply.headers.items():
                self.send_header(name, value)
            if isinstance(reply.body, bytes):
                self.send_header("Content-Length", str(len(reply.body)))
            self.end_headers()
            try:
                for part in [reply.body] if isinstance(reply.body, bytes) else reply.body():
                    self.wfile.write(part)
            except OSError:
                pass  # the client has had enough

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    with ThreadingHTTPServer((host, port), Handler) as server:
        server.daemon_threads = True
        if context:
            server.socket = context.wrap_socket(server.socket, server_side=True)
        known.url = f"{'https' if context else 'http'}://{host}:{server.server_port}"
        thread = Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        try:
            yield known
        finally:
            server.shutdown()
            thread.join()


def fetched(fetcher: Fetcher, url: str) -> Page:
    """The page of a url."""
    found = fetcher.fetch(url)
    assert found
    return found


def reason(fetcher: Fetcher, url: str) -> str:
    """Why a url has no page."""
    with pytest.raises(BadFile, match=r"^.+: ") as refused:
        fetcher.fetch(url)
    assert refused.value.name == url
    return refused.value.reason


class Tripwire:
    """Listens at every address of this machine, or at one, and counts who connects."""

    def __init__(self, host: str = "::", port: int = 0) -> None:
        if host == "::":
            self._socket = socket.create_server(
                ("::", port), family=socket.AF_INET6, dualstack_ipv6=True
            )
        else:
            self._socket = socket.create_server((host, port))
        self._socket.settimeout(0.01)  # who connects on this machine is there at once
        self.port: int = self._socket.getsockname()[1]

    def connections(self) -> int:
        """How many have connected, counted once nobody does so any more."""
        count = 0
        while True:
            try:
                connection, _ = self._socket.accept()
            except TimeoutError:
                return count
            connection.close()
            count += 1

    def close(self) -> None:
        self._socket.close()
