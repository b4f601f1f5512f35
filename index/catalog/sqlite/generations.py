"""Which line of history a catalog is: derived files made from another one are of no use."""

import sqlite3
import uuid

from index.catalog.sqlite import meta


def begin(connection: sqlite3.Connection) -> None:
    """Start a new line of history: a new home, or one that was restored."""
    meta.write(connection, "generation", uuid.uuid4().hex)


def current(connection: sqlite3.Connection) -> str:
    """The line of history; empty in a home that was never finished."""
    return meta.read(connection, "generation")
