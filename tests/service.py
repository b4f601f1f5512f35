"""`groundwire serve` as a process, for tests of how it starts, works and ends."""

import json
import re
import signal
import subprocess
import time
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx
import pytest
from doors import COMMANDS, environment

DEADLINE_S = 60.0


@dataclass
class Served:
    """A service that runs, or has ended."""

    url: str
    process: subprocess.Popen[bytes]
    written: Path

    def log(self) -> list[dict[str, Any]]:
        """The lines of its log, which is JSON."""
        lines = self.written.read_text("utf-8").splitlines()
        return [json.loads(line) for line in lines if line.startswith("{")]

    def logged(self, event: str, **fields: str) -> dict[str, Any]:
        """The line of an event with these fields, once it is there."""
        end = time.monotonic() + DEADLINE_S
        while time.monotonic() < end:
            for line in self.log():
                if line["event"] == event and fields.items() <= line.items():
                    return line
            time.sleep(0.05)
        pytest.fail(f"no {event} in {self.written.read_text('utf-8')}")

    def end(self) -> int:
        """Stop it as systemd and Docker do; the exit status."""
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(DEADLINE_S)


@contextmanager
def served(home: Path, *arguments: str, **variables: str) -> Generator[Served, None, None]:
    """`groundwire serve` over a home, on a free port, with a log in JSON."""
    written = home.with_name(f"{uuid4().hex}.log")
    with written.open("wb") as log:
        process = subprocess.Popen(
            [COMMANDS / "groundwire", "serve", "--home", home, "--port", "0", *arguments],
            env=environment(**{"GROUNDWIRE_LOG_FORMAT": "json", **variables}),
            stdout=log,
            stderr=log,
        )
    try:
        yield Served(_url(written, process), process, written)
    finally:
        process.terminate()
        process.wait(DEADLINE_S)


def _url(written: Path, process: subprocess.Popen[bytes]) -> str:
    end = time.monotonic() + DEADLINE_S
    while time.monotonic() < end and process.poll() is None:
        found = re.search(r"running on http://[\d.]+:(\d+)", written.read_text("utf-8"))
        if found and _answers(url := f"http://127.0.0.1:{found[1]}"):
            return url
        time.sleep(0.05)
    pytest.fail(f"the service did not start: {written.read_text('utf-8')}")


def _answers(url: str) -> bool:
    try:
        return httpx.get(f"{url}/healthz").is_success
    except httpx.TransportError:
        return False
