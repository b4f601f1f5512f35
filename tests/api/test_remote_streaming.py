"""A running service, asked for events."""

import json
from collections.abc import Iterator
from typing import Any

import httpx
import pytest
from doors import BACKLOG, BACKLOG_ANSWER
from remote_answer import ANSWER

from api.remote import ServerFault, ask_server, stream_server
from rag import Answer, BadQuestion, Event, SourcesFound, TextAdded

SERVER = "http://groundwire.example"
SEARCHED = {"passages": 1, "articles": 1, "undated": 0, "filters": {}}
SOURCES = {"searched": SEARCHED, "sources": []}


def wire(*events: tuple[str, Any]) -> str:
    return "".join(f"event: {name}\ndata: {json.dumps(data)}\n\n" for name, data in events)


def stream(text: str | bytes, size: int = 10**6) -> list[Event]:
    data = text if isinstance(text, bytes) else text.encode()

    def pieces() -> Iterator[bytes]:
        yield from (data[i : i + size] for i in range(0, len(data), size))

    def handle(request: httpx.Request) -> httpx.Response:
        assert request.headers["accept"] == "text/event-stream"
        return httpx.Response(200, headers={"content-type": "text/event-stream"}, content=pieces())

    return list(stream_server(SERVER, {"question": "?"}, httpx.MockTransport(handle)))


WHOLE = wire(("sources", SOURCES), ("token", {"text": "多少 [1]"}), ("answer", ANSWER))


@pytest.mark.parametrize("size", [1, 7, 10**6])
@pytest.mark.parametrize(
    "text",
    [
        WHOLE,
        WHOLE.replace("\n", "\r\n"),
        f": ping\n\n{WHOLE}",
        WHOLE.replace("\n\n", "\n\n: ping\n\n"),
        WHOLE.replace(": ", ":"),
        wire(("later", {"unknown": 1})) + WHOLE,
        WHOLE + wire(("token", {"text": "after the answer"})),
    ],
    ids=["plain", "crlf", "ping first", "pings", "no spaces", "another event", "more"],
)
def test_events_are_read_however_they_are_cut(text: str, size: int) -> None:
    sources, token, answer = stream(text, size)
    assert isinstance(sources, SourcesFound)
    assert sources.searched.articles == 1
    assert token == TextAdded("多少 [1]")
    assert isinstance(answer, Answer)
    assert answer.id == "a"


@pytest.mark.parametrize(
    ("status", "kind", "message"),
    [
        (422, BadQuestion, r"^no such thing$"),
        (503, ServerFault, rf"^{SERVER}: no such thing$"),
        (500, ServerFault, rf"^{SERVER}: no such thing$"),
    ],
)
def test_an_error_in_the_stream_is_raised_in_its_words(
    status: int, kind: type[Exception], message: str
) -> None:
    problem = {"type": "about:blank", "title": "t", "status": status, "detail": "no such thing"}
    with pytest.raises(kind, match=message):
        stream(wire(("sources", SOURCES), ("error", problem)))


@pytest.mark.parametrize(
    "text",
    [
        "event: answer\ndata: {oops\n\n",
        wire(("answer", {"id": 1})),
        wire(("sources", [])),
        wire(("error", {"detail": "no status"})),
        b"event: token\ndata: \xff\xfe\n\n",
    ],
)
def test_what_are_no_events_is_a_fault(text: str | bytes) -> None:
    with pytest.raises(ServerFault, match=r"did not send an answer: is it groundwire\?"):
        stream(text)


@pytest.mark.parametrize("text", ["", WHOLE[:-1], WHOLE[: WHOLE.index("event: answer")]])
def test_a_stream_without_an_answer_is_a_fault(text: str) -> None:
    with pytest.raises(ServerFault, match="broke off before it had answered: ask again"):
        stream(text)


def test_the_real_service_streams(server: str) -> None:
    sources, *tokens, answer = stream_server(server, {"question": BACKLOG})
    assert isinstance(sources, SourcesFound)
    assert isinstance(answer, Answer)
    assert tokens == [TextAdded(f"{BACKLOG_ANSWER} [1]")]
    assert ask_server(server, {"question": BACKLOG}).citations == answer.citations
