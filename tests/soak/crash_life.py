"""One life of the process that is killed: where it is to end, and what it has said until then."""

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from random import Random
from threading import Timer
from typing import Any

ROOT = Path(__file__).parents[2]
_WORKER = Path(__file__).with_name("crash_worker.py")
# Where to kill: how many times it is passed before, for how long it lasts (seconds), and what
# operations lead there.
_AIMS: Mapping[str, tuple[int, float, Sequence[str]]] = {
    "commit": (16, 0.003, []),
    "replace": (12, 0.003, ["save"]),
    "terms": (10, 0.025, ["search"]),
    "vectors": (2, 0.01, ["save", "add_many"]),
}
_AT_MOST_S = 4.0
_AT_RANDOM_S = 0.8


@dataclass(frozen=True, slots=True)
class Aim:
    """Kill `delay` seconds after the `nth` time `name` is entered, or after `at_most` seconds."""

    name: str
    nth: int
    delay: float
    at_most: float
    often: Sequence[str] = ()

    @classmethod
    def drawn(cls, random: Random, number: int, *, first: bool) -> "Aim":
        """Three rounds of four aim at a place; the first one in a home aims at its making."""
        if first:
            return cls("commit", random.randint(1, 3), random.uniform(0, 0.004), _AT_MOST_S)
        if number % 4 == 3:
            return cls("", 0, 0, random.uniform(0, _AT_RANDOM_S))
        name = random.choice(list(_AIMS))
        most, lasts, often = _AIMS[name]
        return cls(name, random.randint(1, most), random.uniform(0, lasts), _AT_MOST_S, often)


class Worker:
    """A process of crash_worker.py that waits until it is told where to work."""

    def __init__(self, errors: Path) -> None:
        self.errors = errors
        with errors.open("wb") as stream:
            self._process = subprocess.Popen(
                [sys.executable, str(_WORKER)],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=stream,
                env={**os.environ, "PYTHONPATH": str(ROOT)},
            )

    def lines(self, home: Path, seed: int, aim: Aim) -> Iterator[dict[str, Any]]:
        """Set it to work, kill it as the aim says, and give all that it has said."""
        assert self._process.stdin
        assert self._process.stdout
        with suppress(BrokenPipeError):  # it has ended, and is asked why later
            self._process.stdin.write(_line(home=str(home), seed=seed, often=aim.often))
            self._process.stdin.flush()
        timer = Timer(aim.at_most, self._process.kill)
        timer.start()
        passed = 0
        for raw in self._process.stdout:
            line = _parsed(raw)
            if line.get("kind") == "enter" and line["name"] == aim.name:
                passed += 1
                if passed == aim.nth:
                    time.sleep(aim.delay)
                    self._process.kill()
            yield line
        timer.cancel()

    def ended_by_itself(self) -> str:
        """What it has said on standard error, unless it was killed."""
        if self._process.wait() == -9:
            return ""
        return self.errors.read_text(encoding="utf-8", errors="replace")[-2000:] or "it ended"

    def close(self) -> None:
        self._process.kill()
        self._process.wait()
        for stream in (self._process.stdin, self._process.stdout):
            if stream:
                with suppress(BrokenPipeError):
                    stream.close()
        self.errors.unlink()


def _line(**fields: object) -> bytes:
    return json.dumps(fields).encode() + b"\n"


def _parsed(raw: bytes) -> dict[str, Any]:
    """A line; one that was cut short was never acted upon."""
    line: dict[str, Any] = json.loads(raw) if raw.endswith(b"\n") else {}
    return line
