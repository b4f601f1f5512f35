"""`ask` without a question, at a terminal of its own."""

import json
import os
import pty
import re
import select
import shutil
import signal
import subprocess
import termios
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from doors import BACKLOG, BACKLOG_ANSWER, COMMANDS, environment, run

PROMPT = "\n? "
DEADLINE_S = 60.0
_STYLE = re.compile(r"\x1b\[[0-9;]*m")


def _interruptible() -> None:
    """Undo what a process that was started in the background passes on: ignoring interrupts."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


class Terminal:
    """A pseudo-terminal with `ask` behind it."""

    def __init__(self, *arguments: str | Path) -> None:
        self._ours, theirs = pty.openpty()
        termios.tcsetwinsize(theirs, (50, 200))
        self._ask = subprocess.Popen(
            [COMMANDS / "ask", *arguments],
            stdin=theirs,
            stdout=theirs,
            stderr=theirs,
            env=environment(TERM="xterm-256color"),
            start_new_session=True,
            preexec_fn=_interruptible,  # noqa: PLW1509  no thread runs here
        )
        os.close(theirs)

    def read_until(self, text: str) -> str:
        """What is written up to and with `text`; or, where it is empty, up to the end."""
        end, seen = time.monotonic() + DEADLINE_S, b""
        while not text or text not in _plain(seen):
            ready, _, _ = select.select([self._ours], [], [], end - time.monotonic())
            assert ready, f"{text!r} did not come: {_plain(seen)}"
            try:
                data = os.read(self._ours, 65536)
            except OSError:  # which is how Linux reports that the other side is closed
                data = b""
            if not data:
                assert not text, f"{text!r} did not come: {_plain(seen)}"
                break
            seen += data
        return _plain(seen)

    def type(self, line: str | bytes) -> None:
        os.write(self._ours, (line if isinstance(line, bytes) else line.encode()) + b"\n")

    def ask(self, question: str | bytes) -> str:
        """What is shown between a question and the next prompt."""
        self.type(question)
        return self.read_until(PROMPT)

    def interrupt(self) -> None:
        """Press Ctrl-C until something comes of it.

        Python misses an interrupt that arrives just before it begins to wait for a line; a person presses the keys again.
        """
        for _ in range(int(DEADLINE_S)):
            self._ask.send_signal(signal.SIGINT)
            if select.select([self._ours], [], [], 1.0)[0]:
                return

    def end(self) -> int:
        """The exit status, once everything is read."""
        self.read_until("")
        return self._ask.wait(DEADLINE_S)

    def close(self) -> None:
        self._ask.kill()
        self._ask.wait()
        os.close(self._ours)


def _plain(data: bytes) -> str:
    return _STYLE.sub("", data.decode(errors="replace")).replace("\r\n", "\n")


@pytest.fixture
def session(home: Path) -> Iterator[Terminal]:
    terminal = Terminal("--home", home)
    yield terminal
    terminal.close()


def test_a_follow_up_is_understood_from_the_question_before_it(session: Terminal) -> None:
    assert session.read_until(PROMPT).startswith("Ask a question; an empty line ends.\n")
    assert f"\n{BACKLOG_ANSWER} [1]\n" in session.ask(BACKLOG)
    # asked alone, this is answered with the income of another company
    assert "第二季度CoreWeave收入12.1亿美元" in session.ask("它的收入是多少？")
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
