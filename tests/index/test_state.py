"""What every catalog remembers for a service. Another backend is one more entry of STATES."""

from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from index.state import Key, Scope, State

NOW = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)
Opened = Callable[[], State]


def key(key_id: str, *scopes: Scope) -> Key:
    return Key(key_id, f"for {key_id}", frozenset(scopes), "ab" * 32, NOW)


def test_a_key_is_found_again(opened: Opened) -> None:
    reporter, feeder = key("reporter", Scope.ASK), key("feeder", Scope.ASK, Scope.INGEST)
    keys = opened().keys
    keys.add(reporter)
    keys.add(feeder)
    assert opened().keys.get("feeder") == feeder
    assert opened().keys.all() == [reporter, feeder]
    assert keys.get("stranger") is None


def test_a_revoked_key_allows_nothing_and_is_still_listed(opened: Opened) -> None:
    keys = opened().keys
    keys.add(key("reporter", Scope.ADMIN))
    assert keys.revoke("reporter", NOW)
    (revoked,) = opened().keys.all()
    assert revoked.revoked_at == NOW
    assert not revoked.allows(Scope.ASK)
    assert not keys.revoke("reporter", NOW)
    assert not keys.revoke("stranger", NOW)


@pytest.mark.parametrize(
    ("scopes", "allowed"),
    [
        ([Scope.ASK], {Scope.ASK}),
        ([Scope.ASK, Scope.INGEST], {Scope.ASK, Scope.INGEST}),
        ([Scope.ADMIN], {Scope.ASK, Scope.INGEST, Scope.ADMIN}),
    ],
)
def test_a_key_allows_its_scopes_alone(scopes: list[Scope], allowed: set[Scope]) -> None:
    assert {scope for scope in Scope if key("one", *scopes).allows(scope)} == allowed
