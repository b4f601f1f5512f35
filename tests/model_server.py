"""A model's server on a real socket, which answers well or in any of the ways that servers fail."""

import json
import socket
import struct
import time
from collections.abc import Callable, Generator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from threading import Event, Thread
from typing import Any

Claims = Sequence[tuple[str, list[int]]]
_HEAD = "HTTP/1.1 {status} Stub\r\nContent-Type: {kind}\r\n{more}Connection: close\r\n\r\n"


@dataclass
class Exchange:
    """One request, and the connection that it is answered on."""

    connection: socket.socket
    stopped: Event
    path: str
    headers: dict[str, str]
    body: Any

    def send(self, data: bytes | str) -> None:
        self.connection.sendall(data if isinstance(data, bytes) else data.encode())

    def head(self, status: int = 200, kind: str = "text/event-stream", more: str = "") -> None:
        self.send(_HEAD.format(status=status, kind=kind, more=more))


Behave = Callable[[Exchange], None]


def reply_text(*claims: tuple[str, list[int]]) -> str:
    """What a model that keeps to the schema writes."""
    rows = [{"text": text, "sources": numbers} for text, numbers in claims]
    return json.dumps({"claims": rows}, ensure_ascii=False)


def openai_events(text: str, size: int = 7) -> list[str]:
    """The text as a stream of chat completion chunks."""
    pieces = [text[i : i + size] for i in range(0, len(text), size)]
    rows = [{"choices": [{"delta": {"content": piece}}]} for piece in pieces]
    rows.append({"choices": [{"delta": {}, "finish_reason": "stop"}]})  # type: ignore[dict-item]
    return [f"data: {json.dumps(row)}\n\n" for row in rows] + ["data: [DONE]\n\n"]


def anthropic_events(text: str, size: int = 7) -> list[str]:
    """The text as the input of a tool, streamed as Anthropic does."""
    pieces = [text[i : i + size] for i in range(0, len(text), size)]
    deltas = [{"type": "input_json_delta", "partial_json": piece} for piece in pieces]
    rows: list[dict[str, Any]] = [{"type": "message_start", "message": {}}, {"type": "ping"}]
    rows += [{"type": "content_block_delta", "index": 0, "delta": delta} for delta in deltas]
    rows.append({"type": "message_stop"})
    return [f"event: {row['type']}\ndata: {json.dumps(row)}\n\n" for row in rows]


def well(text: str) -> Behave:
    """Answer with a stream, as the path asks for."""

    def behave(exchange: Exchange) -> None:
        events = anthropic_events if exchange.path.endswith("/messages") else openai_events
        exchange.head()
        for event in events(text):
            exchange.send(event)

    return behave


def whole(
    data: str | bytes, status: int = 200, kind: str = "application/json", more: str = ""
) -> Behave:
    """Answer with this body at once."""

    def behave(exchange: Exchange) -> None:
        exchange.head(status, kind, more)
        exchange.send(data)

    return behave


def in_turn(*behaves: Behave) -> Behave:
    """Each of them once, and the last from then on."""
    left = [*behaves]

    def behave(exchange: Exchange) -> None:
        now = left.pop(0) if len(left) > 1 else left[0]
        now(exchange)

    return behave


def hanging(exchange: Exchange) -> None:
    """Say nothing."""
    exchange.stopped.wait()


def hanging_after(data: str) -> Behave:
    """Say this, and then nothing more."""

    def behave(exchange: Exchange) -> None:
        exchange.send(data)
        exchange.stopped.wait()

    return behave


def dripping(data: str, every_s: float = 0.1) -> Behave:
    """A byte at a time, for ever."""

    def behave(exchange: Exchange) -> None:
        for byte in data.encode():
            exchange.send(bytes([byte]))
            exchange.stopped.wait(every_s)
        while not exchange.stopped.wait(every_s):
            exchange.send(b"x")

    return behave


def endless(data: str, start: str = "") -> Behave:
    """A gigabyte."""

    def behave(exchange: Exchange) -> None:
        exchange.head()
        exchange.send(start)
        block = data * (1_000_000 // len(data))
        for _ in range(1_000):
            exchange.send(block)

    return behave


def pausing(first: str, rest: str, go_on: Event) -> Behave:
    """The first part of a reply, and the rest once `go_on` is set."""

    def behave(exchange: Exchange) -> None:
        exchange.head()
        exchange.send("".join(openai_events(first)[:-2]))
        go_on.wait(30)
        exchange.send("".join(openai_events(rest)))

    return behave


def until_left(said: str, left: Event) -> Behave:
    """The beginning of a reply, and no end; `left` is set once the client has closed the connection."""

    def behave(exchange: Exchange) -> None:
        exchange.connection.settimeout(30)
        with suppress(ConnectionError):  # it may have left before anything was said
            exchange.head()
            exchange.send("".join(openai_events(said)[:-2]))
            exchange.connection.recv(1)
        left.set()

    return behave


def resetting(text: str) -> Behave:
    """Half an answer, and then a reset of the connection."""

    def behave(exchange: Exchange) -> None:
        exchange.head()
        events = openai_events(text)
        exchange.send("".join(events[: len(events) // 2]))
        linger = struct.pack("ii", 1, 0)  # closing sends RST
        exchange.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)

    return behave


@dataclass
class ModelServer:
    """A running server: its URL, how it behaves, and what it was asked."""

    url: str
    behave: Behave
    asked: list[Exchange] = field(default_factory=list)

    def await_asked(self, times: int = 1, patience_s: float = 60.0) -> None:
        """Return once it was asked so many times; fails where that does not come."""
        end = time.monotonic() + patience_s
        while len(self.asked) < times:
            assert time.monotonic() < end, f"the model was asked {len(self.asked)} times"
            time.sleep(0.01)


@contextmanager
def serving(behave: Behave) -> Generator[ModelServer, None, None]:
    """A server on the loopback interface."""
    listener = socket.create_server(("127.0.0.1", 0))
    stopped, threads = Event(), list[Thread]()
    server = ModelServer(f"http://127.0.0.1:{listener.getsockname()[1]}/v1", behave)

    def accept() -> None:
        with suppress(OSError):  # the listener was shut down
            while True:
                connection, _ = listener.accept()
                thread = Thread(target=_answer, args=(server, connection, stopped))
                thread.start()
                threads.append(thread)

    accepting = Thread(target=accept)
    accepting.start()
    try:
        yield server
    finally:
        stopped.set()
        listener.shutdown(socket.SHUT_RDWR)
        listener.close()
        for thread in [accepting, *threads]:
            thread.join()


def _answer(server: ModelServer, connection: socket.socket, stopped: Event) -> None:
    with connection, suppress(OSError):  # the client has gone, as it should
        connection.settimeout(10)
        exchange = _read(connection, stopped)
        if exchange:
            server.asked.append(exchange)
            server.behave(exchange)


def _read(connection: socket.socket, stopped: Event) -> Exchange | None:
    """The request; None where the client left before it was whole."""
    with connection.makefile("rb") as file:
        line = file.readline().decode().split()
        headers = {}
        while row := file.readline().strip():
            name, _, value = row.decode().partition(":")
            headers[name.lower()] = value.strip()
        length = int(headers.get("content-length", 0))
        data = file.read(length)
    if not data or len(data) < length:
        return None
    return Exchange(connection, stopped, line[1], headers, json.loads(data))
