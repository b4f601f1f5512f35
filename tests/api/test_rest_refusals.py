"""What the REST service refuses, and how: problem documents, and nothing of its own making."""

import asyncio
import json
import socket
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import httpx
import pytest
from doors import BACKLOG, nobody_listening, serving

import api.rest.app
from api.rest.app import create_app
from api.settings import read_settings

ASK, SEARCH, ARTICLES = "/v1/ask", "/v1/search", "/v1/articles"
JSON = {"content-type": "application/json"}

USED: list[tuple[str, dict[str, Any], str]] = [
    (ASK, {"question": ""}, "the question is empty: ask something, such as"),
    (ASK, {"question": "？ 🙂 \u202e"}, "the question is empty: ask something, such as"),
    (ASK, {"question": "a" * 100_000}, "the question has 100,000 characters; at most 2,000"),
    (ASK, {"question": "half \ud83d of an emoji"}, "body.question: Input should be a valid string"),
    (ASK, {"question": 5}, "body.question: Input should be a valid string"),
    (ASK, {}, "body.question: Field required"),
    (ASK, {"question": BACKLOG, "sauce": "x"}, "body.sauce: Extra inputs are not permitted"),
    (ASK, {"question": BACKLOG, "top_k": 0}, "body.top_k: Input should be greater than or"),
    (ASK, {"question": BACKLOG, "top_k": 1_000_000}, "body.top_k: Input should be less than or"),
    (
        ASK,
        {"question": BACKLOG, "top_k": float("nan")},
        "body.top_k: Input should be a valid integer",
    ),
    (ASK, {"question": BACKLOG, "since": "2025-02-30"}, "'2025-02-30' is not a date: write it as"),
    (ASK, {"question": BACKLOG, "until": "9999-12-31"}, "is out of range: give a year from"),
    (ASK, {"question": BACKLOG, "as_of": "0001-01-01T00:00+14:00"}, "is out of range: give a year"),
    (ASK, {"question": BACKLOG, "since": "1 Jan 2020 00:00:00 +99999999999"}, "is not a date"),
    (ASK, {"question": BACKLOG, "since": 20251026}, "body.since: Input should be a valid string"),
    (ASK, {"question": BACKLOG, "sources": ["Cloud Weakly"]}, "there are: Cloud Weekly"),
    (ASK, {"question": BACKLOG, "sources": ["\0"]}, r"no article has the source '\x00'"),
    (ASK, {"question": BACKLOG, "sources": ["\ud800"]}, "body.sources.0: Input should be a valid"),
    (ASK, {"question": BACKLOG, "sources": "Cloud"}, "body.sources: Input should be a valid list"),
    (ASK, {"question": BACKLOG, "languages": ["fr"]}, "languages.0: Input should be 'zh' or 'en'"),
    (
        ASK,
        {"question": BACKLOG, "generator": "oracle"},
        "there is no generator 'oracle': use one of",
    ),
    (ASK, {"question": "it", "history": [{"role": "x", "content": ""}]}, "body.history.0.role"),
    (
        ASK,
        {"question": "it", "history": [{"role": "user", "content": "\udfff"}]},
        "0.content: Input",
    ),
    (SEARCH, {"query": ""}, "body.query: String should have at least 1 character"),
    (SEARCH, {"query": " \n"}, "body.query: String should have at least 1 character"),
    (SEARCH, {"query": "a" * 100_000}, "body.query: String should have at most 2000 characters"),
    (SEARCH, {"query": "x", "mode": "psychic"}, "body.mode: Input should be 'hybrid', 'dense'"),
    (SEARCH, {"query": "x", "top_k": 1_000_000}, "body.top_k: Input should be less than or equal"),
    (ARTICLES, {}, "body.one.text: Field required"),
    (ARTICLES, {"text": ""}, "the article has no text"),
    (ARTICLES, {"text": "a\0b"}, "text contains characters that are not text"),
    (ARTICLES, {"text": "\ud800"}, "body.one.text: Input should be a valid string"),
    (ARTICLES, {"text": "a" * 10_000_001}, "body.one.text: String should have at most 10000000"),
    (ARTICLES, {"text": "a", "title": "\x1b[31m"}, "title contains control characters"),
    (ARTICLES, {"text": "a", "url": "http://["}, "the url 'http://[' cannot be read"),
    (ARTICLES, {"text": "a", "published_at": "soon"}, "'soon' is not a date: write it as"),
    (ARTICLES, {"text": "a", "published_at": 20251026}, "published_at: Input should be a valid"),
    (ARTICLES, {"text": "a", "publshed_at": ""}, "body.one.publshed_at: Extra inputs are not"),
    (ARTICLES, {"text": "a", "articles": []}, "body.many.articles: List should have at least 1"),
    (ARTICLES, {"articles": [{"text": "a"}] * 1001}, "articles: List should have at most 1000"),
    (
        ARTICLES,
        {"articles": [{"text": "a"}, {"title": "b"}]},
        "many.articles.1.text: Field required",
    ),
]

