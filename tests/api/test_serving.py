"""How `groundwire serve` starts and ends."""

import socket
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import httpx
import pytest
from doors import BACKLOG, Ran
from model_server import Exchange, hanging, serving
from service import served

Inside = Callable[..., Ran]
ASK = {"question": BACKLOG}


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.0.2.7", "example.org"])
def test_other_machines_are_served_with_keys_only(
    inside: Inside, tmp_path: Path, host: str
) -> None:
    refused = inside("groundwire", "serve", "--home", tmp_path, "--host", host)
    assert refused.status == 2
    assert refused.err == (
        f"{host} can be reached from other machines, and no keys are asked for: make one "
        "(groundwire key create NAME) and set GROUNDWIRE_REQUIRE_KEYS=true; or, where something "
        "else guards the service, say so: groundwire serve --without-keys ...\n"
    )


def test_without_keys_is_said_plainly_or_keys_are_asked_for(home: Path) -> None:
    with served(home, "--host", "0.0.0.0", "--without-keys") as service:
        assert httpx.post(f"{service.url}/v1/ask", json=ASK).status_code == 200
    with served(home, "--host", "0.0.0.0", GROUNDWIRE_REQUIRE_KEYS="true") as service:
        assert httpx.post(f"{service.url}/v1/ask", json=ASK).status_code == 401
        assert "Keys are asked for, and there is none yet. Make one: groundwire key create" in (
            service.written.read_text("utf-8")
        )


def test_a_rate_that_is_none_is_said_at_once(inside: Inside, tmp_path: Path) -> None:
    refused = inside("groundwire", "serve", "--home", tmp_path, env={"GROUNDWIRE_RATE": "often"})
    assert (refused.status, refused.err) == (
        2,
        "GROUNDWIRE_RATE is 'often': write it as 60/minute\n",
    )


def slow(exchange: Exchange) -> None:
    """A model that takes its time."""
    exchange.stopped.wait(4)
    exchange.head(500)


def asked_of_a_model(model: str) -> dict[str, str]:
    return {
        "GROUNDWIRE_GENERATOR": "openai",
        "GROUNDWIRE_OPENAI_BASE_URL": model,
        "GROUNDWIRE_MODEL": "stub",
        "GROUNDWIRE_OPENAI_API_KEY": "sk-1",
    }


@pytest.mark.parametrize("workers", ["1", "2"])
def test_it_stops_without_an_error_and_leaves_everything_in_the_catalog(
    tmp_path: Path, workers: str
) -> None:
    home = tmp_path / "home"
    with served(home, "--workers", workers) as service:
        stored = httpx.post(f"{service.url}/v1/articles", json={"text": "The ferry sails."})
        assert stored.status_code == 201
        assert (home / "catalog.sqlite3-wal").stat().st_size > 0
        assert service.end() == 0
    wal = home / "catalog.sqlite3-wal"
    assert not wal.exists() or wal.stat().st_size == 0


def test_what_is_under_way_is_finished(copied: Callable[[], Path]) -> None:
    with (
        serving(slow) as model,
        served(copied(), **asked_of_a_model(model.url)) as service,
        ThreadPoolExecutor() as pool,
    ):
        asked = pool.submit(httpx.post, f"{service.url}/v1/ask", json=ASK, timeout=30)
        model.await_asked()
        assert service.end() == 0
        assert asked.result().json()["degraded"] is True
    with pytest.raises(OSError, match="refused"):
        socket.create_connection(("127.0.0.1", int(service.url.rpartition(":")[2])))


def test_what_does_not_end_is_cut(copied: Callable[[], Path]) -> None:
    with (
        serving(hanging) as model,
        served(copied(), GROUNDWIRE_GRACE="1", **asked_of_a_model(model.url)) as service,
        ThreadPoolExecutor() as pool,
    ):
        asked = pool.submit(httpx.post, f"{service.url}/v1/ask", json=ASK, timeout=50)
        model.await_asked()
        start = time.monotonic()
        assert service.end() == 0
        assert time.monotonic() - start < 15
        assert asked.result().status_code == 503
        assert asked.result().json()["detail"] == "the service is being stopped: try again"
