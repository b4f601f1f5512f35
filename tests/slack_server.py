"""A stand-in for Slack: its Web API over HTTP.

It keeps what was posted, refuses what Slack refuses, and cuts some connections after it has taken a
post, as the network does.
"""

import json
import random
import socket
import struct
import sys
import time
from collections.abc import Callable, Generator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Lock, Thread
from typing import Any
from urllib.parse import parse_qsl

BOT = "U0BOT"
MOST_TEXT = 3_000


class Cut(Exception):
    """The connection is to break without an answer."""


@dataclass
class SlackServer:
    """What was posted, changed and asked; how it misbehaves."""

    url: str = ""
    messages: list[dict[str, Any]] = field(default_factory=list)
    calls: list[tuple[str, dict[str, Any]]] = field(default_factory=list)
    responses: list[tuple[str, dict[str, Any]]] = field(default_factory=list)
    times: list[tuple[str, float]] = field(default_factory=list)
    cut: Callable[[str], bool] = lambda method: False
    refuse: Callable[[str, dict[str, Any]], tuple[int, dict[str, Any]] | None] = (
        lambda method, body: None
    )
    before: Callable[[str], None] = lambda method: None
    lock: Lock = field(default_factory=Lock)
    last: int = 0  # microseconds

    def ts(self) -> str:
        """A new point in time, later than all before."""
        self.last = max(self.last + 1, time.time_ns() // 1_000)
        return f"{self.last // 1_000_000}.{self.last % 1_000_000:06}"

    def say(self, channel: str, text: str, user: str = "U1", thread: str | None = None) -> str:
        """A person writes; the message's ts."""
        with self.lock:
            ts = self.ts()
            message = {"channel": channel, "ts": ts, "user": user, "text": text}
            self.messages.append({**message, **({"thread_ts": thread} if thread else {})})
        return ts

    def replies(self, channel: str, thread: str) -> list[dict[str, Any]]:
        """What the bot posted in a thread."""
        with self.lock:
            return [
                message
                for message in self.messages
                if message.get("bot_id")
                and (message["channel"], message.get("thread_ts")) == (channel, thread)
            ]

    def answer(self, method: str, body: dict[str, Any]) -> tuple[int, dict[str, Any]]:
        """What the API answers. Raises Cut after what was asked for has been done."""
        self.before(method)
        with self.lock:
            self.calls.append((method, body))
            self.times.append((method, time.monotonic()))
            refused = self.refuse(method, body)
            if refused:
                return refused
            done = self._method(method)(body)
            if self.cut(method):
                raise Cut
        return 200, done

    def respond(self, name: str, body: dict[str, Any]) -> tuple[int, dict[str, Any]]:
        """What a `response_url` answers. Raises Cut after it has taken the response."""
        self.before("hook")
        with self.lock:
            refused = self.refuse("hook", body)
            if refused:
                return refused
            self.responses.append((name, body))
            if self.cut("hook"):
                raise Cut
        return 200, {"ok": True}

    def _method(self, method: str) -> Callable[[dict[str, Any]], dict[str, Any]]:
        methods = {
            "chat.postMessage": self._post,
            "chat.update": self._update,
            "chat.delete": self._delete,
            "conversations.replies": self._replies,
        }
        return methods.get(method, self._nothing)

    def _post(self, body: dict[str, Any]) -> dict[str, Any]:
        if wrong := wrong_blocks(body.get("blocks", [])):
            return {"ok": False, "error": "invalid_blocks", "errors": [wrong]}
        ts = self.ts()
        self.messages.append({**body, "ts": ts, "user": BOT, "bot_id": "B1"})
        return {"ok": True, "ts": ts, "channel": body["channel"]}

    def _update(self, body: dict[str, Any]) -> dict[str, Any]:
        for message in self.messages:
            if (message["channel"], message["ts"]) == (body["channel"], body["ts"]):
                message.update(body)
                return {"ok": True, "ts": body["ts"]}
        return {"ok": False, "error": "message_not_found"}

    def _delete(self, body: dict[str, Any]) -> dict[str, Any]:
        where = (body["channel"], body["ts"])
        self.messages = [m for m in self.messages if (m["channel"], m["ts"]) != where]
        return {"ok": True}

    def _replies(self, body: dict[str, Any]) -> dict[str, Any]:
        found = [
            message
            for message in self.messages
            if message["channel"] == body["channel"]
            and body["ts"] in {message["ts"], message.get("thread_ts")}
            and float(message["ts"]) >= float(body.get("oldest", 0))
        ]
        start, size = int(body.get("cursor") or 0), 2  # pages small enough to be turned
        more = str(start + size) if len(found) > start + size else ""
        page = found[start : start + size]
        return {"ok": True, "messages": page, "response_metadata": {"next_cursor": more}}

    @staticmethod
    def _nothing(_: dict[str, Any]) -> dict[str, Any]:
        return {"ok": True, "user": "groundwire", "team": "Desk"}


def wrong_blocks(blocks: list[dict[str, Any]]) -> str:
    """What Slack would refuse of these blocks; empty where it would not."""
    wrong = [name for part in walk(blocks) for name, allowed in _LIMITS if not allowed(part)]
    if len(blocks) > 50:
        wrong.append("more than 50 blocks")
    if _units(json.dumps(blocks, ensure_ascii=False)) > 40_000:
        wrong.append("blocks of more than 40,000")
    return ", ".join(wrong)


def _is(part: dict[str, Any], *kinds: str) -> bool:
    return part.get("type") in kinds


_LIMITS: tuple[tuple[str, Callable[[dict[str, Any]], bool]], ...] = (
    (
        "a text too long or empty",
        lambda part: (
            not _is(part, "plain_text", "mrkdwn") or 1 <= _units(part["text"]) <= MOST_TEXT
        ),
    ),
    (
        "too many elements",
        lambda part: not _is(part, "context") or 1 <= len(part["elements"]) <= 10,
    ),
    ("too many fields", lambda part: 1 <= len(part.get("fields", "1")) <= 10),
    (
        "a button too long",
        lambda part: (
            not _is(part, "button")
            or (_units(part["text"]["text"]) <= 75 and _units(part["value"]) <= 2_000)
        ),
    ),
)


def walk(part: Any) -> Generator[dict[str, Any], None, None]:
    """Every object within blocks."""
    if isinstance(part, Mapping):
        yield dict(part)
        for value in part.values():
            yield from walk(value)
    elif isinstance(part, list | tuple):
        for value in part:
            yield from walk(value)


def _units(text: Any) -> int:
    return len(str(text).encode("utf-16-le")) // 2


def sometimes(share: float, seed: int, *methods: str) -> Callable[[str], bool]:
    """Cuts that share of calls of these methods."""
    chance = random.Random(seed)
    return lambda method: method in methods and chance.random() < share


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    slack: SlackServer

    def do_POST(self) -> None:
        data = self.rfile.read(int(self.headers.get("content-length", 0)))
        kind, method = self.headers.get("content-type", ""), self.path.rpartition("/")[2]
        body = json.loads(data or "{}") if "json" in kind else dict(parse_qsl(data.decode()))
        hook = self.path.startswith("/hooks/")
        try:
            answer = self.slack.respond if hook else self.slack.answer
            self._send(*answer(method, body))
        except Cut:
            linger = struct.pack("ii", 1, 0)  # closing sends RST
            self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
            self.close_connection = True
            self.connection.close()

    def _send(self, status: int, answer: dict[str, Any]) -> None:
        written = json.dumps(answer).encode()
        self.send_response(status)
        if status == 429:
            self.send_header("Retry-After", str(answer["wait"]))
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(written)))
        self.end_headers()
        self.wfile.write(written)

    def log_message(self, *_: object) -> None:
        """Say nothing."""

    def finish(self) -> None:
        with suppress(OSError, ValueError):  # the connection was cut
            super().finish()


class _Server(ThreadingHTTPServer):
    request_queue_size = 128
    daemon_threads = True

    def handle_error(self, *request: Any) -> None:
        """A client that was killed is no news."""
        if not isinstance(sys.exception(), OSError):
            super().handle_error(*request)


@contextmanager
def slack_server() -> Generator[SlackServer, None, None]:
    """Slack on the loopback interface; `url` is the address of its API."""
    slack = SlackServer()
    handler = type("Handler", (_Handler,), {"slack": slack})
    with _Server(("127.0.0.1", 0), handler) as server:
        slack.url = f"http://127.0.0.1:{server.server_port}/api/"
        thread = Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        try:
            yield slack
        finally:
            server.shutdown()
            thread.join()
