"""The embedder that asks a server: what it sends, and what it does not put up with."""

import logging
import math
import time
import traceback
from collections.abc import Callable
from threading import Event
from typing import Any

import httpx
import numpy as np
import pytest
from embedding_server import (
    InTurn,
    Recorder,
    Write,
    asked_for,
    dripping,
    hashed,
    reply,
    serving,
    vectors_of,
)
from patience import PATIENCE_S

from index.embedding import load_embedder
from index.embedding.embedder import Embedder, EmbedderOptions
from index.errors import EmbedderUnavailable

URL = "http://embed.example/v1"
KEY = "sk-very-secret"
HEAD = b"HTTP/1.0 200 OK\r\nContent-Type: application/json\r\n"


def load(respond: Callable[[httpx.Request], httpx.Response], **options: Any) -> Embedder:
    transport = httpx.MockTransport(respond)
    return load_embedder(URL, EmbedderOptions(transport=transport, **options))


def after_loading(respond: Callable[[httpx.Request], httpx.Response]) -> Embedder:
    """An embedder whose server turns bad once it is loaded."""
    return load(InTurn(hashed, respond), api_key=KEY)


def test_a_request_names_the_model_and_carries_the_key_and_the_texts() -> None:
    server = Recorder()
    options = EmbedderOptions(api_key=KEY, model="m3", transport=server.transport)
    load_embedder(URL, options).embed_documents(["ferry", "quay"])
    asked = server.requests[-1]
    assert (asked.method, str(asked.url)) == ("POST", f"{URL}/embeddings")
    assert asked.headers["Authorization"] == f"Bearer {KEY}"
    assert asked_for(asked) == {"model": "m3", "input": ["ferry", "quay"]}


def test_without_a_key_no_authorization_is_sent() -> None:
    server = Recorder()
    load_embedder(URL, EmbedderOptions(transport=server.transport))
    assert "Authorization" not in server.requests[0].headers


@pytest.mark.parametrize("url", [URL, f"{URL}/", f"{URL}/embeddings", f"{URL}/embeddings/"])
def test_the_url_may_end_in_embeddings(url: str) -> None:
    server = Recorder()
    load_embedder(url, EmbedderOptions(transport=server.transport))
    assert str(server.requests[0].url) == f"{URL}/embeddings"


def test_prompts_go_before_queries_and_passages() -> None:
    server = Recorder()
    prompts = {"query_prompt": "search: ", "document_prompt": "passage: "}
    embedder = load_embedder(URL, EmbedderOptions(transport=server.transport, **prompts))  # type: ignore[arg-type]
    embedder.embed_query("ferry")
    embedder.embed_documents(["quay"])
    sent = [asked_for(request)["input"] for request in server.requests[1:]]
    assert sent == [["search: ferry"], ["passage: quay"]]


def test_many_texts_are_sent_in_batches_and_come_back_in_order() -> None:
    server = Recorder()
    embedder = load_embedder(URL, EmbedderOptions(transport=server.transport))
    texts = [f"word{number}" for number in range(130)]
    found = embedder.embed_documents(texts)
    assert [len(asked_for(request)["input"]) for request in server.requests[1:]] == [64, 64, 2]
    np.testing.assert_allclose(found, np.array(vectors_of(texts)) / 3, atol=1e-6)


def test_vectors_that_come_in_another_order_are_put_in_theirs() -> None:
    def reversed_rows(request: httpx.Request) -> httpx.Response:
        vectors = vectors_of(asked_for(request)["input"])
        rows = [{"index": number, "embedding": v} for number, v in enumerate(vectors)]
        return httpx.Response(200, json={"data": rows[::-1]})

    texts = ["ferry", "quay", "harbour"]
    np.testing.assert_allclose(
        load(reversed_rows).embed_documents(texts), load(hashed).embed_documents(texts)
    )


def test_the_fingerprint_tells_models_prompts_and_unnamed_servers_apart() -> None:
    def fingerprint(url: str = URL, **options: Any) -> str:
        transport = httpx.MockTransport(hashed)
        return load_embedder(url, EmbedderOptions(transport=transport, **options)).fingerprint

    other = "http://other.example/v1"
    different = [
        fingerprint(),
        fingerprint(other),
        fingerprint(model="m3"),
        fingerprint(model="m4"),
        fingerprint(model="m3", query_prompt="q: "),
        fingerprint(model="m3", document_prompt="q: "),
    ]
    assert len(set(different)) == len(different)
    assert fingerprint(model="m3") == fingerprint(other, model="m3", api_key=KEY)


