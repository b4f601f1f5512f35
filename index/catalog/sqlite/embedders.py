"""Which embedder made the vectors, and which of them the home uses."""

import sqlite3
from dataclasses import dataclass

from index.catalog.sqlite import meta
from index.catalog.sqlite.integrity import require, seal, sealed


@dataclass(frozen=True, slots=True)
class Registered:
    """An embedder as a home records it."""

    key: int
    name: str
    fingerprint: str


def register(connection: sqlite3.Connection, name: str, fingerprint: str, dimensions: int) -> int:
    """The key of an embedder, recorded on first sight."""
    known = connection.execute("SELECT key FROM embedders WHERE fingerprint = ?", (fingerprint,))
    row = known.fetchone()
    if row:
        return int(row[0])
    added = connection.execute(
        "INSERT INTO embedders (fingerprint, name, dimensions) VALUES (?, ?, ?) RETURNING key",
        (fingerprint, name, dimensions),
    )
    key = int(added.fetchone()[0])
    seal(connection, "embedders", key)
    return key


def use(connection: sqlite3.Connection, key: int) -> None:
    """Make an embedder the home's own; vectors of the one before are dropped."""
    meta.write(connection, "embedder", str(key))
    connection.execute("DELETE FROM vectors WHERE embedder <> ?", (key,))


def active(connection: sqlite3.Connection) -> Registered:
    """The home's embedder. Raises HomeDamaged where there is none: a home is made with one."""
    key = meta.read(connection, "embedder")
    row = connection.execute(
        f"SELECT e.key, e.name, e.fingerprint, {sealed('embedders', 'e')} "
        "FROM embedders e WHERE e.key = ?",
        (key,),
    ).fetchone()
    require(row and row[3], "the embedder of the home")
    return Registered(*row[:3])
