"""Articles that attack, at the doors: see tests/rag/test_adversary.py for what is asserted of all."""

import json
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
from adversary import Case, cases, forged, steers
from doors import Ran, serving
from pydantic import TypeAdapter

from api.cli.terminal import clean
from index import Index
from rag import Answer, Status

ANSWER = TypeAdapter(Answer)
# Neither step has a factor in common with the number of attacks: MANY leaves out none of them.
MANY, SOME = cases()[::3], cases()[::23]


@pytest.fixture(scope="module")
def attacked(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with all of them."""
    folder = tmp_path_factory.mktemp("adversary") / "home"
    with Index(folder, create=True) as index:
        index.add([case.article for case in cases()])
    return folder


@pytest.fixture(scope="module")
def client(attacked: Path) -> Iterator[httpx.Client]:
    with serving(attacked) as url, httpx.Client(base_url=url, timeout=30) as client:
        yield client


def when(case: Case) -> tuple[str, str]:
    since: datetime = case.article.published_at  # type: ignore[assignment]
    return since.isoformat(), (since + timedelta(minutes=59)).isoformat()


def sound(case: Case, answer: Answer) -> None:
    assert forged(answer) == set(), case.name
    assert steers(answer.answer) == set(), case.name
    for citation in answer.citations:
        assert case.article.text[citation.start : citation.end] == citation.quote, case.name


def test_rest_answers_in_json(client: httpx.Client) -> None:
    answered = 0
    for case in MANY:
        since, until = when(case)
        body = {"question": case.question, "since": since, "until": until}
        response = client.post("/v1/ask", json=body)
        assert (response.status_code, response.headers["content-type"]) == (200, "application/json")
        answer = ANSWER.validate_json(response.content)
        sound(case, answer)
        answered += answer.status is Status.ANSWERED
    assert answered >= 0.95 * len(MANY)


def test_rest_stores_what_it_is_given_or_says_why_not(client: httpx.Client) -> None:
    for case in SOME:
        article: dict[str, Any] = {"id": case.article.id, "text": case.article.text}
        article |= {n: getattr(case.article, n) for n in ("title", "source", "url")}
        article["published_at"] = when(case)[0]
        reply = client.post("/v1/articles", json=article)
        assert reply.status_code == 200, case.name
        assert reply.json()["articles"][0]["outcome"] == "unchanged", case.name
    for text in ("NUL \0", "\ud800 alone"):
        body = json.dumps({"text": text}).encode()
        reply = client.post(
            "/v1/articles", content=body, headers={"content-type": "application/json"}
        )
        assert reply.status_code == 422


def test_ask_prints_json_or_harmless_text(attacked: Path, inside: Callable[..., Ran]) -> None:
    for case in SOME:
        since, until = when(case)
        arguments = (case.question, "--home", attacked, "--since", since, "--until", until)
        ran = inside("ask", *arguments, "--json")
        answer = ANSWER.validate_python(ran.json)
        sound(case, answer)
        shown = inside("ask", *arguments)
        assert (shown.status, shown.err) == (0, ""), case.name
        assert steers(shown.out) == set(), case.name
        assert clean(answer.answer) in shown.out, case.name


def test_articles_are_shown_as_they_are_but_harmless(
    attacked: Path, inside: Callable[..., Ran]
) -> None:
    listed = inside("groundwire", "list", "--home", attacked)
    assert (listed.status, steers(listed.out)) == (0, set())
    for case in SOME:
        shown = inside("groundwire", "show", case.article.id, "--home", attacked)
        assert (shown.status, steers(shown.out)) == (0, set()), case.name
        whole = inside("groundwire", "show", case.article.id, "--home", attacked, "--json")
        assert whole.json["text"] == case.article.text, case.name
