"""`groundwire verify` and `POST /v1/verify`."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx
import pytest
from doors import BACKLOG, BACKLOG_QUOTE, Ran

Run = Callable[..., Ran]
CORE = "d79531914a244a9c"


@pytest.fixture(scope="module")
def answer(server: str) -> Any:
    return httpx.post(f"{server}/v1/ask", json={"question": BACKLOG}, timeout=30).json()


def verify(inside: Run, home: Path, answer: object, *options: str) -> Ran:
    given = json.dumps(answer).encode()
    return inside("groundwire", "verify", "-", "--home", home, *options, stdin=given)


def test_an_answer_that_holds_ends_with_0(
    inside: Run, home: Path, answer: Any, tmp_path: Path
) -> None:
    file = tmp_path / "answer.json"
    file.write_text(json.dumps(answer), "utf-8")
    ran = inside("groundwire", "verify", file, "--home", home)
    assert ran == Ran(0, f"[1] holds ({CORE}, revision 1)\nall citations hold\n", "")
    assert verify(inside, home, answer, "--json").json == {
        "citations": [
            {
                "number": 1,
                "outcome": "holds",
                "article_id": CORE,
                "revision": 1,
                "stored": BACKLOG_QUOTE,
                "current_revision": None,
                "current": None,
            }
        ],
        "holds": True,
    }


def test_an_altered_answer_ends_with_1_and_shows_what_is_stored(
    inside: Run, home: Path, answer: Any
) -> None:
    forged = json.loads(json.dumps(answer).replace("301", "999"))
    ran = verify(inside, home, forged)
    assert ran.status == 1
    assert ran.out.splitlines() == [
        f"[1] altered: this was never stored there ({CORE}, revision 1)",
        f"    stored: {BACKLOG_QUOTE}",
        "not all citations hold",
    ]


def test_a_deleted_article_is_said_to_be(
    inside: Run, copied: Callable[[], Path], answer: Any
) -> None:
    folder = copied()
    assert inside("groundwire", "delete", CORE, "--home", folder).status == 0
    ran = verify(inside, folder, answer)
    assert (ran.status, ran.out.splitlines()[0]) == (
        1,
        f"[1] the article was deleted, or is not in this home ({CORE}, revision 1)",
    )


@pytest.mark.parametrize(
    ("given", "reason"),
    [
        (b"", "is not an answer as `ask --json` prints it: Invalid JSON"),
        (b"[]", "is not an answer as `ask --json` prints it: Input should be an object"),
        (b"{}", "citations: Field required"),
        (b'{"citations": [{"number": 1}]}', "citations.0.article_id: Field required"),
        (b"\xff\xfe", "is not an answer as `ask --json` prints it: "),
        (b"[" * 100_000, "is not an answer as `ask --json` prints it: "),
    ],
)
def test_what_is_no_answer_is_misuse(inside: Run, home: Path, given: bytes, reason: str) -> None:
    ran = inside("groundwire", "verify", "-", "--home", home, stdin=given)
    assert (ran.status, ran.out) == (2, "")
    assert ran.err.startswith("standard input: ")
    assert reason in ran.err


def test_a_file_that_is_not_there_is_misuse(inside: Run, home: Path, tmp_path: Path) -> None:
    ran = inside("groundwire", "verify", tmp_path / "none.json", "--home", home)
    assert (ran.status, ran.out) == (2, "")
    assert "none.json: cannot be read: [Errno 2] No such file" in ran.err


def test_the_service_says_what_became_of_each_citation(client: httpx.Client) -> None:
    answer = client.post("/v1/ask", json={"question": BACKLOG}).json()
    reply = client.post("/v1/verify", json=answer)
    assert reply.status_code == 200
    assert reply.json()["holds"] is True
    (citation,) = answer["citations"]
    stored = {"id": CORE, "title": "Changed", "text": "到6月底，CoreWeave的积压订单合计302亿美元。"}
    assert client.post("/v1/articles", json=stored).status_code == 200
    revised = client.post("/v1/verify", json=answer).json()
    assert revised == {
        "citations": [
            {
                "number": 1,
                "outcome": "revised",
                "article_id": CORE,
                "revision": 1,
                "stored": BACKLOG_QUOTE,
                "current_revision": 2,
                "current": "到6月底，CoreWeave的积压订单合计302亿美元。",
            }
        ],
        "holds": False,
    }
    forged = {"citations": [{**citation, "end": citation["end"] - 1}]}
    assert client.post("/v1/verify", json=forged).json()["citations"][0]["outcome"] == "altered"


@pytest.mark.parametrize(
    ("body", "detail"),
    [
        ({}, "body.citations: Field required"),
        ({"citations": [{"number": 0}]}, "body.citations.0.number: Input should be greater"),
        ({"citations": "none"}, "body.citations: Input should be a valid list"),
    ],
)
def test_the_service_refuses_what_is_no_answer(
    server: str, body: dict[str, Any], detail: str
) -> None:
    reply = httpx.post(f"{server}/v1/verify", json=body, timeout=30)
    assert (reply.status_code, reply.headers["content-type"]) == (422, "application/problem+json")
    assert detail in reply.json()["detail"]
