"""Secrets in the configuration and in requests: they stand in no log, error or answer."""

import asyncio
import json
import socket
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx
import pytest
from doors import BACKLOG, run
from model_server import Exchange, serving
from service import served

from api.keys import new_key
from api.rest.app import create_app
from api.rest.logs import line_formatter
from api.settings import LogFormat, Settings, read_settings
from api.variables import Secret, settings_of
from index import Index
from index.state import Scope

NOW = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)
CANARY = "canary7f3a"
SECRETS = [one.name for one in settings_of(Settings) if one.type is Secret]
CONFIGURED = {f"GROUNDWIRE_{name.upper()}": f"{CANARY}-{name}" for name in SECRETS}
HEADERS = {
    "authorization": f"Bearer gw_{CANARY}_{CANARY}",
    "cookie": f"session={CANARY}",
    "x-api-key": CANARY,
    "proxy-authorization": f"Basic {CANARY}",
    "user-agent": CANARY,
    "referer": f"http://{CANARY}.example/",
    "x-forwarded-for": CANARY,
    "x-request-id": f"{CANARY}!",
    "traceparent": CANARY,
}
BODIES: list[Any] = [
    b"{",
    f'{{"question": "{CANARY}'.encode(),
    {"question": BACKLOG, "key": CANARY},
    {"question": BACKLOG, "since": "soon"},
    {"question": BACKLOG, "top_k": CANARY},
    {"question": BACKLOG, "generator": "openai"},
    {"question": BACKLOG, "generator": CANARY[:6]},
    {"question": f"{BACKLOG} {CANARY}", "generator": "openai"},
    [CANARY],
]


def echoing(exchange: Exchange) -> None:
    """A model's server that repeats in its error all that it was sent."""
    exchange.head(500, "application/json", f"X-Echo: {exchange.headers.get('authorization')}\r\n")
    exchange.send(json.dumps({"error": {"message": str(exchange.headers)}}))


def refusing(exchange: Exchange) -> None:
    exchange.head(401, "application/json", f"X-Echo: {exchange.headers.get('authorization')}\r\n")
    exchange.send(json.dumps({"error": f"bad key {exchange.headers}"}))


def claiming(exchange: Exchange) -> None:
    """One that repeats the key within a stream that looks well."""
    exchange.head()
    said = {"choices": [{"delta": {"content": str(exchange.headers)}}], "error": {"x": CANARY}}
    exchange.send(f"data: {json.dumps(said)}\n\n")


def requests(url: str, headers: dict[str, str]) -> Iterator[httpx.Response]:
    """Requests of every kind that go wrong, and some that go well."""
    with httpx.Client(base_url=url, headers=HEADERS | headers, timeout=60) as client:
        for path in ("/v1/ask", "/v1/search", "/v1/articles", "/v1/verify"):
            for body in BODIES:
                data = body if isinstance(body, bytes) else json.dumps(body).encode()
                kind = {"content-type": "application/json"}
                yield client.post(f"{path}?api_key={CANARY}", content=data, headers=kind)
        for path in (
            "/healthz",
            "/readyz",
            "/metrics",
            "/openapi.json",
            "/docs",
            "/none",
            "/v1/ask",
        ):
            yield client.get(f"{path}?token={CANARY}")
        yield client.request("CANARY", "/v1/ask")


def raw(url: str) -> bytes:
    """What is said to something that is hardly a request."""
    port = int(url.rpartition(":")[2])
    with socket.create_connection(("127.0.0.1", port), timeout=20) as connection:
        connection.sendall(f"GET /{CANARY} {CANARY}\r\n{CANARY}\r\n\r\n".encode())
        return b"".join(iter(lambda: connection.recv(65536), b""))


def said(response: httpx.Response) -> str:
    """Status, headers and body, less the question, which an answer repeats by contract."""
    text = response.text
    if response.headers.get("content-type") == "application/json" and response.is_success:
        body = response.json()
        text = json.dumps({name: value for name, value in body.items() if name != "question"})
    return f"{response.status_code} {response.headers} {text}"


