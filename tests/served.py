"""`groundwire serve` as a process of its own, which can be killed."""

import json
import re
import signal
import subprocess
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Self

import httpx
import pytest
from doors import COMMANDS, environment

DEADLINE_S = 90.0


class Served:
    """The service over a home, on a free port."""

    def __init__(self, home: Path, *options: str, env: Mapping[str, str] | None = None) -> None:
        command = [COMMANDS / "groundwire", "serve", "--home", home, "--port", "0", *options]
        self._process = subprocess.Popen(
            command, env=environment(**(env or {})), stderr=subprocess.PIPE, text=True
        )
        self.url = self._url()
        self.client = httpx.Client(base_url=self.url, timeout=30)
        self._wait_until_ready()

    def _url(self) -> str:
        assert self._process.stderr
        for line in self._process.stderr:
            if found := re.search(r"http://127\.0\.0\.1:\d+", line):
                return found[0]
        pytest.fail("the service did not start")

    def _wait_until_ready(self) -> None:
        end = time.monotonic() + DEADLINE_S
        while time.monotonic() < end:
            try:
                self.client.get("/healthz").raise_for_status()
            except httpx.TransportError:
                time.sleep(0.1)
            else:
                return
        pytest.fail("the service did not become ready")

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.stop(signal.SIGTERM)

    def stop(self, how: signal.Signals) -> None:
        """End it, with its worker processes where it has some, and wait until it is gone."""
        self.client.close()
        children = Path(f"/proc/{self._process.pid}/task/{self._process.pid}/children")
        own = children.read_text("utf-8").split() if children.exists() else []
        self._process.send_signal(how)
        self._process.communicate(timeout=DEADLINE_S)
        for child in own if how is signal.SIGKILL else ():
            subprocess.run(["kill", "-9", child], check=False, capture_output=True)


def job(client: httpx.Client, job_id: str) -> dict[str, Any]:
    """A job as the service tells it."""
    found: dict[str, Any] = client.get(f"/v1/jobs/{job_id}").raise_for_status().json()["job"]
    return found


def ended(client: httpx.Client, job_id: str, deadline_s: float = DEADLINE_S) -> dict[str, Any]:
    """A job once it has ended."""
    end = time.monotonic() + deadline_s
    while (found := job(client, job_id))["state"] in {"queued", "running"}:
        assert time.monotonic() < end, found
        time.sleep(0.05)
    return found


def lines(name: str, count: int) -> bytes:
    """JSON lines of so many articles."""
    rows = ({"id": f"{name}-{n}", "text": f"Ferry {name} number{n} sails."} for n in range(count))
    return "".join(json.dumps(row) + "\n" for row in rows).encode()


def posted(client: httpx.Client, *files: tuple[str, bytes], **headers: str) -> str:
    """The id of the job for some files."""
    reply = client.post(
        "/v1/ingest", files=[("files", file) for file in files], headers=headers
    ).raise_for_status()
    assert reply.status_code == 202
    made: str = reply.json()["job"]["id"]
    assert reply.headers["location"] == f"/v1/jobs/{made}"
    return made


def asked(client: httpx.Client, body: dict[str, Any]) -> str:
    """The id of the job for some urls."""
    made: str = client.post("/v1/ingest", json=body).raise_for_status().json()["job"]["id"]
    return made


def counts(found: Mapping[str, Any]) -> dict[str, int]:
    """What a job has counted, less what is zero."""
    return {name: count for name, count in found["counts"].items() if count}
