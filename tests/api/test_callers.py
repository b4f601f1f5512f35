"""Who may call the service, from where, and how often."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx
import pytest
from doors import serving

from api.keys import new_key
from api.rest.callers import _address
from index import Index
from index.state import Scope

NOW = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)
ASK = {"question": "What is new?"}


def asked(url: str, **headers: str) -> httpx.Response:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return httpx.post(f"{url}/v1/search", json={"query": "ferry"}, headers=named)


@pytest.fixture(scope="module")
def limited(copied: Callable[[], Path]) -> Iterator[tuple[str, Index]]:
    home = copied()
    with Index(home) as index, serving(home, require_keys=True, rate="3/hour") as url:
        yield url, index


def bearer(index: Index) -> str:
    key, written = new_key("test", [Scope.ASK], NOW)
    index.state.keys.add(key)
    return f"Bearer {written}"


def test_a_key_that_comes_too_often_is_told_when_to_come_again(limited: tuple[str, Index]) -> None:
    url, index = limited
    key = bearer(index)
    told = [asked(url, authorization=key) for _ in range(4)]
    assert [response.status_code for response in told] == [200, 200, 200, 429]
    assert [response.headers["ratelimit"].split(";")[1] for response in told] == [
        "r=2", "r=1", "r=0", "r=0",
    ]  # fmt: skip
    assert {response.headers["ratelimit-policy"] for response in told} == {'"default";q=3;w=3600'}
    refused = told[3]
    wait = int(refused.headers["retry-after"])
    assert 0 < wait <= 3600
    assert refused.headers["content-type"] == "application/problem+json"
    assert refused.json()["detail"] == f"more than 3 per 1 hour: wait {wait} s"


def test_each_key_is_counted_for_itself_and_health_is_not_counted(
    limited: tuple[str, Index],
) -> None:
    url, index = limited
    first, second = bearer(index), bearer(index)
    for _ in range(4):
        asked(url, authorization=first)
    assert asked(url, authorization=second).status_code == 200
    assert all(httpx.get(f"{url}/healthz").is_success for _ in range(5))


def test_strangers_are_refused_before_they_are_counted_or_their_body_is_read(
    limited: tuple[str, Index],
) -> None:
    url, _ = limited
    for path in ("/v1/ask", "/v1/nothing", "/openapi.json", "/metrics"):
        method = "POST" if path.startswith("/v1") else "GET"
        refused = [httpx.request(method, url + path, content=b"{") for _ in range(4)]
        assert [response.status_code for response in refused] == [401] * 4
        assert {response.headers["www-authenticate"] for response in refused} == {"Bearer"}


def test_without_keys_an_address_is_counted(home: Path) -> None:
    with serving(home, rate="1/hour") as url:
        assert [asked(url).status_code for _ in range(2)] == [200, 429]


@pytest.mark.parametrize(
    ("host", "status"),
    [
        ("localhost", 200),
        ("LOCALHOST:8080", 200),
        ("127.0.0.1", 200),
        ("[::1]:8080", 200),
        ("192.168.1.7:8080", 200),
        ("news.example", 200),
        ("news.example:80", 200),
        ("evil.example", 403),
        ("localhost.evil.example", 403),
        ("127.0.0.1.evil.example", 403),
        ("news.example.evil.example", 403),
        ("evil@localhost", 200),
        ("localhost@evil.example", 403),
        ("", 403),
        ("[", 403),
        ("1.2.3", 403),
        ("0x7f000001", 403),
    ],
)
def test_a_service_without_keys_is_called_by_its_own_names_alone(
    by_name: str, host: str, status: int
) -> None:
    assert asked(by_name, host=host).status_code == status


@pytest.fixture(scope="module")
def by_name(home: Path) -> Iterator[str]:
    with serving(home, allowed_hosts="news.example, other.example") as url:
        yield url


@pytest.mark.parametrize("path", ["/docs", "/openapi.json", "/metrics", "/v1/articles", "/"])
def test_another_name_reads_nothing_either(by_name: str, path: str) -> None:
    assert httpx.get(by_name + path, headers={"host": "evil.example"}).status_code == 403


def test_health_is_told_to_any_name(by_name: str) -> None:
    assert httpx.get(f"{by_name}/readyz", headers={"host": "pod-7"}).json() == {"status": "ready"}


@pytest.mark.parametrize(
    ("origin", "status"),
    [
        ("http://localhost:8080", 200),
        ("https://localhost:8080", 200),
        ("http://localhost:9090", 403),
        ("http://evil.example", 403),
        ("null", 403),
        ("http://localhost:8080.evil.example", 403),
        ("[", 403),
    ],
)
def test_pages_elsewhere_change_nothing_where_no_key_is_asked_for(
    by_name: str, origin: str, status: int
) -> None:
    assert asked(by_name, host="localhost:8080", origin=origin).status_code == status


def preflight(url: str) -> httpx.Response:
    headers = {"origin": "https://news.example", "access-control-request-method": "POST"}
    return httpx.options(f"{url}/v1/ask", headers=headers)


def test_pages_elsewhere_read_nothing_unless_their_origin_is_named(home: Path) -> None:
    with serving(home, require_keys=True) as url:
        assert "access-control-allow-origin" not in preflight(url).headers
    with serving(home, cors_origins="https://news.example") as url:
        assert preflight(url).headers["access-control-allow-origin"] == "https://news.example"
        answered = asked(url, origin="https://news.example")
        assert answered.status_code == 200
        assert answered.headers["access-control-allow-origin"] == "https://news.example"
        assert "X-Request-ID" in answered.headers["access-control-expose-headers"]
        assert asked(url, origin="https://evil.example").status_code == 403


def test_a_key_opens_the_documentation(copied: Callable[[], Path]) -> None:
    home = copied()
    with Index(home) as index, serving(home, require_keys=True) as url:
        headers = {"authorization": bearer(index)}
        described: dict[str, Any] = httpx.get(f"{url}/openapi.json", headers=headers).json()
        assert "/v1/ask" in described["paths"]
        assert httpx.get(f"{url}/docs", headers=headers).status_code == 200
        assert httpx.get(f"{url}/metrics", headers=headers).status_code == 403  # for admin


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("192.0.2.7", "192.0.2.8", False),
        ("::ffff:192.0.2.7", "192.0.2.7", True),
        ("::ffff:192.0.2.7", "::ffff:192.0.2.8", False),
        ("2001:db8:1:2::1", "2001:db8:1:2:ffff::9", True),
        ("2001:db8:1:2::1", "2001:db8:1:3::1", False),
        ("unix", "", True),
    ],
)
def test_addresses_that_one_customer_has_are_counted_as_one(
    one: str, other: str, *, same: bool
) -> None:
    told = [_address({"client": (address, 1)}) for address in (one, other)]
    assert (told[0] == told[1]) is same
