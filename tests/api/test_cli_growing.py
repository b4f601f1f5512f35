"""`ask` at a terminal: the answer is printed while a model writes it."""

import re
from collections.abc import Iterable, Iterator
from datetime import UTC
from io import StringIO
from pathlib import Path
from threading import Event

import pytest
from doors import BACKLOG, BACKLOG_ANSWER, run, serving
from model_server import ModelServer, pausing, reply_text, until_left, well
from model_server import serving as serving_model
from patience import PATIENCE_S
from pseudo_terminal import PROMPT, Terminal
from rich.console import Console

from api.cli.growing import Growing
from api.cli.terminal import render_answer
from rag import Answer, Request, TextAdded
from rag import Event as AnswerEvent
from rag.answerer import Answerer

CLAIM = "CoreWeave签下而尚未交付的积压订单合计301亿美元"
FRAMED = f"Cloud Weekly (2025-10-22), in Chinese: “{CLAIM}” (that is, $30.1 billion) [1]"
BEGUN = reply_text((CLAIM, [1]))[:-2]
WHOLE = reply_text((CLAIM, [1]), ("It was free", [1]))


@pytest.fixture(params=["home", "server"])
def where(request: pytest.FixtureRequest, home: Path) -> Iterator[tuple[ModelServer, list[str]]]:
    """A model's server, and what makes `ask` ask it: through the home folder, or a service."""
    with serving_model(well(WHOLE)) as model:
        if request.param == "home":
            yield model, ["--home", str(home), "--generator", "openai"]
        else:
            with serving(home, generator="openai", openai_base_url=model.url) as url:
                yield model, ["--server", url]


def opened(where: tuple[ModelServer, list[str]], *arguments: str, width: int = 200) -> Terminal:
    model, chosen = where
    return Terminal(*chosen, *arguments, width=width, GROUNDWIRE_OPENAI_BASE_URL=model.url)


def test_a_sentence_is_printed_while_the_model_goes_on(
    where: tuple[ModelServer, list[str]],
) -> None:
    go_on = Event()
    where[0].behave = pausing(BEGUN, WHOLE[len(BEGUN) :], go_on)
    terminal = opened(where, BACKLOG)
    try:
        assert terminal.read_until(FRAMED) == FRAMED
        go_on.set()
        rest = terminal.read_until("")
        assert rest.startswith("\n\n[1]  Orders Outpace Server Halls at CoreWeave\n")
        assert FRAMED not in rest
        assert terminal.end() == 0
    finally:
        terminal.close()


def test_an_interrupt_ends_the_line_the_command_and_the_model(
    where: tuple[ModelServer, list[str]],
) -> None:
    left = Event()
    where[0].behave = until_left(BEGUN, left)
    terminal = opened(where, BACKLOG)
    try:
        terminal.read_until(FRAMED)
        terminal.interrupt()
        assert terminal.read_until("").endswith("\ninterrupted\n")
        assert terminal.end() == 130
        assert left.wait(PATIENCE_S)
    finally:
        terminal.close()


def test_an_interrupt_in_a_session_ends_one_answer(where: tuple[ModelServer, list[str]]) -> None:
    left = Event()
    where[0].behave = until_left(BEGUN, left)
    terminal = opened(where)
    try:
        terminal.read_until(PROMPT)
        terminal.type(BACKLOG)
        terminal.read_until(FRAMED)
        terminal.interrupt()
        assert terminal.read_until(PROMPT).endswith(f"\ninterrupted\n{PROMPT}")
        assert left.wait(PATIENCE_S)
        where[0].behave = well(WHOLE)
        assert FRAMED in terminal.ask(BACKLOG)
        terminal.type("")
        assert terminal.end() == 0
    finally:
        terminal.close()


def test_without_streaming_the_answer_comes_whole(where: tuple[ModelServer, list[str]]) -> None:
    go_on = Event()
    where[0].behave = pausing(BEGUN, WHOLE[len(BEGUN) :], go_on)
    terminal = opened(where, "--no-stream", BACKLOG)
    try:
        with pytest.raises(AssertionError, match="did not come"):
            terminal.read_until(FRAMED, within_s=3.0)
        go_on.set()
        assert terminal.read_until("").startswith(f"{FRAMED}\n\n[1]  Orders")
    finally:
        terminal.close()


def test_a_line_says_what_goes_on_and_is_gone_once_there_is_an_answer(
    where: tuple[ModelServer, list[str]],
) -> None:
    go_on = Event()
    where[0].behave = pausing("", WHOLE, go_on)
    terminal = opened(where, BACKLOG)
    try:
        assert re.fullmatch(r"Writing from \d+ articles …", terminal.read_until("…"))
        go_on.set()
        assert terminal.read_until("").startswith(f"{FRAMED}\n\n[1]  Orders")
    finally:
        terminal.close()


def test_a_pipe_gets_the_answer_in_one_piece(home: Path) -> None:
    with serving_model(well(WHOLE)) as model:
        env = {"GROUNDWIRE_OPENAI_BASE_URL": model.url}
        ran = run("ask", "--home", home, "--generator", "openai", BACKLOG, env=env)
    assert ran.out.startswith(f"{FRAMED}\n\n[1]  Orders")
    assert "\x1b" not in ran.out


def printed(events: Iterable[AnswerEvent], width: int) -> str:
    stream = StringIO()
    Growing(Console(file=stream, width=width, color_system=None), UTC, BACKLOG).show(events)
    return stream.getvalue()


@pytest.fixture(scope="module")
def answers(home: Path) -> list[list[AnswerEvent]]:
    from index import Index

    questions = (BACKLOG, "What is new at CoreWeave?", "Ochrebank有什么新进展？", "Who is king?")
    with Index(home) as index:
        return [list(Answerer(index).stream(Request(question))) for question in questions]


@pytest.mark.parametrize("width", [20, 33, 80, 200])
def test_what_grew_looks_like_what_is_printed_whole(
    answers: list[list[AnswerEvent]], width: int
) -> None:
    for events in answers:
        stream = StringIO()
        answer = events[-1]
        assert isinstance(answer, Answer)
        Console(file=stream, width=width, color_system=None).print(render_answer(answer, UTC))
        assert lines(printed(events, width)) == lines(stream.getvalue())
    assert max(len(events) for events in answers) > 4


def lines(text: str) -> list[str]:
    return [line.rstrip() for line in text.rstrip().split("\n")]


def test_what_was_printed_in_vain_is_taken_back(answers: list[list[AnswerEvent]]) -> None:
    *_, answer = answers[0]
    shown = printed([TextAdded("A claim of its own. [1]"), answer], 200)
    assert shown.startswith(
        "A claim of its own. [1]\n"
        "(Disregard the above: it broke off. What follows counts.)\n"
        f"{BACKLOG_ANSWER} [1]\n"
    )
