"""An answer while it is made: sources, sentences once they are verified, and last the answer."""

import json
import time
from collections.abc import Iterator
from contextlib import closing
from datetime import datetime
from functools import partial
from itertools import pairwise
from pathlib import Path
from threading import Event, Thread

import pytest
from fakes import ScriptedGenerator
from leaks import nothing_left
from model_server import hanging, pausing, reply_text, serving, until_left, well
from patience import PATIENCE_S
from rag_tasks import task_for

from index import Article, Index
from rag import (
    Abandoned,
    Answer,
    Answerer,
    AnswerStream,
    BadQuestion,
    GeneratorOptions,
    Request,
    SourcesFound,
    Status,
    TextAdded,
)
from rag.errors import CannotAnswer, GeneratorUnavailable
from rag.generators import Generator, Task, load_generator
from rag.verification import Checking, check

QUESTION = "How much did the library cost?"
COST = "It cost 38.6 million euros"
PRICE = "The library cost 38.6 million euros"
DIRECTOR = "Ingrid Saltmarsh directs the house."
ANY = [*range(1, 9)]  # whatever source says it
MARKS = "".join(f"[{n}]" for n in ANY)


def streamed(index: Index, url: str, deadline_s: float = 60.0) -> AnswerStream:
    options = GeneratorOptions(model="m", base_url=url, timeout_s=deadline_s)
    answerer = Answerer(index, partial(load_generator, options=options), deadline_s)
    return answerer.stream(Request(QUESTION, generator="openai"))


def by(index: Index, generator: Generator) -> AnswerStream:
    def load(name: str) -> Generator:
        return generator if name == "own" else load_generator(name)

    return Answerer(index, load, 5.0).stream(Request(QUESTION, generator="own"))


def told(events: AnswerStream) -> tuple[list[str], Answer]:
    """The texts that were added, and the answer."""
    found = list(events)
    assert isinstance(found[0], SourcesFound)
    answer = found[-1]
    assert isinstance(answer, Answer)
    return [event.text for event in found[1:-1] if isinstance(event, TextAdded)], answer


def test_the_extractive_answer_comes_claim_by_claim_after_its_sources(index: Index) -> None:
    index.add([Article(id="other", source="Tide", text="The library has 40 rooms. It is open.")])
    first, *added, answer = Answerer(index).stream(Request("What is new about the library?"))
    assert isinstance(first, SourcesFound)
    assert isinstance(answer, Answer)
    assert first.searched == answer.searched
    listed = [source.article_id for source in first.sources]
    assert sorted(listed) == sorted(set(listed))
    assert {"library", "other"} <= set(listed)
    assert len(added) == len(answer.claims) > 1
    assert "".join(event.text for event in added if isinstance(event, TextAdded)) == answer.answer


def test_the_sources_are_those_of_the_hits_the_best_first(index: Index) -> None:
    request = Request("渡轮一号线单程要走多久？")
    answerer = Answerer(index)
    hits = answerer.hits(request)
    with closing(answerer.stream(request)) as events:
        found = next(events)
    assert isinstance(found, SourcesFound)
    assert [
        (s.article_id, s.revision, s.title, s.source, s.published_at) for s in found.sources
    ] == [
        (hit.article_id, hit.revision, hit.title, hit.source, hit.published_at)
        for hit in {hit.article_id: hit for hit in reversed(hits)}.values()
    ][::-1]
    assert found.sources[0].article_id == "ferry"


def test_an_abstention_has_its_sources_and_no_text(index: Index) -> None:
    text, answer = told(Answerer(index).stream(Request("Who won the Nobel Prize in Physics?")))
    assert (text, answer.status) == ([], Status.ABSTAINED)


def test_the_first_step_says_what_cannot_be_asked(index: Index) -> None:
    events = Answerer(index).stream(Request(QUESTION, top_k=0))
    with pytest.raises(BadQuestion, match="top_k is 0"):
        next(events)


