"""A pseudo-terminal of its own for a command."""

import os
import pty
import re
import select
import signal
import subprocess
import termios
import time
from pathlib import Path

from doors import COMMANDS, environment

PROMPT = "\n? "
DEADLINE_S = 60.0
_STYLE = re.compile(r"\x1b\[[0-9;]*m|[^\n]*\x1b\[2K\r")  # colours, and what was erased again


def _interruptible() -> None:
    """Undo what a process that was started in the background passes on: ignoring interrupts."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


class Terminal:
    """A pseudo-terminal with `ask` behind it."""

    def __init__(self, *arguments: str | Path, width: int = 200, **env: str) -> None:
        self._ours, theirs = pty.openpty()
        termios.tcsetwinsize(theirs, (50, width))
        self._ask = subprocess.Popen(
            [COMMANDS / "ask", *arguments],
            stdin=theirs,
            stdout=theirs,
            stderr=theirs,
            env=environment(TERM="xterm-256color", **env),
            start_new_session=True,
            preexec_fn=_interruptible,  # noqa: PLW1509  no thread runs here
        )
        os.close(theirs)

    def read_until(self, text: str, within_s: float = DEADLINE_S) -> str:
        """What is written up to and with `text`; or, where it is empty, up to the end."""
        end, seen = time.monotonic() + within_s, b""
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
