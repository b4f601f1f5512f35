"""Keys as they are written: `gw_<id>_<secret>`. The secret is shown once and never stored."""

import hashlib
import hmac
import secrets
from collections.abc import Iterable
from datetime import datetime

from index.state import Key, Keys, Scope

_PREFIX = "gw"


def new_key(name: str, scopes: Iterable[Scope], now: datetime) -> tuple[Key, str]:
    """A key to store, and the same as its owner writes it."""
    key_id, secret = secrets.token_hex(6), secrets.token_urlsafe(32)
    key = Key(key_id, name, frozenset(scopes), _digest(secret), now)
    return key, f"{_PREFIX}_{key_id}_{secret}"


def known_key(written: str, keys: Keys) -> Key | None:
    """The stored key that was written, unless it is revoked or its secret is another."""
    prefix, _, rest = written.partition("_")
    key_id, _, secret = rest.partition("_")
    key = keys.get(key_id) if prefix == _PREFIX and key_id else None
    if key is None or key.revoked_at is not None:
        return None
    same = hmac.compare_digest(_digest(secret).encode(), key.digest.encode())
    return key if same else None


def _digest(secret: str) -> str:
    # a secret of 256 random bits needs no slow hash
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()