def test_what_the_answer_says_is_what_was_streamed_where_sources_disagree(tmp_path: Path) -> None:
    file = Path(__file__).parent / "disagreements.jsonl"
    rows = [json.loads(line) for line in file.read_text("utf-8").splitlines()][:20]
    with Index(tmp_path / "home", create=True) as index:
        for row in rows:
            for number, given in enumerate(row["articles"]):
                published = datetime.fromisoformat(given.pop("published_at"))
                index.add([Article(id=f"{row['id']}-{number}", published_at=published, **given)])
        found = [told(Answerer(index).stream(Request(row["question"]))) for row in rows]
    assert sum(bool(answer.disagreements) for _, answer in found) > 5
    for text, answer in found:
        assert "".join(text) == answer.answer


def test_a_sentence_is_shown_while_the_model_goes_on_writing(shared_index: Index) -> None:
    go_on = Event()
    reply = reply_text((COST, [1]), ("It was free", [1]), (DIRECTOR, ANY))
    first, rest = reply[: reply.index("It was free")], reply[reply.index("It was free") :]
    with nothing_left(), serving(pausing(first, rest, go_on)) as server:
        events = streamed(shared_index, server.url)
        sources, shown = next(events), next(events)
        assert isinstance(sources, SourcesFound)
        assert shown == TextAdded(f"{COST} [1]")
        go_on.set()
        assert next(events) == TextAdded(f" {DIRECTOR} [2]")
        answer = events.answer()
    assert (answer.answer, answer.removed_claims) == (f"{COST} [1] {DIRECTOR} [2]", 1)


def test_a_model_that_fails_before_it_says_anything_leaves_the_text_to_the_stand_in(
    shared_index: Index,
) -> None:
    with serving(well(reply_text(("It was free", [1])))) as server:
        text, answer = told(streamed(shared_index, server.url))
    assert (text, answer.degraded) == ([f"{COST} [1]"], True)


def test_a_draft_that_speaks_of_something_else_is_replaced_before_it_is_shown(
    shared_index: Index,
) -> None:
    with serving(well(reply_text((DIRECTOR, ANY)))) as server:
        text, answer = told(streamed(shared_index, server.url))
    assert (text, answer.answer) == ([f"{COST} [1]"], f"{COST} [1]")
    assert answer.degraded_because == "the draft does not hold what was asked for"


def test_what_comes_before_the_thing_asked_for_is_shown_with_it(shared_index: Index) -> None:
    with serving(well(reply_text((DIRECTOR, ANY), (COST, [1])))) as server:
        text, answer = told(streamed(shared_index, server.url))
    assert text == [f"{DIRECTOR} [1]", f" {COST} [2]"]
    assert (answer.answer, answer.degraded) == (f"{DIRECTOR} [1] {COST} [2]", False)


class Breaking:
    """A generator that says something true and then breaks off."""

    def __init__(self, error: Exception | None = None) -> None:
        self.error = error

    def write(self, task: Task) -> Iterator[str]:
        yield f"{PRICE} {MARKS}\nIt cost 38.6 million"
        if self.error:
            raise self.error
        while not task.stop.is_set():
            time.sleep(0.01)


@pytest.mark.parametrize(
    ("error", "status", "degraded"),
    [
        (GeneratorUnavailable("gone"), Status.ANSWERED, True),
        (ZeroDivisionError("inside"), Status.ANSWERED, True),
        (CannotAnswer("no"), Status.ABSTAINED, False),
    ],
)
def test_a_model_that_fails_midway_is_replaced_and_nothing_is_added_to_what_it_said(
    shared_index: Index, error: Exception, status: Status, *, degraded: bool
) -> None:
    text, answer = told(by(shared_index, Breaking(error)))
    assert text == [f"{PRICE} [1]"]
    assert (answer.status, answer.degraded) == (status, degraded)
    assert answer.answer == (f"{COST} [1]" if degraded else "")