UNREADABLE = [
    (b"", 422, "body: Field required"),
    (b"{", 422, "body.1: JSON decode error"),
    (b"[]", 422, "send a JSON object as application/json"),
    (b'{"question": "\xff"}', 400, "the body cannot be read: send JSON in UTF-8"),
    (b"[" * 100_000, 400, "the body cannot be read: send JSON in UTF-8"),
    (b'{"top_k": ' + b"9" * 6_000 + b"}", 400, "the body cannot be read: send JSON in UTF-8"),
]


def refused(response: httpx.Response, status: int) -> str:
    """The detail of a problem document, once all else of it is as it has to be."""
    assert response.status_code == status, response.text
    assert response.headers["content-type"] == "application/problem+json"
    problem = response.json()
    assert problem.keys() == {"type", "title", "status", "detail", "request_id"}
    assert problem["request_id"] == response.headers["x-request-id"]
    assert (problem["type"], problem["status"]) == ("about:blank", status)
    assert problem["title"]
    return str(problem["detail"])


@pytest.mark.parametrize(("path", "body", "message"), USED)
def test_a_body_that_cannot_be_used_is_refused_with_what_is_wrong(
    path: str, body: dict[str, Any], message: str, client: httpx.Client
) -> None:
    response = client.post(path, content=json.dumps(body).encode(), headers=JSON)
    assert message in refused(response, 422)


@pytest.mark.parametrize("path", [ASK, SEARCH, ARTICLES])
@pytest.mark.parametrize(("body", "status", "message"), UNREADABLE)
def test_a_body_that_is_no_json_is_refused(
    path: str, body: bytes, status: int, message: str, client: httpx.Client
) -> None:
    assert message in refused(client.post(path, content=body, headers=JSON), status)


@pytest.mark.parametrize("kind", ["text/plain", "application/x-www-form-urlencoded", ""])
def test_a_body_of_another_type_is_refused_with_the_type_to_send(
    kind: str, client: httpx.Client
) -> None:
    body = json.dumps({"question": BACKLOG}).encode()
    response = client.post(ASK, content=body, headers={"content-type": kind})
    assert refused(response, 422) == "send a JSON object as application/json"


def test_what_is_refused_is_not_stored(client: httpx.Client) -> None:
    for path, body, _ in USED:
        if path == ARTICLES and "url" not in body:
            client.post(path, content=json.dumps({"id": "ghost", **body}).encode(), headers=JSON)
    stored = client.post(ARTICLES, json={"id": "ghost", "text": "Now it is."})
    assert stored.json()["articles"] == [{"id": "ghost", "revision": 1, "outcome": "new"}]


@pytest.mark.parametrize("path", ["/nothing", "/v1/nothing", "/v1/ask/deeper", "/%00%ff", "//"])
def test_a_path_that_is_not_there_is_a_problem_too(path: str, client: httpx.Client) -> None:
    response = client.get(httpx.URL(f"{str(client.base_url).rstrip('/')}{path}"))
    assert refused(response, 404).endswith(": /docs shows what there is")


