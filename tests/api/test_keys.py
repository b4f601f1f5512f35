"""Who may do what at the service."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import httpx
import pytest
from doors import serving

from api.keys import known_key, new_key
from index import Index
from index.state import Scope

NOW = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)


@pytest.fixture(scope="module")
def locked(copied: Callable[[], Path]) -> Iterator[tuple[httpx.Client, Index]]:
    """A client without a key of a service that wants one, and its home."""
    home = copied()
    with (
        Index(home) as index,
        serving(home, require_keys=True) as url,
        httpx.Client(base_url=url, timeout=30) as client,
    ):
        yield client, index


def made(index: Index, *scopes: Scope) -> dict[str, str]:
    key, written = new_key("test", scopes, NOW)
    index.state.keys.add(key)
    return {"Authorization": f"Bearer {written}"}


def asked(client: httpx.Client, headers: dict[str, str]) -> httpx.Response:
    return client.post("/v1/ask", json={"question": "What is new?"}, headers=headers)


def test_a_key_opens_what_its_scopes_allow(locked: tuple[httpx.Client, Index]) -> None:
    client, index = locked
    headers = made(index, Scope.ASK)
    assert asked(client, headers).status_code == 200
    refused = client.post("/v1/articles", json={"text": "The ferry sails."}, headers=headers)
    assert refused.status_code == 403
    assert refused.json()["detail"] == "this key does not allow 'ingest': use one that does"


@pytest.mark.parametrize(
    "written",
    ["", "Bearer", "Bearer gw", "Bearer gw_0_0", "Bearer gw__", "Basic YTpi", "Bearer sk-1"],
)
def test_what_is_no_key_is_refused(locked: tuple[httpx.Client, Index], written: str) -> None:
    client, _ = locked
    refused = asked(client, {"Authorization": written} if written else {})
    assert refused.status_code == 401
    assert refused.headers["www-authenticate"] == "Bearer"
    assert refused.json()["detail"] == "send a key that counts, as `Authorization: Bearer gw_...`"


def test_a_revoked_key_is_refused_at_once(locked: tuple[httpx.Client, Index]) -> None:
    client, index = locked
    headers = made(index, Scope.ASK)
    assert asked(client, headers).status_code == 200
    assert index.state.keys.revoke(headers["Authorization"].split("_")[1], NOW)
    assert asked(client, headers).status_code == 401


def test_another_secret_is_another_key(locked: tuple[httpx.Client, Index]) -> None:
    _, index = locked
    written = made(index, Scope.ASK)["Authorization"].removeprefix("Bearer ")
    assert known_key(written, index.state.keys) is not None
    for other in (written[:-1], written + "x", written[:-1] + "é"):
        assert known_key(other, index.state.keys) is None
