"""An answer while it is made, from a service that says what the test says, when it says it."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from queue import Queue
from typing import Any

import pytest
from fastapi import Request
from fastapi.responses import JSONResponse, StreamingResponse
from pages import Visit, contents, scripted, served
from playwright.sync_api import expect

QUESTION = "How many buoys are there?"
QUOTE = "A chain of 40 buoys."
SOURCE = {
    "article_id": "a/1",
    "revision": 2,
    "title": "Forty Buoys",
    "source": "Harbour Ledger",
    "url": "",
    "published_at": "2025-10-24T16:50:00Z",
}
CITATION = {**SOURCE, "number": 1, "locator": None, "start": 0, "end": 20, "quote": QUOTE}
SEARCHED = {"passages": 9, "articles": 3, "undated": 1, "filters": {}}
ANSWER = {
    "id": "1",
    "question": QUESTION,
    "status": "answered",
    "answer": "There are 40 buoys. [1]",
    "claims": [],
    "citations": [CITATION],
    "disagreements": [],
    "abstention": None,
    "searched": SEARCHED,
    "generator": "local",
    "degraded": False,
    "timings_ms": {"total": 1234.5},
    "confidence": 0.6,
}


class Script:
    """What the service sends; the test puts it in, piece by piece."""

    def __init__(self) -> None:
        self.pieces = Queue[str | None]()
        self.accepted = list[str]()
        self.ended = Queue[bool]()

    def say(self, event: str, data: Any) -> None:
        self.pieces.put(f"event: {event}\ndata: {json.dumps(data, ensure_ascii=False)}\n\n")

    def end(self) -> None:
        self.pieces.put(None)

    def stream(self) -> Iterator[str]:
        yield ": ping\n\n"
        while (piece := self.pieces.get(timeout=20)) is not None:
            yield piece


@pytest.fixture
def script(tmp_path: Path) -> Script:
    return Script()


@pytest.fixture
def visitor(script: Script, tmp_path: Path, visiting: Callable[[str], Visit]) -> Iterator[Visit]:
    app = scripted(tmp_path)

    @app.post("/v1/ask")
    def ask(request: Request) -> StreamingResponse:
        script.accepted.append(request.headers["accept"])
        return StreamingResponse(script.stream(), media_type="text/event-stream")

    @app.get("/v1/stats")
    def stats() -> JSONResponse:
        return JSONResponse({"articles": 0, "sources": {}})

    with served(app) as url:
        yield visiting(url)
        script.end()


def begun(visitor: Visit) -> Visit:
    visitor.open()
    visitor.page.fill("#question", QUESTION)
    visitor.page.keyboard.press("Enter")
    visitor.page.locator(".turn").wait_for()
    return visitor


def test_tokens_are_shown_before_the_answer_which_then_takes_their_place(
    visitor: Visit, script: Script
) -> None:
    page = begun(visitor).page
    expect(page.locator(".waiting")).to_have_text("Searching")
    script.say("sources", {"searched": SEARCHED, "sources": [SOURCE]})
    expect(page.locator(".waiting")).to_have_text("Reading 1 article: Harbour Ledger")
    script.say("token", {"text": "There are "})
    expect(page.locator(".growing")).to_have_text("There are ")
    script.say("token", {"text": "41 buoys. [1]"})
    expect(page.locator(".growing")).to_have_text("There are 41 buoys. [1]")
    assert page.locator(".turn").get_attribute("aria-busy") == "true"
    assert contents(page, "#status") == ["Searching"]  # tokens are not read aloud one by one
    script.say("answer", ANSWER)
    expect(page.locator(".said")).to_have_text("There are 40 buoys. [1]")
    expect(page.locator(".growing")).to_have_count(0)
    expect(page.locator(".marker")).to_have_count(1)
    expect(page.locator("#status")).to_have_text("Answer: There are 40 buoys.")
    expect(page.locator(".facts")).to_have_text(
        "Searched 9 passages of 3 articles · 1 article has no date and was left out"
        " · fair evidence · 1.23 s"
    )
    assert script.accepted == ["text/event-stream"]


def test_an_error_in_the_stream_is_said_and_the_question_can_be_asked_again(
    visitor: Visit, script: Script
) -> None:
    page = begun(visitor).page
    script.say("token", {"text": "There"})
    script.say("error", {"title": "Busy", "status": 503, "detail": "the index is busy"})
    script.end()
    expect(page.locator(".notice")).to_contain_text("the index is busy")
    page.get_by_role("button", name="Try again").click()
    script.say("answer", ANSWER)
    expect(page.locator(".said")).to_have_text("There are 40 buoys. [1]")
    expect(page.locator(".turn")).to_have_count(1)


def test_a_stream_that_is_cut_is_no_answer(visitor: Visit, script: Script) -> None:
    page = begun(visitor).page
    script.say("token", {"text": "There are 4"})
    script.end()
    expect(page.locator(".notice")).to_contain_text("cut before the answer was complete")
    expect(page.locator(".said")).to_have_count(0)


def test_an_answer_on_its_way_can_be_stopped(visitor: Visit, script: Script) -> None:
    page = begun(visitor).page
    script.say("token", {"text": "There are"})
    page.locator(".growing").wait_for()
    page.get_by_role("button", name="Stop").click()
    expect(page.locator(".turn")).to_contain_text("Stopped.")
    expect(page.get_by_role("button", name="Stop")).to_be_hidden()
    script.end()


def test_a_degraded_answer_says_so_and_why(visitor: Visit, script: Script) -> None:
    page = begun(visitor).page
    why = "nothing was written in 30 s"
    script.say("answer", {**ANSWER, "degraded": True, "degraded_because": why, "removed_claims": 2})
    expect(page.locator(".notice")).to_contain_text("“local” could not be used for this")
    page.locator(".notice summary").click()
    expect(page.locator(".notice details p")).to_have_text(why)
    expect(page.locator(".facts")).to_contain_text("2 statements of the draft had no support")


def test_an_abstention_shows_the_articles_that_came_nearest(visitor: Visit, script: Script) -> None:
    page = begun(visitor).page
    script.say("sources", {"searched": SEARCHED, "sources": [SOURCE]})
    abstention = {"reason": "weak_evidence", "message": "None answers it."}
    none = {"status": "abstained", "answer": "", "citations": [], "abstention": abstention}
    script.say("answer", {**ANSWER, **none})
    expect(page.locator(".turn")).to_contain_text("The articles that come nearest")
    expect(page.get_by_role("button", name="Forty Buoys")).to_be_visible()


def test_an_abstention_quotes_the_statements_that_came_nearest(
    visitor: Visit, script: Script
) -> None:
    page = begun(visitor).page
    script.say("sources", {"searched": SEARCHED, "sources": [SOURCE]})
    abstention = {"reason": "weak_evidence", "message": "None answers it.", "nearest": [CITATION]}
    none = {"status": "abstained", "answer": "", "citations": [], "abstention": abstention}
    script.say("answer", {**ANSWER, **none})
    expect(page.get_by_role("heading", name="What comes nearest")).to_be_visible()
    expect(page.locator(".near blockquote")).to_have_text(QUOTE)
    expect(page.locator(".turn")).not_to_contain_text("The articles that come nearest")


def test_events_are_read_however_the_bytes_are_cut(visitor: Visit) -> None:
    page = visitor.open()
    text = ': ping\r\n\r\nevent: token\r\ndata: {"a":\r\ndata: 1}\r\n\r\nid: 4\ndata:x\n\nevent: none\n\n'
    for size in (1, 2, 3, 5, 1000):
        found = page.evaluate(
            """async ([text, size]) => {
                const { EventParser } = await import("/web/sse.js");
                const parser = new EventParser();
                const found = [];
                for (let at = 0; at < text.length; at += size)
                    found.push(...parser.feed(text.slice(at, at + size)));
                return found;
            }""",
            [text, size],
        )
        assert found == [
            {"event": "token", "data": '{"a":\n1}'},
            {"event": "message", "data": "x"},
        ], size
