"""A model that fails or hangs: an answer comes in time all the same, and nothing is left behind."""

import logging
import re
import time
from collections.abc import Iterator
from functools import partial
from threading import Event

import pytest
from leaks import nothing_left
from model_server import (
    Behave,
    dripping,
    endless,
    hanging,
    hanging_after,
    in_turn,
    openai_events,
    reply_text,
    resetting,
    serving,
    well,
    whole,
)
from patience import PATIENCE_S

from index import Index
from rag import Answer, Answerer, GeneratorOptions, Reason, Request, Status
from rag.errors import CannotAnswer
from rag.generators import Generator, Task, load_generator

QUESTION = "How much did the library cost?"
STATEMENT = "It cost 38.6 million euros"
KEY = "sk-very-secret"
DEADLINE_S = 1.0
GOOD = reply_text(("It cost 38.6 million euros", [1]))
SSE = "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n"
CHUNK = openai_events(GOOD)[0]


def ask(index: Index, url: str, name: str = "openai", deadline_s: float = DEADLINE_S) -> Answer:
    options = GeneratorOptions(model="m", base_url=url, api_key=KEY, timeout_s=deadline_s)
    answerer = Answerer(index, partial(load_generator, options=options), deadline_s)
    return answerer.ask(Request(QUESTION, generator=name))


FAILING: dict[str, tuple[Behave, str]] = {
    "500": (whole("oops", 500), "the server answered 500"),
    "503 in HTML": (whole("<html>", 503, "text/html"), "the server answered 503"),
    "401": (whole('{"error": "bad key"}', 401), "the server answered 401"),
    "404": (whole("{}", 404), "the server answered 404"),
    "400 twice": (whole("{}", 400), "the server answered 400"),
    "a redirect": (whole("", 302, more="Location: http://127.0.0.1:1/\r\n"), "answered 302"),
    "429 for ever": (whole("{}", 429), "the server answered 429"),
    "429 for an hour": (whole("{}", 429, more="Retry-After: 3600\r\n"), "the server answered 429"),
    "429 until 2100": (
        whole("{}", 429, more="Retry-After: Fri, 01 Jan 2100 00:00:00 GMT\r\n"),
        "the server answered 429",
    ),
    "hangs": (hanging, "no answer within 1 s"),
    "hangs in its head": (hanging_after(SSE), "no answer within 1 s"),
    "hangs in its stream": (hanging_after(f"{SSE}\r\n{CHUNK}"), "no answer within 1 s"),
    "drips its head": (dripping(SSE + "X-Slow: "), "no answer within 1 s"),
    "drips its stream": (dripping(f"{SSE}\r\n{CHUNK * 99}", 0.02), "no answer within 1 s"),
    "drips comments": (dripping(f"{SSE}\r\n" + ": wait\n" * 99, 0.02), "no answer within 1 s"),
    "a gigabyte on one line": (endless("x", "data: "), "more than 1,000,000 bytes"),
    "a gigabyte of comments": (endless(": nothing\n"), "more than 1,000,000 bytes"),
    "a gigabyte of text": (endless(CHUNK), "more than 1,000,000 bytes|longer than 100,000"),
    "a reset midway": (resetting(GOOD), "the server failed .ReadError"),
    "an end midway": (whole(CHUNK, kind="text/event-stream"), "reply ended early"),
    "broken events": (whole("data: {oops\n\n", kind="text/event-stream"), "neither events nor"),
    "events of lists": (whole("data: []\n\n", kind="text/event-stream"), "neither events nor"),
    "odd events": (whole('data: {"choices": [7]}\n\n'), "the server's reply is no completion"),
    "an error in the stream": (
        whole(f'{CHUNK}data: {{"error": {{"message": "{KEY}"}}}}\n\n'),
        "reported an error",
    ),
    "HTML": (whole("<html>Sign in</html>", kind="text/html"), "neither events nor JSON"),
    "bytes": (whole(b"\xff\xfe\x00", kind="application/octet-stream"), "neither events nor JSON"),
    "bad gzip": (whole("no gzip", more="Content-Encoding: gzip\r\n"), "failed .DecodingError"),
    "nothing": (whole(""), "the server's reply ended early"),
    "no content": (whole("", 204), "the server answered 204"),
    "deep JSON": (whole("[" * 100_000), "neither events nor JSON"),
    "empty text": (well(""), "the reply is empty"),
    "no sources": (well("I think that it was cheap."), "the reply cites no source"),
    "cut off": (well(GOOD[:20]), "the reply is cut off"),
    "an invention": (well(reply_text(("It was free", [1]))), "no claim of the draft is supported"),
    "unknown sources": (well(reply_text((STATEMENT, [77]))), "no claim of the draft is supported"),
}


@pytest.mark.parametrize("kind", FAILING)
def test_a_server_that_fails_gets_the_extractive_answer_in_time(
    shared_index: Index, kind: str, caplog: pytest.LogCaptureFixture
) -> None:
    behave, why = FAILING[kind]
    caplog.set_level(logging.DEBUG)
    with nothing_left(), serving(behave) as server:
        start = time.monotonic()
        answer = ask(shared_index, server.url)
        took = time.monotonic() - start
    assert took < PATIENCE_S
    assert (answer.answer, answer.degraded) == (f"{STATEMENT} [1]", True)
    assert re.search(why, answer.degraded_because), answer.degraded_because
    assert KEY not in caplog.text + str(answer)


