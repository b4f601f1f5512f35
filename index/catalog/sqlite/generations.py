"""Which line of history a catalog is: derived files made from another one are of no use."""

import sqlite3
import uuid


def begin(connection: sqlite3.Connection) -> None:
    """Start a new line of history: a new home, or one that was restored."""
    connection.execute(
        "INSERT OR REPLACE INTO meta (key, value) VALUES ('generation', ?)", (uuid.uuid4().hex,)
    )


def current(connection: sqlite3.Connection) -> str:
    """The line of history; empty in a home that was never finished."""
    row = connection.execute("SELECT value FROM meta WHERE key = 'generation'").fetchone()
    return str(row[0]) if row else ""
