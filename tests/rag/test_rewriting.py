"""Follow-ups that the model reads which then writes the answer."""

import json
import time
from functools import partial
from threading import Event, Thread

import pytest
from leaks import nothing_left
from model_server import (
    Behave,
    ModelServer,
    hanging,
    in_turn,
    reply_text,
    serving,
    until_left,
    well,
    whole,
)
from patience import PATIENCE_S

from index import Index
from rag import Answer, Answerer, GeneratorOptions, Request
from rag.errors import Abandoned
from rag.generators import load_generator

OPENED = "When did the Wexelhaven library open?"
ASKED = "And the bill, all told?"
READ = "How much did the Wexelhaven library cost?"
COST = "It cost 38.6 million euros"
WRITTEN = well(reply_text((COST, [1])))


def answerer(index: Index, url: str, deadline_s: float = 5.0) -> Answerer:
    options = GeneratorOptions("m", url, "sk-very-secret", deadline_s)
    return Answerer(index, partial(load_generator, options=options), deadline_s)


def ask(
    index: Index, behave: Behave, question: str = ASKED, *, deadline_s: float = 5.0
) -> tuple[Answer, ModelServer]:
    with nothing_left(), serving(behave) as server:
        request = Request(question, history=[OPENED], generator="openai")
        return answerer(index, server.url, deadline_s).ask(request), server


def said(question: str) -> Behave:
    return well(json.dumps({"question": question}))


def test_what_the_model_reads_is_looked_for_and_answered(shared_index: Index) -> None:
    answer, server = ask(shared_index, in_turn(said(READ), WRITTEN))
    first, second = (json.loads(one.body["messages"][-1]["content"]) for one in server.asked)
    assert first == {"before": [OPENED], "question": ASKED}
    assert second["question"] == READ
    assert (answer.question, answer.searched.question) == (ASKED, READ)
    assert (answer.answer, answer.degraded) == (f"{COST} [1]", False)
    assert answer.timings_ms["read"] > 0


@pytest.mark.parametrize(
    "reply",
    [
        '{"question": "How much did the Ochrebank plant cost?"}',
        '{"question": "How much did the Wexelhaven library cost in 2021?"}',
        '{"question": "When did the Wexelhaven library open ?"}',
        '{"question": "When did the library open? And what did it cost?"}',
        '{"question": ""}',
        '{"question": ["How much?"]}',
        "How much did the Wexelhaven library cost?",
        json.dumps({"question": "Wexelhaven " * 300}),
    ],
)
def test_a_reading_that_invents_or_is_none_is_not_used(shared_index: Index, reply: str) -> None:
    answer, server = ask(shared_index, in_turn(well(reply), WRITTEN), "What did it cost?")
    assert answer.searched.question == "What did Wexelhaven cost?"
    assert len(server.asked) == 2


@pytest.mark.parametrize("behave", [hanging, whole("oops", 500)], ids=["hangs", "fails"])
def test_a_model_that_cannot_read_holds_nobody_up(shared_index: Index, behave: Behave) -> None:
    Answerer(shared_index).ask(Request(READ))  # what is loaded once is there
    began = time.monotonic()
    answer, _ = ask(shared_index, behave, "What did it cost?", deadline_s=1.5)
    assert time.monotonic() - began < PATIENCE_S
    assert answer.searched.question == "What did Wexelhaven cost?"
    assert (answer.answer, answer.degraded) == (f"{COST} [1]", True)


def test_a_question_that_stands_for_itself_is_not_read_first(shared_index: Index) -> None:
    answer, server = ask(shared_index, WRITTEN, READ)
    assert [
        json.loads(one.body["messages"][-1]["content"])["question"] for one in server.asked
    ] == [READ]
    assert (answer.searched.question, answer.answer) == ("", f"{COST} [1]")


def test_who_goes_away_meanwhile_stops_the_model(shared_index: Index) -> None:
    left, raised = Event(), list[Abandoned]()
    with nothing_left(), serving(until_left("", left)) as server:
        request = Request(ASKED, history=[OPENED], generator="openai")
        events = answerer(shared_index, server.url, 60.0).stream(request)

        def read() -> None:
            with pytest.raises(Abandoned) as found:
                events.answer()
            raised.append(found.value)

        reader = Thread(target=read)
        reader.start()
        server.await_asked()
        events.close()
        assert left.wait(5)
        reader.join(5)
    assert len(raised) == 1
