"""What a home says of itself, by name."""

import sqlite3

from index.catalog.sqlite.integrity import require, sealed


def write(connection: sqlite3.Connection, name: str, value: str) -> None:
    connection.execute(
        "INSERT OR REPLACE INTO meta (key, value, checksum) VALUES (?1, ?2, row_checksum(?1, ?2))",
        (name, value),
    )


def read(connection: sqlite3.Connection, name: str) -> str:
    """The value, or an empty string where none was written."""
    query = f"SELECT m.value, {sealed('meta', 'm')} FROM meta m WHERE m.key = ?"
    row = connection.execute(query, (name,)).fetchone()
    if row is None:
        return ""
    require(row[1], f"the {name} of the home")
    return str(row[0])