def test_a_server_that_is_not_there_is_given_up_before_the_deadline(shared_index: Index) -> None:
    with serving(hanging) as server:
        pass
    with nothing_left():
        answer = ask(shared_index, server.url, deadline_s=5.0)
    assert (answer.degraded, answer.degraded_because) == (True, "the server failed (ConnectError)")
    assert answer.timings_ms["generate"] < 5_500


@pytest.mark.parametrize(
    "behave",
    [
        in_turn(whole("", 500), whole("", 503), well(GOOD)),
        in_turn(whole("", 429, more="Retry-After: 1\r\n"), well(GOOD)),
        in_turn(whole("", 429, more="Retry-After: soon\r\n"), well(GOOD)),
        in_turn(lambda exchange: exchange.connection.close(), well(GOOD)),
    ],
    ids=["500 and 503", "429 for a second", "429 for no time", "closed"],
)
def test_a_server_that_recovers_is_asked_again(shared_index: Index, behave: Behave) -> None:
    with nothing_left(), serving(behave) as server:
        answer = ask(shared_index, server.url, deadline_s=5.0)
        bodies = [exchange.body for exchange in server.asked]
    assert (answer.answer, answer.degraded) == ("It cost 38.6 million euros [1]", False)
    assert len(bodies) > 1
    assert all(body == bodies[0] for body in bodies)


def test_a_wait_that_is_asked_for_is_kept(shared_index: Index) -> None:
    behave = in_turn(whole("", 429, more="Retry-After: 1\r\n"), well(GOOD))
    with serving(behave) as server:
        assert ask(shared_index, server.url, deadline_s=5.0).timings_ms["generate"] > 1_000


def test_a_model_that_says_there_is_no_answer_is_believed(shared_index: Index) -> None:
    with serving(well('{"claims": []}')) as server:
        answer = ask(shared_index, server.url)
    assert (answer.status, answer.degraded, answer.answer) == (Status.ABSTAINED, False, "")
    assert answer.abstention is not None
    assert answer.abstention.reason is Reason.WEAK_EVIDENCE


def test_removed_claims_are_counted(shared_index: Index) -> None:
    text = reply_text(("It was free", [1]), ("It cost 38.6 million euros", [1]), ("Really", []))
    with serving(well(text)) as server:
        answer = ask(shared_index, server.url)
    assert (answer.answer, answer.removed_claims) == ("It cost 38.6 million euros [1]", 2)
    assert (answer.degraded, answer.degraded_because) == (False, "")


def test_claims_of_a_draft_that_falls_whole_are_counted_too(shared_index: Index) -> None:
    with serving(well(reply_text(("It was free", [1]), ("Or cheap", [1])))) as server:
        answer = ask(shared_index, server.url)
    assert (answer.answer, answer.removed_claims) == (f"{STATEMENT} [1]", 2)


class Own:
    """A user's generator that does as it is told."""

    def __init__(self, behave: str, stop: Event) -> None:
        self.behave, self.stop, self.closed = behave, stop, False

    def write(self, task: Task) -> Iterator[str]:
        try:
            if self.behave == "hangs":
                self.stop.wait()
            while self.behave == "goes on for ever":
                self.stop.wait(0.01)
                yield "word "
            while self.behave == "floods":
                yield "word " * 1_000
            if self.behave == "fails":
                raise ZeroDivisionError("inside")
            if self.behave == "declines":
                raise CannotAnswer("no")
            if self.behave == "gives numbers":
                yield 7  # type: ignore[misc]
            yield ""
        finally:
            self.closed = True


def ask_own(index: Index, generator: Generator, deadline_s: float = 0.5) -> Answer:
    def load(name: str) -> Generator:
        return generator if name == "own" else load_generator(name)

    return Answerer(index, load, deadline_s).ask(Request(QUESTION, generator="own"))


@pytest.mark.parametrize(
    ("behave", "why"),
    [
        ("hangs", "no draft within 0.5 s"),
        ("goes on for ever", "no draft within 0.5 s"),
        ("floods", "the draft is longer than 100,000 characters"),
        ("fails", "the generator raised ZeroDivisionError"),
        ("gives numbers", "the generator raised TypeError"),
        ("is silent", "the draft is empty"),
    ],
)
def test_a_generator_of_ones_own_that_fails_is_stood_in_for(
    shared_index: Index, behave: str, why: str
) -> None:
    stop = Event()
    own = Own(behave, stop)
    with nothing_left():
        start = time.monotonic()
        answer = ask_own(shared_index, own)
        assert time.monotonic() - start < PATIENCE_S
        if behave == "hangs":  # nothing else can end it
            stop.set()
    assert (answer.answer, answer.degraded_because) == (f"{STATEMENT} [1]", why)
    assert own.closed


def test_a_generator_of_ones_own_may_decline(shared_index: Index) -> None:
    answer = ask_own(shared_index, Own("declines", Event()))
    assert (answer.status, answer.degraded) == (Status.ABSTAINED, False)


def test_generators_that_never_end_do_not_pile_up(
    shared_index: Index, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("rag.drafting._AT_ONCE", 2)
    stop = Event()
    answerer = Answerer(
        shared_index,
        lambda name: Own("hangs", stop) if name == "own" else load_generator(name),
        0.1,
    )
    with nothing_left():
        said = [answerer.ask(Request(QUESTION, generator="own")).degraded_because for _ in range(3)]
        stop.set()
    assert said == [*["no draft within 0.1 s"] * 2, "too many drafts are being written"]