def test_a_model_that_hangs_midway_is_replaced_at_the_deadline(shared_index: Index) -> None:
    with nothing_left(), serving(until_left(reply_text((COST, [1]))[:-2], Event())) as server:
        start = time.monotonic()
        text, answer = told(streamed(shared_index, server.url, deadline_s=1.0))
        assert time.monotonic() - start < PATIENCE_S
    assert (text, answer.answer, answer.degraded) == ([f"{COST} [1]"], f"{COST} [1]", True)


def test_the_time_of_the_reader_is_not_that_of_the_answer(shared_index: Index) -> None:
    events = Answerer(shared_index).stream(Request(QUESTION))
    next(events)
    time.sleep(1.0)
    assert events.answer().timings_ms["total"] < 1_000


def test_closing_the_events_closes_the_model_s_connection(shared_index: Index) -> None:
    left = Event()
    with nothing_left(), serving(until_left(reply_text((COST, [1]))[:-2], left)) as server:
        events = streamed(shared_index, server.url)
        assert [type(next(events)) for _ in range(2)] == [SourcesFound, TextAdded]
        events.close()
        assert left.wait(PATIENCE_S)
        assert list(events) == []


@pytest.mark.parametrize("silent", [True, False])
def test_another_thread_closes_the_events_that_one_waits_for(
    shared_index: Index, *, silent: bool
) -> None:
    left, raised = Event(), list[Exception]()
    behave = hanging if silent else until_left(reply_text((COST, [1]))[:-2], left)
    with nothing_left(), serving(behave) as server:
        events = streamed(shared_index, server.url)

        def read() -> None:
            try:
                events.answer()
            except Abandoned as error:
                raised.append(error)

        reader = Thread(target=read)
        reader.start()
        server.await_asked()
        events.close()
        reader.join(PATIENCE_S)
        assert not reader.is_alive()
        assert silent or left.wait(PATIENCE_S)
    assert len(raised) == 1


def test_what_is_closed_before_it_begins_asks_nobody(shared_index: Index) -> None:
    with serving(hanging) as server:
        events = streamed(shared_index, server.url)
        events.close()
        assert list(events) == []
        with pytest.raises(Abandoned, match="given up before it was answered"):
            events.answer()
        assert server.asked == []


@pytest.mark.parametrize("size", [1, 2, 3, 7, 1000])
def test_however_a_draft_is_cut_it_is_checked_alike(shared_index: Index, size: int) -> None:
    task = task_for(shared_index, QUESTION)
    draft = f"Well: [0] {COST} [1] [77] It was free. [1]\n{DIRECTOR}\n{MARKS}\n[4] and more"
    checking = Checking(task.evidence, shared_index)
    verified = [v for i in range(0, len(draft), size) for v in checking.add(draft[i : i + size])]
    verified += checking.end()
    assert checking.checked == check(draft, task.evidence, shared_index)
    assert [v.claim.text for v in verified] == [COST, DIRECTOR]
    assert checking.checked.removed == 2
    assert [v.claim for v in verified] == list(checking.checked.claims)


def test_a_sentence_is_complete_at_the_end_of_its_line_and_not_before(shared_index: Index) -> None:
    task = task_for(shared_index, QUESTION)
    checking = Checking(task.evidence, shared_index)
    pieces = [COST, " [", "1", "]", " ", "[2]", "\n"]
    counts = [len(checking.add(piece)) for piece in pieces]
    assert counts == [0, 0, 0, 0, 0, 0, 1]


def test_scripted_pieces_are_told_in_order(index: Index) -> None:
    pieces = (f"{COST} [1]", f"{DIRECTOR} {MARKS}", "\n")
    text, answer = told(by(index, ScriptedGenerator(pieces)))
    assert text == [f"{COST} [1]", f" {DIRECTOR} [2]"]
    assert all(
        answer.answer.index(one) < answer.answer.index(other) for one, other in pairwise(text)
    )
