"""One Slack event, one reply: over repeated deliveries, two processes, kill -9 and cut posts."""

import os
import random
import shutil
import signal
import socket
import subprocess
import time
from collections import Counter
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from threading import Event, local

import httpx
import pytest
from doors import COMMANDS, FEED, environment, run
from slack_sender import SECRET, TOKEN, event_body, eventually, signed
from slack_server import BOT, SlackServer, slack_server, sometimes

SENDERS = 8
DELIVERIES = 4
CUT = 0.05
TAKES_S = 0.1  # a call to Slack
PATIENCE_S = 3.0
DEADLINE_S = 600.0
QUESTIONS = (
    "What was CoreWeave's backlog at the end of June 2025?",
    "Ochrebank的镍和钴回收率是多少？",
    "How long did construction of the Wexelhaven library last?",
    "Who is the king of Spain?",
)


@dataclass
class Service:
    """`groundwire serve` with two processes, which can be killed and started again."""

    home: Path
    slack: SlackServer
    port: int = 0
    _serve: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        settings = {
            "GROUNDWIRE_SLACK_SIGNING_SECRET": SECRET,
            "GROUNDWIRE_SLACK_BOT_TOKEN": TOKEN,
            "GROUNDWIRE_SLACK_API_URL": self.slack.url,
        }
        self.port = self.port or _free_port()
        where = ["--home", str(self.home), "--port", str(self.port), "--workers", "2"]
        self._serve = subprocess.Popen(
            [COMMANDS / "groundwire", "serve", *where],
            env=environment(**settings),
            start_new_session=True,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        assert eventually(self._answers, 60)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def _answers(self) -> bool:
        with suppress(httpx.TransportError):
            return httpx.get(f"{self.url}/healthz", timeout=5).status_code == httpx.codes.OK
        return False

    def kill(self) -> None:
        """Every process of it, at once and without warning."""
        assert self._serve
        os.killpg(self._serve.pid, signal.SIGKILL)
        self._serve.wait()


def _free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


@dataclass
class Deliveries:
    """What Slack sends, until each delivery has been acknowledged."""

    url: str
    took: list[float] = field(default_factory=list)
    statuses: Counter[int] = field(default_factory=Counter)
    _own: local = field(default_factory=local)
    _clients: list[httpx.Client] = field(default_factory=list)

    def close(self) -> None:
        for client in self._clients:
            client.close()

    def deliver(self, body: bytes, retry: int) -> None:
        end = time.monotonic() + DEADLINE_S
        while time.monotonic() < end:
            headers = {**signed(body), "Content-Type": "application/json"}
            if retry:
                headers["X-Slack-Retry-Num"] = str(retry)
            if self._acknowledged(body, headers):
                return
            retry += 1
            time.sleep(0.5)
        pytest.fail("a delivery was never acknowledged")

    def _acknowledged(self, body: bytes, headers: Mapping[str, str]) -> bool:
        start = time.perf_counter()
        try:
            status = self._client().post("/slack/events", content=body, headers=headers).status_code
        except httpx.TransportError:
            return False
        self.took.append(time.perf_counter() - start)
        self.statuses[status] += 1
        return status == httpx.codes.OK

    def _client(self) -> httpx.Client:
        """One for each sender."""
        if not hasattr(self._own, "client"):
            self._own.client = httpx.Client(base_url=self.url, timeout=30)
            self._clients.append(self._own.client)
        return self._own.client  # type: ignore[no-any-return]


@pytest.fixture
def service(tmp_path: Path) -> Iterator[Service]:
    home = tmp_path / "home"
    assert run("groundwire", "ingest", "--home", home, FEED).status == 0
    with slack_server() as slack:
        service = Service(home, slack)
        service.start()
        yield service
        service.kill()
    shutil.rmtree(home)


def test_every_event_has_one_reply(service: Service, soak: bool, rounds: int | None) -> None:
    count = rounds or (1_000 if soak else 40)
    service.slack.cut = sometimes(CUT, 7, "chat.postMessage")
    service.slack.before = lambda _: time.sleep(TAKES_S)  # so that the kill hits some of them
    asked = {service.slack.say(f"C{n % 20}", ""): n for n in range(count)}
    assert len(asked) == count
    sent, enough = Deliveries(service.url), Event()
    deliveries = _shuffled(asked)

    def send(number: int, body: bytes, retry: int) -> None:
        sent.deliver(body, retry)
        if number == len(deliveries) // 2:
            enough.set()

    with ThreadPoolExecutor(SENDERS) as senders:
        for number, (body, retry) in enumerate(deliveries):
            senders.submit(send, number, body, retry)
        assert enough.wait(DEADLINE_S)
        service.kill()
        service.start()
    sent.close()
    assert eventually(lambda: _all_replied(service.slack, asked), DEADLINE_S)
    time.sleep(5)  # for a reply too many
    replies = [len(service.slack.replies(f"C{n % 20}", ts)) for ts, n in asked.items()]
    assert Counter(replies) == {1: count}
    assert set(sent.statuses) == {httpx.codes.OK}
    _report(sent, service.slack, count)
    assert max(sent.took) < PATIENCE_S


def _shuffled(asked: Mapping[str, int]) -> list[tuple[bytes, int]]:
    """Each event as two kinds in any order, among others, and each again a little later."""
    chance, found = random.Random(1), list[tuple[float, bytes, int]]()
    for ts, n in asked.items():
        text = f"<@{BOT}> {QUESTIONS[n % len(QUESTIONS)]}"
        for retry in range(DELIVERIES // 2):
            for kind in ("message", "app_mention"):
                body = event_body(kind, f"C{n % 20}", ts, text, channel_type="channel")
                found.append((n + chance.uniform(0, 20) + 40 * retry, body, retry))
    return [(body, retry) for _, body, retry in sorted(found)]


def _all_replied(slack: SlackServer, asked: Mapping[str, int]) -> bool:
    with slack.lock:
        replied = {message.get("thread_ts") for message in slack.messages}
    return set(asked) <= replied


def _report(sent: Deliveries, slack: SlackServer, count: int) -> None:
    took = sorted(sent.took)
    calls = Counter(method for method, _ in slack.calls)
    print(  # noqa: T201  the figures of a soak
        f"\n{count} events, {len(took)} deliveries: acknowledged in"
        f" p50 {_ms(took, 0.5)}, p99 {_ms(took, 0.99)}, at most {_ms(took, 1.0)};"
        f" {calls['chat.postMessage']} posts, {calls['conversations.replies']} looks,"
        f" {calls['chat.delete']} removed"
    )


def _ms(took: list[float], share: float) -> str:
    return f"{took[min(len(took) - 1, int(share * len(took)))] * 1000:.0f} ms"
