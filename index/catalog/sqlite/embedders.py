"""Which embedder made the vectors, and which of them the home uses."""

import sqlite3
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Registered:
    """An embedder as a home records it."""

    key: int
    name: str
    fingerprint: str


def register(connection: sqlite3.Connection, name: str, fingerprint: str, dimensions: int) -> int:
    """The key of an embedder, recorded on first sight."""
    connection.execute(
        "INSERT INTO embedders (fingerprint, name, dimensions) VALUES (?, ?, ?) "
        "ON CONFLICT (fingerprint) DO NOTHING",
        (fingerprint, name, dimensions),
    )
    row = connection.execute("SELECT key FROM embedders WHERE fingerprint = ?", (fingerprint,))
    return int(row.fetchone()[0])


def use(connection: sqlite3.Connection, key: int) -> None:
    """Make an embedder the home's own; vectors of the one before are dropped."""
    connection.execute("INSERT OR REPLACE INTO meta (key, value) VALUES ('embedder', ?)", (key,))
    connection.execute("DELETE FROM vectors WHERE embedder <> ?", (key,))


def active(connection: sqlite3.Connection) -> Registered | None:
    """The home's embedder; None in a new home."""
    row = connection.execute(
        "SELECT e.key, e.name, e.fingerprint FROM meta m JOIN embedders e "
        "ON e.key = CAST(m.value AS INTEGER) WHERE m.key = 'embedder'"
    ).fetchone()
    return Registered(*row) if row else None
