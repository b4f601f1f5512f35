"""The table of keys."""

from datetime import datetime
from typing import Any

from index.catalog.sqlite.database import Database
from index.catalog.sqlite.integrity import require, seal, sealed
from index.state.keys import Key, Scope
from index.times import from_micros, to_micros

_COLUMNS = "k.id, k.name, k.scopes, k.digest, k.created_at, k.revoked_at"


class SqliteKeys:
    """The keys of one catalog."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def add(self, key: Key) -> None:
        row = (
            key.id,
            key.name,
            " ".join(sorted(key.scopes)),
            key.digest,
            to_micros(key.created_at),
        )
        with self._database.writing() as writer:
            added = writer.execute(
                "INSERT INTO keys (id, name, scopes, digest, created_at) VALUES (?, ?, ?, ?, ?)"
                " RETURNING key",
                row,
            )
            seal(writer, "keys", int(added.fetchone()[0]))

    def get(self, key_id: str) -> Key | None:
        found = self._select("WHERE k.id = ?", key_id)
        return found[0] if found else None

    def all(self) -> list[Key]:
        return self._select("ORDER BY k.key")

    def _select(self, rest: str, *values: str) -> list[Key]:
        query = f"SELECT {_COLUMNS}, {sealed('keys', 'k')} FROM keys k {rest}"
        with self._database.reading() as reader:
            return [_key(row) for row in reader.execute(query, values)]

    def revoke(self, key_id: str, at: datetime) -> bool:
        with self._database.writing() as writer:
            ended = writer.execute(
                "UPDATE keys SET revoked_at = ? WHERE id = ? AND revoked_at IS NULL RETURNING key",
                (to_micros(at), key_id),
            ).fetchone()
            if ended:
                seal(writer, "keys", int(ended[0]))
        return ended is not None


def _key(row: tuple[Any, ...]) -> Key:
    key_id, name, scopes, digest, created, revoked, sound = row
    require(sound, f"the key {key_id}")
    return Key(
        id=key_id,
        name=name,
        scopes=frozenset(map(Scope, scopes.split())),
        digest=digest,
        created_at=from_micros(created),
        revoked_at=None if revoked is None else from_micros(revoked),
    )
