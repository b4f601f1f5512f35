"""The change sequence, which derived files follow."""

import sqlite3
from datetime import datetime

from index.times import to_micros


def record(connection: sqlite3.Connection, kind: str, revision: int, now: datetime) -> None:
    connection.execute(
        "INSERT INTO changes (sequence, kind, revision, at, checksum) "
        "VALUES (?1, ?2, ?3, ?4, row_checksum(?1, ?2, ?3, ?4))",
        (last(connection) + 1, kind, revision, to_micros(now)),
    )


def last(connection: sqlite3.Connection) -> int:
    """The number of the last change; 0 in a new home."""
    row = connection.execute("SELECT coalesce(max(sequence), 0) FROM changes").fetchone()
    return int(row[0])
