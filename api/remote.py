"""A running groundwire service, asked over HTTP."""

import json
import time
from collections.abc import Generator, Iterator
from typing import Any

import httpx
from pydantic import TypeAdapter

from rag import Answer, BadQuestion, Event, RagFault, SourcesFound, TextAdded, answer_of
from rag.generators.transport import header_value

SILENCE_S = 60.0  # a service says something every 15 seconds, if only that it lives
DEADLINE_S = 3_900.0  # of a whole answer: a little more than any generator may be given
MOST_BYTES = 50_000_000
_WANTED = {"Accept": "text/event-stream"}
_EVENTS: dict[str, TypeAdapter[Any]] = {
    "sources": TypeAdapter(SourcesFound),
    "token": TypeAdapter(TextAdded),
    "answer": TypeAdapter(Answer),
}
_REFUSALS = {400, 413, 422}  # of the question itself; any other error is the service's


class ServerFault(RagFault):
    """The service cannot be reached, or what it says is not an answer."""


def ask_server(
    server: str,
    body: dict[str, Any],
    transport: httpx.BaseTransport | None = None,
    key: str = "",
) -> Answer:
    """Put a question (the body of `POST /v1/ask`) to the service at `server`, with a key if it wants one.

    Raises BadQuestion where the service refuses it, ServerFault where it cannot answer.
    """
    return answer_of(stream_server(server, body, transport, key))


def stream_server(
    server: str,
    body: dict[str, Any],
    transport: httpx.BaseTransport | None = None,
    key: str = "",
) -> Generator[Event, None, None]:
    """The same as it is made: what AnswerStream gives. Closing the iterator closes the connection."""
    if not server.startswith(("http://", "https://")):
        raise BadQuestion(f"{server!r} is no service: write its URL, as http://127.0.0.1:8080")
    headers = {**_WANTED, **({"Authorization": f"Bearer {header_value(key)}"} if key else {})}
    url, timeout = f"{server.rstrip('/')}/v1/ask", min(SILENCE_S, DEADLINE_S)
    try:
        with (
            httpx.Client(timeout=timeout, headers=headers, transport=transport) as client,
            client.stream("POST", url, json=body) as response,
        ):
            yield from _events(server, response, _received(url, response))
    except (httpx.HTTPError, httpx.InvalidURL, UnicodeError, ImportError) as error:
        # UnicodeError: no possible host name; ImportError: a proxy of a kind that needs an extra
        raise ServerFault(
            f"the service at {server} cannot be reached ({error}): start it with `groundwire serve`"
        ) from error


def _received(url: str, response: httpx.Response) -> Iterator[bytes]:
    end, size = time.monotonic() + DEADLINE_S, 0
    for chunk in response.iter_bytes():
        if time.monotonic() > end:
            raise ServerFault(f"{url} did not answer within {DEADLINE_S:.0f} seconds")
        size += len(chunk)
        if size > MOST_BYTES:
            raise ServerFault(f"{url} sent more than an answer: is it groundwire?")
        yield chunk


def _events(server: str, response: httpx.Response, chunks: Iterator[bytes]) -> Iterator[Event]:
    """The events of a stream, or the answer that came whole."""
    if response.status_code != httpx.codes.OK:
        raise _refusal(server, response.status_code, b"".join(chunks))
    streams = response.headers.get("content-type", "").startswith("text/event-stream")
    named = _named(chunks) if streams else iter([("answer", b"".join(chunks))])
    for name, data in named:
        event = _event(server, name, data)
        if event:
            yield event
        if isinstance(event, Answer):
            return
    raise ServerFault(f"{server} broke off before it had answered: ask again")


def _event(server: str, name: str, data: bytes) -> Event | None:
    """The event, or None for one of a later version; raises what an error event says."""
    try:
        if name == "error":
            raise _refusal(server, json.loads(data)["status"], data)
        return _EVENTS[name].validate_json(data) if name in _EVENTS else None
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise ServerFault(f"{server} did not send an answer: is it groundwire?") from error


def _named(chunks: Iterator[bytes]) -> Iterator[tuple[str, bytes]]:
    """Names and data of server-sent events."""
    fields, rest = dict[bytes, bytes](), b""
    for chunk in chunks:
        *lines, rest = (rest + chunk).split(b"\n")
        for line in lines:
            name, _, value = line.rstrip(b"\r").partition(b":")
            if name:
                fields[name] = value.removeprefix(b" ")
            elif b"data" in fields:  # the empty line that ends an event; comments have no name
                yield fields.get(b"event", b"message").decode(), fields[b"data"]
            if not line.strip():
                fields = {}


def _refusal(server: str, status: int, data: bytes) -> RagFault:
    try:
        detail = str(httpx.Response(status, content=data).json()["detail"])
    except (ValueError, KeyError, TypeError, RecursionError):
        return ServerFault(f"{server} answered {status}: is it groundwire?")
    if status == httpx.codes.UNAUTHORIZED:
        return ServerFault(f"{server} asks for a key: set GROUNDWIRE_SERVER_KEY to one that counts")
    return BadQuestion(detail) if status in _REFUSALS else ServerFault(f"{server}: {detail}")