@pytest.mark.parametrize("behave", [echoing, refusing, claiming])
@pytest.mark.parametrize("keys", ["true", "false"])
def test_no_secret_leaves_the_service(
    copied: Callable[[], Path], behave: Callable[[Exchange], None], keys: str
) -> None:
    home = copied()
    key, written = new_key("admin", [Scope.ADMIN], NOW)
    with Index(home) as index:
        index.state.keys.add(key)
    with (
        serving(behave) as model,
        served(
            home,
            **CONFIGURED,
            GROUNDWIRE_REQUIRE_KEYS=keys,
            GROUNDWIRE_GENERATOR="openai",
            GROUNDWIRE_OPENAI_BASE_URL=model.url,
            GROUNDWIRE_MODEL="stub",
            GROUNDWIRE_GENERATOR_DEADLINE="1",
            OTEL_EXPORTER_OTLP_ENDPOINT="http://127.0.0.1:9",
            OTEL_EXPORTER_OTLP_HEADERS=f"authorization={CANARY}",
        ) as service,
    ):
        strange = [said(response) for response in requests(service.url, {})]
        known = [
            said(response)
            for response in requests(service.url, {"authorization": f"Bearer {written}"})
        ]
        broken = raw(service.url)
        for path in home.glob("catalog.sqlite3*"):  # from here on everything fails
            path.write_bytes(b"\0" * path.stat().st_size)
        known += [
            said(response)
            for response in requests(service.url, {"authorization": f"Bearer {written}"})
        ]
        assert service.end() == 0
        log = service.written.read_text("utf-8")
    assert any(
        exchange.headers["authorization"].endswith("openai_api_key") for exchange in model.asked
    )
    assert [text for text in [*strange, *known] if CANARY in text] == []
    assert CANARY.encode() not in broken
    assert [line for line in log.splitlines() if CANARY in line or written[16:] in line] == []
    assert [text for text in [*strange, *known] if written[16:] in text] == []
    assert BACKLOG not in log


def test_no_secret_is_printed_by_the_commands(copied: Callable[[], Path]) -> None:
    home = copied()
    with serving(echoing) as model:
        settings = {
            **CONFIGURED,
            "GROUNDWIRE_OPENAI_BASE_URL": model.url,
            "GROUNDWIRE_MODEL": "stub",
        }
        for arguments in (
            ("ask", "--home", home, "--generator", "openai", BACKLOG),
            ("ask", "--home", home, "--generator", "openai", "--json", BACKLOG),
            ("groundwire", "doctor", "--home", home),
            ("groundwire", "stats", "--home", home, "--json"),
        ):
            ran = run(*arguments, env=settings)  # type: ignore[arg-type]
            assert CANARY not in ran.out + ran.err
        assert model.asked[0].headers["authorization"] == f"Bearer {CANARY}-openai_api_key"


def test_a_defect_is_written_down_without_what_was_sent(
    home: Path, caplog: pytest.LogCaptureFixture
) -> None:
    class Defective:
        def stream(self, request: object) -> None:
            secret = request
            raise RuntimeError(type(secret).__name__)

    app = create_app(read_settings({}, home=home, openai_api_key=f"{CANARY}-key"))
    app.state.answerer = Defective()

    async def sent() -> httpx.Response:
        transport = httpx.ASGITransport(app)
        async with httpx.AsyncClient(transport=transport, base_url="http://localhost") as client:
            body = {"question": f"{BACKLOG} {CANARY}"}
            return await client.post(f"/v1/ask?key={CANARY}", json=body, headers=HEADERS)

    with caplog.at_level("DEBUG"):
        response = asyncio.run(sent())
    assert response.status_code == 500
    assert CANARY not in f"{response.headers} {response.text}"
    said = [r for r in caplog.records if not r.name.startswith("http")]  # less this test's client
    written = [line_formatter(style).format(r) for style in LogFormat for r in said]
    assert any("RuntimeError: Request" in line for line in written)
    assert [line for line in written if CANARY in line] == []
