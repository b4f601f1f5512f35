"""Keys of those who may use a service; only hashes of their secrets are kept."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol


class Scope(StrEnum):
    """What a key allows; `admin` allows everything."""

    ASK = "ask"
    INGEST = "ingest"
    ADMIN = "admin"


@dataclass(frozen=True, slots=True)
class Key:
    """One key. `digest` is the SHA-256 of its secret, in hexadecimal; times are aware."""

    id: str
    name: str
    scopes: frozenset[Scope]
    digest: str
    created_at: datetime
    revoked_at: datetime | None = None

    def allows(self, scope: Scope) -> bool:
        """Whether the key still counts, and for this."""
        return self.revoked_at is None and bool(self.scopes & {scope, Scope.ADMIN})


class Keys(Protocol):
    """The store of keys."""

    def add(self, key: Key) -> None:
        """Store a new key."""
        ...

    def get(self, key_id: str) -> Key | None:
        """The key of this id, revoked or not."""
        ...

    def all(self) -> Sequence[Key]:
        """Every key, the oldest first, revoked ones among them."""
        ...

    def revoke(self, key_id: str, at: datetime) -> bool:
        """End a key; False where there is none that counts."""
        ...