BAD_REPLIES = {
    "not JSON": (httpx.Response(200, text="<html>"), "JSONDecodeError"),
    "not UTF-8": (httpx.Response(200, content=b"\xff\xfe\xfd"), "UnicodeDecodeError"),
    "empty": (httpx.Response(200), "JSONDecodeError"),
    "nested": (httpx.Response(200, text="[" * 200_000), "nested too deeply"),
    "a list": (httpx.Response(200, json=[]), "TypeError"),
    "null": (httpx.Response(200, text="null"), "TypeError"),
    "no data": (httpx.Response(200, json={"error": "x"}), "KeyError"),
    "data null": (httpx.Response(200, json={"data": None}), "TypeError"),
    "no rows": (reply([]), r"vectors of shape \(0,\) for 1 texts"),
    "too many": (reply([[1.0] * 256] * 2), r"shape \(2, 256\) for 1 texts, not \(1, 256\)"),
    "other length": (reply([[1.0] * 3]), r"shape \(1, 3\) for 1 texts, not \(1, 256\)"),
    "no length": (reply([[]]), r"shape \(1, 0\) for 1 texts"),
    "a number": (reply([1.0]), r"shape \(1,\) for 1 texts"),
    "nested rows": (reply([[[1.0] * 256]]), r"shape \(1, 1, 256\) for 1 texts"),
    "ragged": (reply([[1.0, [2.0]]]), "ValueError"),
    "text": (reply(["AAAA"]), "ValueError"),
    "words": (reply([["a"] * 256]), "ValueError"),
    "null values": (reply([[None] * 256]), "no numbers"),
    "no index": (httpx.Response(200, json={"data": [{"embedding": [1.0] * 256}]}), "KeyError"),
    "wrong index": (
        httpx.Response(200, json={"data": [{"index": 7, "embedding": [1.0] * 256}]}),
        "vectors of shape",
    ),
    "huge integer": (httpx.Response(200, text=reply([[1] * 256]).text.replace("1", "9" * 400)), ""),
    "too large": (reply([[1e39] * 256]), "no numbers"),
    "NaN": (
        httpx.Response(200, text=reply([[0.5] * 256]).text.replace("0.5", "NaN", 1)),
        "no numb",
    ),
    "infinite": (
        httpx.Response(200, text=reply([[0.5] * 256]).text.replace("0.5", "1e999")),
        "no n",
    ),
    "500": (httpx.Response(500, text=KEY), "it answered 500"),
    "401": (httpx.Response(401, json={"error": KEY}), "it answered 401"),
    "redirect": (httpx.Response(302, headers={"Location": "http://x.example"}), "it answered 302"),
    "204": (httpx.Response(204), "it answered 204"),
}


@pytest.mark.parametrize("kind", BAD_REPLIES)
def test_a_bad_reply_is_refused(kind: str) -> None:
    response, reason = BAD_REPLIES[kind]
    embedder = after_loading(lambda request: response)
    with pytest.raises(EmbedderUnavailable, match=rf"^the embedding server at {URL}.*{reason}"):
        embedder.embed_query("ferry")


@pytest.mark.parametrize("kind", ["500", "not JSON", "NaN", "no length", "no rows"])
def test_a_server_that_is_bad_from_the_start_is_refused_on_loading(kind: str) -> None:
    with pytest.raises(EmbedderUnavailable, match=f"^the embedding server at {URL}"):
        load(lambda request: BAD_REPLIES[kind][0])


def test_a_reply_without_end_is_given_up_at_a_hundred_million_bytes() -> None:
    endless = iter(lambda: b" " * 10_000_000, b"")
    embedder = after_loading(lambda request: httpx.Response(200, content=endless))
    with pytest.raises(EmbedderUnavailable, match="its reply was too slow or too large"):
        embedder.embed_query("ferry")


