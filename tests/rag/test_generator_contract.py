"""What every generator does alike."""

import sys
from collections.abc import Callable, Generator, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
from leaks import nothing_left
from local_model import needs_model
from model_server import reply_text, serving, well
from rag_tasks import task_for

from index import Index
from rag.errors import CannotAnswer, GeneratorUnavailable
from rag.generators import Generator as Writer
from rag.generators import GeneratorOptions, Task, load_generator
from rag.verification import check

DIRECTOR = "Ingrid Saltmarsh directs the house."
QUESTIONS = {
    "Who directs the library?": DIRECTOR,
    "渡轮一号线单程要走多久？": "一号线单程要走17分钟",
}
Make = Callable[[str], Writer]


class First:
    """A user's own: states the first source."""

    def __init__(self, options: GeneratorOptions) -> None:
        self.options = options

    def write(self, task: Task) -> Iterator[str]:
        yield task.evidence[0].statement.text
        yield " [1]\n"


@contextmanager
def own() -> Generator[Make, None, None]:
    sys.modules["their_module"] = sys.modules[__name__]
    yield lambda statement: load_generator("their_module:First", own=True)


@contextmanager
def extractive() -> Generator[Make, None, None]:
    yield lambda statement: load_generator("extractive")


@contextmanager
def served(name: str) -> Generator[Make, None, None]:
    with serving(well("")) as server:
        options = GeneratorOptions(model="m", base_url=server.url, api_key="k", timeout_s=10)

        def make(statement: str) -> Writer:
            server.behave = well(reply_text((statement, [1])))
            return load_generator(name, options)

        yield make


BACKENDS: dict[str, Any] = {
    "extractive": extractive,
    "own": own,
    "openai": lambda: served("openai"),
    "anthropic": lambda: served("anthropic"),
}


@pytest.fixture(params=BACKENDS)
def make(request: pytest.FixtureRequest) -> Iterator[Make]:
    with BACKENDS[request.param]() as make:
        yield make


@pytest.mark.parametrize("question", QUESTIONS)
def test_a_draft_is_statements_with_markers(shared_index: Index, make: Make, question: str) -> None:
    task = task_for(shared_index, question)
    statement = QUESTIONS[question]
    draft = "".join(make(statement).write(task))
    checked = check(draft, task.evidence, shared_index)
    assert ([(c.text, c.citations) for c in checked.claims], checked.removed) == (
        [(statement, (1,))],
        0,
    )


def test_a_generator_writes_as_often_as_it_is_asked(shared_index: Index, make: Make) -> None:
    task = task_for(shared_index, "Who directs the library?")
    generator = make(DIRECTOR)
    drafts = ["".join(generator.write(task)) for _ in range(2)]
    assert drafts[0] == drafts[1] == f"{DIRECTOR} [1]\n"


def test_several_ask_it_at_once(shared_index: Index, make: Make) -> None:
    task = task_for(shared_index, "Who directs the library?")
    generator, drafts = make(DIRECTOR), list[str]()
    threads = [Thread(target=lambda: drafts.append("".join(generator.write(task)))) for _ in "four"]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert drafts == [f"{DIRECTOR} [1]\n"] * 4


def test_what_is_closed_early_leaves_nothing_behind(shared_index: Index, make: Make) -> None:
    task = task_for(shared_index, "Who directs the library?")
    generator = make(DIRECTOR)
    with nothing_left():
        pieces: Any = generator.write(task)
        next(pieces)
        pieces.close()
        with pytest.raises(StopIteration):
            next(pieces)


@needs_model
@pytest.mark.parametrize("question", QUESTIONS)
def test_a_small_model_keeps_to_the_form(
    shared_index: Index, small_model: Path, question: str
) -> None:
    task = task_for(shared_index, question, limit=2)
    generator = load_generator("local", GeneratorOptions(model=str(small_model), timeout_s=120))
    try:
        draft = "".join(generator.write(task))
    except CannotAnswer:
        return
    assert draft.endswith("]\n")
    checked = check(draft, task.evidence, shared_index)
    assert len(checked.claims) + checked.removed == len(draft.splitlines())


@pytest.mark.parametrize("name", ["openai", "anthropic"])
def test_nothing_is_sent_before_a_piece_is_asked_for(shared_index: Index, name: str) -> None:
    task = task_for(shared_index, "Who directs the library?")
    with serving(well("")) as server:
        options = GeneratorOptions(model="m", base_url=server.url, api_key="k")
        load_generator(name, options).write(task)
        assert server.asked == []


def test_a_task_without_evidence_is_no_defect(shared_index: Index, make: Make) -> None:
    task = replace(task_for(shared_index, "Who directs the library?"), evidence=())
    try:
        draft = "".join(make(DIRECTOR).write(task))
    except (CannotAnswer, GeneratorUnavailable, IndexError):
        return
    assert check(draft, task.evidence, shared_index).claims == ()
