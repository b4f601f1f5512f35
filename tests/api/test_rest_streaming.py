"""`POST /v1/ask` as server-sent events, from a real server that asks a real model's server."""

import json
import socket
import threading
import time
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from threading import Event
from typing import Any

import httpx
import pytest
from doors import BACKLOG, BACKLOG_ANSWER, serving
from model_server import hanging, hanging_after, in_turn, reply_text, until_left, well
from model_server import serving as serving_model
from patience import PATIENCE_S
from sse import events_of

import api.rest.streaming
from index.errors import IndexFault

CLAIM = "CoreWeave签下而尚未交付的积压订单合计301亿美元"
FRAMED = f"Cloud Weekly (2025-10-22), in Chinese: “{CLAIM}” (that is, $30.1 billion) [1]"
BEGUN = reply_text((CLAIM, [1]))[:-2]


def ask(server: str, headers: dict[str, str] | None = None, **body: Any) -> httpx.Response:
    asked = {"question": BACKLOG, **body}
    return httpx.post(f"{server}/v1/ask", json=asked, headers=headers, timeout=30)


@contextmanager
def with_model(home: Path, model: str, **settings: object) -> Generator[str, None, None]:
    chosen = {"generator": "openai", "openai_base_url": model, **settings}
    with serving(home, **chosen) as url:
        yield url


def no_draft_is_written() -> bool:
    """Whether the threads that write drafts end at once."""
    end = time.monotonic() + PATIENCE_S
    while any(thread.name == "groundwire-draft" for thread in threading.enumerate()):
        if time.monotonic() > end:
            return False
        time.sleep(0.01)
    return True


def leaving(url: str, *, stream: bool) -> socket.socket:
    """A connection on which a question was put."""
    body = json.dumps({"question": BACKLOG, "stream": stream})
    head = "POST /v1/ask HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
    client = socket.create_connection(("127.0.0.1", int(url.rpartition(":")[2])))
    client.sendall(f"{head}Content-Length: {len(body)}\r\n\r\n{body}".encode())
    return client


def test_the_events_of_an_answer(server: str) -> None:
    reply = ask(server, stream=True)
    assert (reply.status_code, reply.headers["content-type"]) == (
        200,
        "text/event-stream; charset=utf-8",
    )
    assert reply.headers["cache-control"] == "no-cache"
    (sources, found), *tokens, (last, answer) = events_of(reply.text)
    assert (sources, last, {name for name, _ in tokens}) == ("sources", "answer", {"token"})
    assert found["searched"] == answer["searched"]
    assert found["searched"]["articles"] == 12
    first = found["sources"][0]
    cited = answer["citations"][0]
    assert {name: cited[name] for name in first} == first
    assert set(first) == {"article_id", "revision", "title", "source", "url", "published_at"}
    listed = [source["article_id"] for source in found["sources"]]
    assert len(set(listed)) == len(listed)
    text = "".join(data["text"] for _, data in tokens)
    assert text == answer["answer"] == f"{BACKLOG_ANSWER} [1]"
    whole = ask(server).json()
    for passing in ("id", "timings_ms"):
        assert answer.pop(passing)
        assert whole.pop(passing)
    assert answer == whole


def test_an_abstention_has_no_text(server: str) -> None:
    events = events_of(ask(server, stream=True, question="Who is the king of Spain?").text)
    assert [name for name, _ in events] == ["sources", "answer"]
    assert events[-1][1]["abstention"]["reason"] == "weak_evidence"


@pytest.mark.parametrize(
    ("accept", "stream", "streamed"),
    [
        ("text/event-stream", None, True),
        ("text/event-stream", False, False),
        ("application/json, text/event-stream", None, False),
        ("application/json", True, True),
        ("*/*", None, False),
        ("*/*", True, True),
    ],
)
def test_the_body_and_then_the_accept_header_choose(
    server: str, accept: str, *, stream: bool | None, streamed: bool
) -> None:
    reply = ask(server, {"accept": accept}, stream=stream)
    kind = "text/event-stream; charset=utf-8" if streamed else "application/json"
    assert reply.headers["content-type"] == kind