def test_a_server_is_used_again_after_it_failed() -> None:
    embedder = load(InTurn(hashed, lambda request: httpx.Response(503), hashed))
    with pytest.raises(EmbedderUnavailable, match="it answered 503"):
        embedder.embed_query("ferry")
    assert math.isclose(float(np.linalg.norm(embedder.embed_query("ferry"))), 1, rel_tol=1e-5)


def failing(error: Exception) -> Callable[[httpx.Request], httpx.Response]:
    def respond(request: httpx.Request) -> httpx.Response:
        raise error

    return respond


@pytest.mark.parametrize(
    "respond",
    [
        failing(httpx.ConnectError("refused")),
        failing(httpx.ReadTimeout("slow")),
        *(lambda request, bad=bad: bad for bad, _ in BAD_REPLIES.values()),
    ],
)
def test_the_key_is_in_no_error_and_no_log(
    respond: Callable[[httpx.Request], httpx.Response], caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    with pytest.raises(EmbedderUnavailable, match=r"the embedding server at") as caught:
        after_loading(respond).embed_query("ferry")
    assert KEY not in "".join(traceback.format_exception(caught.value))
    assert KEY not in caplog.text
    assert KEY not in repr(EmbedderOptions(api_key=KEY))


@pytest.mark.parametrize("key", ["schlüssel", "ab\ncd", "a\0"])
def test_a_key_that_no_header_can_hold_is_refused_without_being_shown(key: str) -> None:
    with pytest.raises(
        EmbedderUnavailable, match="its key has characters that no header"
    ) as caught:
        load(hashed, api_key=key)
    assert key not in "".join(traceback.format_exception(caught.value))


def test_white_space_around_a_key_is_left_out() -> None:
    server = Recorder()
    load_embedder(URL, EmbedderOptions(api_key=f" {KEY}\n", transport=server.transport))
    assert server.requests[0].headers["Authorization"] == f"Bearer {KEY}"


def test_a_password_in_the_url_is_not_shown() -> None:
    options = EmbedderOptions(transport=httpx.MockTransport(failing(httpx.ConnectError("no"))))
    with pytest.raises(
        EmbedderUnavailable, match=r"at http://embed\.example/v1/embeddings"
    ) as caught:
        load_embedder("http://me:hidden@embed.example/v1", options)
    assert "hidden" not in str(caught.value)


@pytest.mark.parametrize("url", ["http://", "http://a\0b/v1", "https://x:99999999/v1"])
def test_what_is_no_url_is_refused(url: str) -> None:
    with pytest.raises(EmbedderUnavailable, match=r"the embedding server"):
        load_embedder(url)


def seconds_until_given_up(write: Write, stop: Event) -> float:
    """How long a server that writes so holds up a request that may take 0.4 s."""
    with serving(write) as url:
        start = time.perf_counter()
        try:
            with pytest.raises(EmbedderUnavailable, match=f"server at {url}/embeddings"):
                load_embedder(url, EmbedderOptions(timeout_s=0.4))
            return time.perf_counter() - start
        finally:
            stop.set()


@pytest.mark.parametrize(
    "data",
    [HEAD + b"X-Slow: ", HEAD + b"\r\n{", HEAD + b"Content-Length: 1000000\r\n\r\n{"],
    ids=["headers", "body", "announced body"],
)
def test_a_reply_that_drips_is_given_up_at_the_deadline(data: bytes) -> None:
    stop = Event()
    assert 0.3 < seconds_until_given_up(dripping(data, stop), stop) < PATIENCE_S


def test_a_server_that_hangs_is_given_up_at_the_deadline() -> None:
    stop = Event()
    assert 0.3 < seconds_until_given_up(lambda send: stop.wait(), stop) < PATIENCE_S


def test_a_server_that_is_not_there_is_reported_at_once() -> None:
    with serving(lambda send: None) as url:
        pass
    with pytest.raises(EmbedderUnavailable, match=f"{url}.*ConnectError"):
        load_embedder(url)


def test_a_real_server_is_asked_over_a_real_socket() -> None:
    body = HEAD + b"\r\n" + reply([[3.0, 4.0]]).content
    with serving(lambda send: send(body)) as url:
        embedder = load_embedder(url)
        assert embedder.dimensions == 2
        np.testing.assert_allclose(embedder.embed_query("ferry"), [0.6, 0.8], atol=1e-6)
