"""An embedding server that ranks truly, as a transport, and one on a real socket that is slow."""

import json
from collections.abc import Callable, Generator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event, Thread
from typing import Any

import httpx

from index.embedding.hashed import HashedEmbedder

Respond = Callable[[httpx.Request], httpx.Response]


def asked_for(request: httpx.Request) -> Any:
    """The body of a request."""
    return json.loads(request.content)


def vectors_of(texts: list[str]) -> list[list[float]]:
    """Vectors of words, three times as long as they have to be."""
    return (HashedEmbedder().embed_documents(texts) * 3).tolist()


def reply(vectors: object, **changes: Any) -> httpx.Response:
    """A reply with these vectors, in the order given."""
    rows = [{"index": number, "embedding": v} for number, v in enumerate(vectors)]  # type: ignore[arg-type, var-annotated]
    return httpx.Response(200, json={"data": rows, **changes})


def hashed(request: httpx.Request) -> httpx.Response:
    return reply(vectors_of(asked_for(request)["input"]))


class InTurn:
    """Answers like each of `responds` once, and like the last from then on."""

    def __init__(self, *responds: Respond) -> None:
        self.left = [*responds]

    def __call__(self, request: httpx.Request) -> httpx.Response:
        respond = self.left.pop(0) if len(self.left) > 1 else self.left[0]
        return respond(request)


class Recorder:
    """Answers like `respond` and keeps what it was asked."""

    def __init__(self, respond: Respond = hashed) -> None:
        self.respond = respond
        self.requests: list[httpx.Request] = []

    def __call__(self, request: httpx.Request) -> httpx.Response:
        self.requests.append(request)
        return self.respond(request)

    @property
    def transport(self) -> httpx.MockTransport:
        return httpx.MockTransport(self)


Write = Callable[[Callable[[bytes], object]], object]


@contextmanager
def serving(write: Write) -> Generator[str]:
    """The URL of a server on the loopback interface; `write` sends the whole of its every reply."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            self.rfile.read(int(self.headers["Content-Length"]))
            try:
                write(self.wfile.write)
            except OSError:  # the client has gone, as it should
                self.close_connection = True

        def log_message(self, format: str, *args: Any) -> None:  # ruff: ignore[builtin-argument-shadowing]  the same
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/v1"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def dripping(data: bytes, stop: Event, every_s: float = 0.05) -> Write:
    """Sends `data` at once and then a space at a time, until `stop` is set."""

    def write(send: Callable[[bytes], object]) -> None:
        send(data)
        while not stop.wait(every_s):
            send(b" ")

    return write
