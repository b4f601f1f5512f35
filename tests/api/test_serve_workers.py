"""Several processes of the service over one home."""

import re
import subprocess
import time
from collections.abc import Iterator
from contextlib import ExitStack, suppress
from pathlib import Path

import httpx
import pytest
from doors import COMMANDS, environment

FOLLOWED_S = 1.0
DEADLINE_S = 60.0
MOST_CONNECTIONS = 64


class Workers:
    """`groundwire serve --workers 2`."""

    def __init__(self, home: Path) -> None:
        self._serve = subprocess.Popen(
            [COMMANDS / "groundwire", "serve", "--home", home, "--port", "0", "--workers", "2"],
            env=environment(),
            stderr=subprocess.PIPE,
            text=True,
        )
        self.url = self._url()

    def _url(self) -> str:
        assert self._serve.stderr
        for line in self._serve.stderr:
            if found := re.search(r"http://127\.0\.0\.1:\d+", line):
                return found[0]
        pytest.fail("the service did not start")

    def sockets(self) -> list[int]:
        """How many sockets each process that is under way holds open."""
        children = Path(f"/proc/{self._serve.pid}/task/{self._serve.pid}/children").read_text(
            "utf-8"
        )
        return [_sockets(Path(f"/proc/{child}/fd")) for child in children.split()]

    def close(self) -> None:
        self._serve.terminate()
        self._serve.communicate(timeout=DEADLINE_S)


def _sockets(folder: Path) -> int:
    return sum(_is_socket(descriptor) for descriptor in folder.iterdir())


def _is_socket(descriptor: Path) -> bool:
    with suppress(FileNotFoundError):  # it may be closed meanwhile
        return "socket" in str(descriptor.readlink())
    return False


@pytest.fixture
def workers(tmp_path: Path) -> Iterator[Workers]:
    started = Workers(tmp_path / "home")
    yield started
    started.close()


def test_what_one_process_stores_the_others_find_within_a_second(workers: Workers) -> None:
    with ExitStack() as stack:
        clients = _clients_of_two_processes(workers, stack)
        for n in range(3):
            ferry = {"id": f"ferry-{n}", "text": f"Ferry number{n} resumed."}
            stored = clients[n].post("/v1/articles", json=ferry)
            assert stored.json()["articles"][0]["outcome"] == "new"
            assert _hits(clients[n], f"number{n}")[0] == f"ferry-{n}"  # its own process: at once
            time.sleep(FOLLOWED_S)
            found = {_hits(client, f"number{n}")[0] for client in clients}
            assert found == {f"ferry-{n}"}


def _hits(client: httpx.Client, query: str) -> list[str]:
    reply = client.post("/v1/search", json={"query": query}).raise_for_status()
    return [hit["article_id"] for hit in reply.json()["hits"]] or [""]


def _clients_of_two_processes(workers: Workers, stack: ExitStack) -> list[httpx.Client]:
    """Clients that keep their connections, opened until two processes hold some of them."""
    clients = list[httpx.Client]()
    before = _ready(workers)
    while sum(now > then for now, then in zip(workers.sockets(), before, strict=True)) < 2:
        assert len(clients) < MOST_CONNECTIONS, "one process took every connection"
        clients += [stack.enter_context(httpx.Client(base_url=workers.url, timeout=30))]
        for client in clients:
            client.get("/healthz").raise_for_status()
    while len(clients) < 3:
        clients += [stack.enter_context(httpx.Client(base_url=workers.url, timeout=30))]
    return clients


def _ready(workers: Workers) -> list[int]:
    """The sockets of each process once both answer: their number does not change any more."""
    end, seen = time.monotonic() + DEADLINE_S, [list[int]()]
    while time.monotonic() < end:
        try:
            with httpx.Client(base_url=workers.url) as client:
                client.get("/healthz").raise_for_status()
        except httpx.TransportError:
            seen = [[]]
        seen.append(workers.sockets())
        if len(seen) > 6 and all(s == seen[-1] for s in seen[-6:]):
            return seen[-1]
        time.sleep(0.25)
    pytest.fail("the processes did not become ready")
