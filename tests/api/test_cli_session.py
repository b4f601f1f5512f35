"""`ask` without a question, at a terminal of its own."""

import json
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from doors import BACKLOG, BACKLOG_ANSWER, run
from pseudo_terminal import PROMPT, Terminal


@pytest.fixture
def session(home: Path) -> Iterator[Terminal]:
    terminal = Terminal("--home", home)
    yield terminal
    terminal.close()


def test_a_follow_up_is_understood_from_the_question_before_it(session: Terminal) -> None:
    assert session.read_until(PROMPT).startswith("Ask a question; an empty line ends.\n")
    assert f"\n{BACKLOG_ANSWER} [1]\n" in session.ask(BACKLOG)
    # asked alone, this is answered with the income of another company
    follow_up = session.ask("它的收入是多少？")
    assert "第二季度CoreWeave收入12.1亿美元" in follow_up
    assert "（理解为：CoreWeave的收入是多少?）" in follow_up
    session.type("")
    assert session.end() == 0


def test_what_cannot_be_asked_is_said_and_the_session_goes_on(session: Terminal) -> None:
    session.read_until(PROMPT)
    assert "the question is empty: ask something" in session.ask("？？")
    assert "at most 2,000 are taken" in session.ask("a " * 1500)
    assert "Searched 47 passages" in session.ask(b"half \xe5\x8d a word")
    assert BACKLOG_ANSWER in session.ask(BACKLOG)
    session.type(b"\x04")  # the end of input
    assert session.end() == 0


def test_an_interrupt_ends_the_session_without_a_traceback(session: Terminal) -> None:
    session.read_until(PROMPT)
    session.interrupt()
    shown = session.read_until("interrupted")
    assert "Traceback" not in shown
    assert session.end() == 130


def test_a_session_with_a_service_follows_up_too(server: str) -> None:
    terminal = Terminal("--server", server)
    try:
        terminal.read_until(PROMPT)
        assert BACKLOG_ANSWER in terminal.ask(BACKLOG)
        assert "at most 2,000 are taken" in terminal.ask("a " * 1500)
        assert "第二季度CoreWeave收入12.1亿美元" in terminal.ask("它的收入是多少？")
        terminal.type("")
        assert terminal.end() == 0
    finally:
        terminal.close()


def test_a_bar_shows_that_a_large_index_is_made_again(tmp_path: Path) -> None:
    home, rows = tmp_path / "home", tmp_path / "rows.jsonl"
    written = [{"id": f"{n}", "text": f"The ferry {n} resumed."} for n in range(1500)]
    rows.write_text("\n".join(map(json.dumps, written)), "utf-8")
    assert run("groundwire", "ingest", "--home", home, rows).status == 0
    shutil.rmtree(home / "terms")
    terminal = Terminal("--home", home, "What resumed with ferry 77?")
    try:
        shown = terminal.read_until("The ferry 77 resumed.")
        assert "catching up the index" in shown
        assert terminal.end() == 0
    finally:
        terminal.close()
