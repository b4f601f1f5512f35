"""`groundwire key`."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from doors import BACKLOG, BACKLOG_QUOTE, Ran, serving

from api.keys import known_key
from index import Index
from index.state import Scope

Inside = Callable[..., Ran]


def test_a_key_is_made_shown_once_and_stored_as_a_hash(inside: Inside, tmp_path: Path) -> None:
    home = tmp_path / "home"
    made = inside(
        "groundwire", "key", "create", "the feed", "--scope", "ingest", "--scope", "ask",
        "--home", home, "--json",
    ).json  # fmt: skip
    assert re.fullmatch(r"gw_[0-9a-f]{12}_[\w-]{43}", made["key"])
    assert (made["name"], made["scopes"]) == ("the feed", ["ask", "ingest"])
    with Index(home) as index:
        key = known_key(made["key"], index.state.keys)
    assert key is not None
    assert (key.id, key.scopes) == (made["id"], {Scope.ASK, Scope.INGEST})
    secret = made["key"].split("_", 2)[2]
    files = [path.read_bytes() for path in home.rglob("*") if path.is_file()]
    assert not any(secret.encode() in data for data in files)


def test_without_a_scope_a_key_may_ask(inside: Inside, tmp_path: Path) -> None:
    made = inside("groundwire", "key", "create", "reporter", "--home", tmp_path)
    assert made.status == 0
    assert "shown only once" in made.err
    with Index(tmp_path) as index:
        key = known_key(made.out.strip(), index.state.keys)
    assert key is not None
    assert key.scopes == {Scope.ASK}


def test_keys_are_listed_and_revoked(inside: Inside, tmp_path: Path) -> None:
    first = inside("groundwire", "key", "create", "one", "--home", tmp_path, "--json").json
    inside("groundwire", "key", "create", "two", "--home", tmp_path)
    assert inside("groundwire", "key", "revoke", first["id"], "--home", tmp_path).status == 0
    listed = inside("groundwire", "key", "list", "--home", tmp_path, "--json").json
    assert [(key["name"], key["revoked_at"] is not None) for key in listed] == [
        ("one", True),
        ("two", False),
    ]
    assert not any("digest" in key or "key" in key for key in listed)
    shown = inside("groundwire", "key", "list", "--home", tmp_path).out.splitlines()
    assert [line.split()[1] for line in shown[1:]] == ["one", "two"]
    again = inside("groundwire", "key", "revoke", first["id"], "--home", tmp_path)
    assert again.status == 1
    assert again.err == f"there is no key '{first['id']}' that counts: groundwire key list\n"


@pytest.mark.parametrize("name", ["", "  ", "x" * 101])
def test_a_key_needs_a_name(inside: Inside, tmp_path: Path, name: str) -> None:
    refused = inside("groundwire", "key", "create", name, "--home", tmp_path)
    assert (refused.status, refused.err) == (2, "name the key, in at most 100 characters\n")


def test_the_tool_sends_the_key_of_a_service(inside: Inside, copied: Callable[[], Path]) -> None:
    home = copied()
    key = inside("groundwire", "key", "create", "me", "--home", home).out.strip()
    with serving(home, require_keys=True) as url:
        ask = ("ask", "--server", url, BACKLOG)
        assert BACKLOG_QUOTE in inside(*ask, env={"GROUNDWIRE_SERVER_KEY": key}).out
        for other in ({}, {"GROUNDWIRE_SERVER_KEY": "gw_1_2"}):
            refused = inside(*ask, env=other)
            assert refused.status == 1
            assert refused.err == (
                f"{url} asks for a key: set GROUNDWIRE_SERVER_KEY to one that counts\n"
            )
        refused = inside(*ask, env={"GROUNDWIRE_SERVER_KEY": "gw_1_secret\nX: y"})
        assert refused.err == "the key has characters that no header can hold\n"