@pytest.mark.parametrize(
    ("body", "status", "detail"),
    [
        ({"question": "？？"}, 422, "the question is empty"),
        ({"generator": "oracle"}, 422, "there is no generator 'oracle'"),
        ({"generator": "openai"}, 503, "the generator openai cannot be used"),
        ({"since": "soon"}, 422, "soon"),
        ({"top_k": 0}, 422, "top_k"),
    ],
)
def test_what_cannot_be_asked_is_a_problem_document_with_its_status(
    server: str, body: dict[str, Any], status: int, detail: str
) -> None:
    reply = ask(server, stream=True, **body)
    assert (reply.status_code, reply.headers["content-type"]) == (
        status,
        "application/problem+json",
    )
    assert detail in reply.json()["detail"]


@pytest.mark.parametrize(
    ("error", "status", "detail"),
    [
        (IndexFault("the catalog is gone"), 503, "the catalog is gone"),
        (ZeroDivisionError("secret"), 500, "a defect of this service: its log says more"),
    ],
)
def test_what_fails_after_the_first_event_is_the_last_event(
    server: str, monkeypatch: pytest.MonkeyPatch, error: Exception, status: int, detail: str
) -> None:
    def fail(*_: object) -> None:
        raise error

    monkeypatch.setattr("rag.answerer.find", fail)
    reply = ask(server, stream=True)
    events = events_of(reply.text)
    assert (reply.status_code, [name for name, _ in events]) == (200, ["sources", "error"])
    assert (events[-1][1]["status"], events[-1][1]["detail"]) == (status, detail)


def test_breaks_of_lines_that_json_lets_stand_are_escaped(server: str) -> None:
    question = "Is \x85there\u2028a king\u2029of Spain?"
    reply = ask(server, stream=True, question=question)
    assert events_of(reply.text)[-1][1]["question"] == question
    assert not {"\x85", "\u2028", "\u2029"} & set(reply.text)


def test_sentences_come_while_the_model_writes_and_pings_while_it_does_not(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(api.rest.streaming, "PING_S", 0.05)
    left = Event()
    with serving_model(until_left(BEGUN, left)) as model, with_model(home, model.url) as url:
        with httpx.stream("POST", f"{url}/v1/ask", json={"question": BACKLOG, "stream": True}) as s:
            lines = s.iter_lines()
            seen = ""
            while ": ping" not in seen.partition(FRAMED)[2]:
                seen += f"{next(lines)}\n"
            assert not left.is_set()
        assert left.wait(PATIENCE_S)


@pytest.mark.parametrize("stream", [True, False])
@pytest.mark.parametrize("begun", [True, False], ids=["in its reply", "before it"])
def test_a_client_that_goes_away_closes_the_model_s_connection(
    home: Path, *, stream: bool, begun: bool
) -> None:
    left = Event()
    behave = until_left(BEGUN if begun else "", left)
    with serving_model(behave) as model, with_model(home, model.url) as url:
        client = leaving(url, stream=stream)
        model.await_asked()
        time.sleep(0.2 if begun else 0.0)
        client.close()
        assert left.wait(PATIENCE_S)
        assert no_draft_is_written()


def test_a_model_that_fails_midway_is_replaced_by_the_last_event(home: Path) -> None:
    go = in_turn(until_left(BEGUN, Event()), hanging)
    with (
        serving_model(go) as model,
        with_model(home, model.url, generator_deadline="1") as url,
    ):
        events = events_of(ask(url, stream=True).text)
    assert events[1] == ("token", {"text": FRAMED})
    assert [name for name, _ in events] == ["sources", "token", "answer"]
    answer = events[-1][1]
    assert (answer["degraded"], answer["answer"]) == (True, f"{BACKLOG_ANSWER} [1]")


def test_a_service_answers_on_after_many_have_gone_away(home: Path) -> None:
    behave = hanging_after("HTTP/1.1 200 OK\r\n")
    with (
        serving_model(behave) as model,
        with_model(home, model.url, generator_deadline="60", concurrency="20") as url,
    ):
        for most in (20, 40, 60):  # more than there are threads that answer
            clients = [leaving(url, stream=True) for _ in range(20)]
            model.await_asked(most)
            for client in clients:
                client.close()
        assert no_draft_is_written()
        model.behave = well(reply_text((CLAIM, [1])))
        assert events_of(ask(url, stream=True).text)[-1][1]["answer"] == FRAMED