@pytest.mark.parametrize(
    ("method", "path", "allowed"),
    [
        ("GET", ASK, "POST"),
        ("DELETE", ARTICLES, "GET, POST"),
        ("POST", "/healthz", "GET"),
        ("BREW", SEARCH, "POST"),
    ],
)
def test_a_method_that_is_not_taken_is_a_problem_that_names_those_that_are(
    method: str, path: str, allowed: str, client: httpx.Client
) -> None:
    response = client.request(method, path)
    assert refused(response, 405) == f"{path} does not take {method}: /docs shows what it takes"
    assert response.headers["allow"] == allowed


def test_a_body_declared_too_large_is_refused_before_it_is_sent(client: httpx.Client) -> None:
    place = urlsplit(str(client.base_url))
    head = f"POST {ARTICLES} HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\n"
    with socket.create_connection((place.hostname, place.port), timeout=30) as connection:
        connection.sendall(f"{head}content-length: 64000001\r\nconnection: close\r\n\r\n".encode())
        reply = b"".join(iter(lambda: connection.recv(65536), b"")).decode()
    assert reply.startswith("HTTP/1.1 413 ")
    assert "content-type: application/problem+json\r\n" in reply
    assert '"detail":"the body is larger than 64,000,000 bytes: send less"' in reply


def test_a_body_that_grows_too_large_is_refused(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(api.rest.app, "MAX_BODY", 1_000)

    async def chunks() -> Any:
        for _ in range(11):
            await asyncio.sleep(0)
            yield b" " * 100

    async def sent() -> httpx.Response:
        transport = httpx.ASGITransport(create_app(read_settings({}, home=home)))
        async with httpx.AsyncClient(transport=transport, base_url="http://localhost") as client:
            return await client.post(ASK, content=chunks(), headers=JSON)

    assert refused(asyncio.run(sent()), 413) == "the body is larger than 1,000 bytes: send less"


def test_every_status_of_a_refusal_is_in_the_description(client: httpx.Client) -> None:
    described = client.get("/openapi.json").json()["paths"]
    for path in (ASK, SEARCH, ARTICLES):
        responses = described[path]["post"]["responses"]
        assert {"400", "409", "413", "422", "503"} <= responses.keys()
        for status in ("400", "413", "422"):
            (kind,) = responses[status]["content"]
            assert kind == "application/problem+json"


def test_another_embedder_is_a_conflict_with_the_command_that_helps(
    home: Path, embedding: str
) -> None:
    with serving(home, embedder=embedding) as url:
        for path, body in ((SEARCH, {"query": "x"}), (ARTICLES, {"text": "x"})):
            detail = refused(httpx.post(f"{url}{path}", json=body, timeout=30), 409)
            assert f"or run `groundwire reindex --embedder {embedding}`" in detail


def test_an_embedder_that_is_down_is_named_with_when_to_try_again(home: Path) -> None:
    with nobody_listening() as down, serving(home, embedder=down) as url:
        response = httpx.post(f"{url}{SEARCH}", json={"query": "x"}, timeout=30)
    assert f"the embedding server at {down}/embeddings cannot" in refused(response, 503)
    assert response.headers["retry-after"] == "5"


def test_a_service_has_the_generator_of_its_settings_unless_one_is_named(home: Path) -> None:
    with serving(home, generator="oracle") as url:
        detail = refused(httpx.post(f"{url}{ASK}", json={"question": BACKLOG}, timeout=30), 422)
        assert detail.startswith("there is no generator 'oracle'")
        named = {"question": BACKLOG, "generator": "extractive"}
        answer = httpx.post(f"{url}{ASK}", json=named, timeout=30).json()
    assert (answer["status"], answer["generator"]) == ("answered", "extractive")


def test_a_defect_is_a_problem_document_that_tells_nothing_of_it(home: Path) -> None:
    class Defective:
        def ask(self, request: object) -> None:
            raise RuntimeError("a secret")

    app = create_app(read_settings({}, home=home))
    app.state.answerer = Defective()

    async def sent() -> httpx.Response:
        transport = httpx.ASGITransport(app, raise_app_exceptions=False)
        async with httpx.AsyncClient(transport=transport, base_url="http://localhost") as client:
            return await client.post(ASK, json={"question": BACKLOG})

    detail = refused(asyncio.run(sent()), 500)
    assert detail == "a defect of this service: its log says more"
