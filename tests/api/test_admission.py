"""What happens when more is asked than can be worked on."""

import socket
import time
from collections.abc import Generator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from threading import Event

import httpx
import pytest
from doors import BACKLOG, serving
from model_server import Exchange, ModelServer
from model_server import serving as serving_model

ASK = {"question": BACKLOG}
HEAD = (
    "POST {} HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
    "Content-Length: 1000\r\n\r\n"
)


class Held:
    """A service with two places, and a model that answers when it is let."""

    def __init__(self, url: str, model: ModelServer, free: Event) -> None:
        self.url, self._model, self._free = url, model, free
        self.asks = list[Future[httpx.Response]]()
        self._pool = ThreadPoolExecutor(24)

    def ask(self, count: int) -> None:
        """Put questions, and see those under way that have places."""
        for _ in range(count):
            self.asks.append(
                self._pool.submit(httpx.post, f"{self.url}/v1/ask", json=ASK, timeout=30)
            )
        end = time.monotonic() + 20
        while len(self._model.asked) < min(2, len(self.asks)) and time.monotonic() < end:
            time.sleep(0.02)
        assert len(self._model.asked) == min(2, len(self.asks))

    def free(self) -> list[int]:
        """Let the model answer; the statuses of all that was asked."""
        self._free.set()
        return [ask.result().status_code for ask in self.asks]


@contextmanager
def held(home: Path) -> Generator[Held, None, None]:
    free = Event()

    def behave(exchange: Exchange) -> None:
        free.wait(20)
        exchange.head(401)

    with (
        serving_model(behave) as model,
        serving(
            home,
            concurrency=2,
            generator="openai",
            openai_base_url=model.url,
            model="stub",
            openai_api_key="sk-1",
        ) as url,
    ):
        try:
            yield Held(url, model, free)
        finally:
            free.set()


def test_what_would_wait_too_long_is_refused_at_once_and_told_when_to_come_again(
    home: Path,
) -> None:
    with held(home) as service:
        service.ask(2)
        service.ask(18)  # sixteen of them may expect a place within 0.8 s
        end = time.monotonic() + 20
        while sum(ask.done() for ask in service.asks) < 2 and time.monotonic() < end:
            time.sleep(0.02)
        refused = next(ask.result() for ask in service.asks if ask.done())
        assert refused.status_code == 503
        assert refused.headers["retry-after"] == "1"
        assert refused.json()["detail"] == "too many are asking: try again"
        assert sorted(service.free()) == [200] * 18 + [503] * 2


@pytest.mark.parametrize("path", ["/healthz", "/readyz", "/metrics", "/openapi.json"])
def test_what_is_not_answering_goes_on(home: Path, path: str) -> None:
    with held(home) as service:
        service.ask(7)
        assert httpx.get(service.url + path, timeout=5).status_code == 200
        assert service.free() == [200] * 7


def test_a_sender_who_never_ends_holds_no_place(home: Path) -> None:
    with held(home) as service:
        port = int(service.url.rpartition(":")[2])
        senders = [socket.create_connection(("127.0.0.1", port)) for _ in range(6)]
        for sender in senders:
            sender.sendall(HEAD.format("/v1/ask").encode() + b'{"question": "')
        time.sleep(0.3)
        service.ask(2)
        assert service.free() == [200] * 2
        for sender in senders:
            sender.close()


def test_who_asks_for_nothing_that_answers_is_not_held_up(home: Path) -> None:
    with held(home) as service:
        service.ask(7)
        stored = httpx.post(f"{service.url}/v1/articles", json={}, timeout=5)
        assert stored.status_code == 422
        assert service.free() == [200] * 7
