"""A GGUF model in this process."""

import json
import threading
import time
from functools import partial
from pathlib import Path
from typing import Any

import httpx
import pytest
from leaks import nothing_left
from local_model import needs_model
from patience import PATIENCE_S
from rag_tasks import task_for

from index import Index
from rag import Answerer, GeneratorOptions, Request
from rag.errors import Abandoned, GeneratorUnavailable
from rag.generators import load_generator, local
from rag.generators.prompt import rewriting
from rag.stop import Stop

QUESTION = "How much did the library cost?"


def load(model: Path | str, timeout_s: float = 60.0) -> Any:
    return load_generator("local", GeneratorOptions(model=str(model), timeout_s=timeout_s))


def test_a_missing_package_is_said_with_the_command_that_installs_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(local, "find_spec", lambda name: None)
    with pytest.raises(GeneratorUnavailable, match=r"pip install 'groundwire\[local\]'"):
        load("model.gguf")


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (None, r"generator local cannot be used: the model .*m\.gguf cannot be read: .*No such"),
        (b"", r"m\.gguf is no GGUF file"),
        (b"PK\x03\x04 a zip file", r"m\.gguf is no GGUF file"),
    ],
)
def test_what_is_no_model_is_refused_by_its_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, content: bytes | None, message: str
) -> None:
    monkeypatch.setattr(local, "find_spec", lambda name: name)
    file = tmp_path / "m.gguf"
    if content is not None:
        file.write_bytes(content)
    with pytest.raises(GeneratorUnavailable, match=message):
        load(file)


def test_no_name_is_no_model(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(local, "find_spec", lambda name: name)
    with pytest.raises(GeneratorUnavailable, match="no model is named: give a GGUF file"):
        load("")


@needs_model
@pytest.mark.parametrize("kept", [4, 5_000, 50_000_000])
def test_a_torn_file_is_said_to_be_broken(
    shared_index: Index, small_model: Path, tmp_path: Path, kept: int
) -> None:
    torn = tmp_path / "torn.gguf"
    with small_model.open("rb") as whole:
        torn.write_bytes(whole.read(kept))
    task = task_for(shared_index, QUESTION)
    with nothing_left(), pytest.raises(GeneratorUnavailable, match=r"torn\.gguf cannot be loaded"):
        list(load(torn).write(task))


@needs_model
def test_a_poor_model_s_inventions_never_reach_the_answer(
    shared_index: Index, small_model: Path
) -> None:
    options = GeneratorOptions(model=str(small_model), timeout_s=120)
    answerer = Answerer(shared_index, partial(load_generator, options=options), 120)
    answer = answerer.ask(Request(QUESTION, generator="local"))
    stored = shared_index.article("library", 1).article.text
    assert all(stored[c.start : c.end] == c.quote for c in answer.citations)
    assert all(claim.text in stored for claim in answer.claims)
    assert answer.degraded == bool(answer.degraded_because)


@needs_model
def test_a_follow_up_is_read_by_the_same_model(small_model: Path) -> None:
    prompt = rewriting("And its price?", ["When did the library open?"])
    reply = json.loads("".join(load(small_model).say(prompt, Stop())))
    assert list(reply) == ["question"]
    assert isinstance(reply["question"], str)


@needs_model
def test_the_model_stops_once_nobody_waits_for_the_answer(
    shared_index: Index, small_model: Path
) -> None:
    options = GeneratorOptions(model=str(small_model), timeout_s=120)
    list(load(small_model).write(task_for(shared_index, QUESTION, limit=1)))  # it is loaded now
    answerer = Answerer(shared_index, partial(load_generator, options=options), 120)
    with nothing_left():
        events = answerer.stream(Request(QUESTION, generator="local"))

        def read() -> None:
            with pytest.raises(Abandoned, match="given up"):
                events.answer()
            given_up.set()

        given_up = threading.Event()
        reader = threading.Thread(target=read)
        reader.start()
        while not any(thread.name == "groundwire-model" for thread in threading.enumerate()):
            time.sleep(0.01)
        events.close()
        assert given_up.wait(1.0)


@needs_model
def test_the_model_stops_at_the_deadline_and_can_be_asked_again(
    shared_index: Index, small_model: Path
) -> None:
    task = task_for(shared_index, QUESTION)
    list(load(small_model).write(task_for(shared_index, QUESTION, limit=1)))  # it is loaded now
    with nothing_left():
        start = time.monotonic()
        with pytest.raises(GeneratorUnavailable, match="the model ran out of time"):
            list(load(small_model, 0.05).write(task))
        assert time.monotonic() - start < PATIENCE_S
    assert "".join(load(small_model).write(task)).endswith("]\n")


@needs_model
def test_a_request_is_answered_in_time_while_the_model_goes_on(
    shared_index: Index, small_model: Path
) -> None:
    options = GeneratorOptions(model=str(small_model), timeout_s=0.1)
    answerer = Answerer(shared_index, partial(load_generator, options=options), 0.1)
    answerer.ask(Request(QUESTION))
    with nothing_left():
        start = time.monotonic()
        answer = answerer.ask(Request(QUESTION, generator="local"))
        assert time.monotonic() - start < PATIENCE_S
        assert answer.degraded
        assert answer.answer == "It cost 38.6 million euros [1]"


@needs_model
def test_a_model_is_loaded_once_and_nobody_else_gets_in(
    shared_index: Index, small_model: Path
) -> None:
    task = task_for(shared_index, QUESTION, limit=1)
    for _ in range(2):
        list(load(small_model).write(task))
    (model,) = local._models.values()
    url = model._server.listening_address  # type: ignore[attr-defined]
    for path in ("/v1/models", "/props", "/slots"):
        assert httpx.get(f"{url}{path}").status_code in {401, 403}
    assert httpx.post(f"{url}/v1/chat/completions", json={"messages": []}).status_code == 401


@needs_model
def test_one_that_is_busy_for_too_long_says_so(shared_index: Index, small_model: Path) -> None:
    task = task_for(shared_index, QUESTION, limit=1)
    list(load(small_model).write(task))
    (model,) = local._models.values()
    with model._lock, pytest.raises(GeneratorUnavailable, match="the model is busy"):
        list(load(small_model, 0.05).write(task))
    assert threading.active_count() < 100
