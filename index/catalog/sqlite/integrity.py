"""Row checksums: what a disk has changed under SQLite is noticed when the row is read.

Each table has a column `checksum` over the columns named here. SQLite's own checks see a broken
page structure, not a changed letter.
"""

import sqlite3
import zlib
from collections.abc import Mapping

from index.errors import HomeDamaged

RESTORE = "restore a backup with `groundwire restore FILE --replace`"

COVERED: Mapping[str, tuple[str, ...]] = {
    "meta": ("key", "value"),
    "embedders": ("key", "fingerprint", "name", "dimensions"),
    "articles": ("key", "id", "last_number", "current"),
    "revisions": (
        "key", "article", "number", "title", "source", "topic", "url", "language", "text",
        "content_hash", "published_at", "modified_at", "ingested_at", "valid_from", "valid_to",
        "passages",
    ),
    "passages": ("key", "revision", "ordinal", "start", "end", "heading"),
    "vectors": ("embedder", "passage", "vector"),
    "changes": ("sequence", "kind", "revision", "at"),
    "keys": ("key", "id", "name", "scopes", "digest", "created_at", "revoked_at"),
    "events": (
        "key", "id", "lane", "payload", "signature", "received_at", "stage", "holder", "due",
        "attempts", "answer_id", "answer",
    ),
    "feedback": ("key", "answer_id", "user", "helpful", "at", "answer"),
    "jobs": (
        "key", "id", "state", "uploads", "urls", "request", "counts", "failures", "attempts",
        "cancelling", "worker", "lease", "created_at", "updated_at",
    ),
    "fetches": (
        "key", "url", "location", "etag", "last_modified", "fresh_until", "articles",
    ),
}  # fmt: skip

# of the names of the types that SQLite hands over
_INITIALS = {str: b"s", int: b"i", float: b"f", bytes: b"b", type(None): b"N"}


def row_checksum(*values: object) -> int:
    """CRC-32 of a row's values, each with its type and length."""
    parts = list[bytes]()
    for value in values:
        data = value if isinstance(value, bytes) else str(value).encode()
        parts += (b"%c%d" % (_INITIALS[type(value)], len(data)), data)
    return zlib.crc32(b"".join(parts))


def add_functions(connection: sqlite3.Connection) -> None:
    """Make `row_checksum` known to a connection's SQL."""
    connection.create_function("row_checksum", -1, row_checksum, deterministic=True)


def computed(table: str, alias: str = "") -> str:
    """SQL for the checksum that a row of `table` should have."""
    prefix = f"{alias}." if alias else ""
    columns = [f'{prefix}"{column}"' for column in COVERED[table]]
    return f"row_checksum({', '.join(columns)})"


def sealed(table: str, alias: str) -> str:
    """SQL that is true where a row holds what was written."""
    return f"({computed(table, alias)} = {alias}.checksum)"


def seal(connection: sqlite3.Connection, table: str, key: int) -> None:
    """Write the checksum of a row that has just been written."""
    connection.execute(f"UPDATE {table} SET checksum = {computed(table)} WHERE key = ?", (key,))


def require(sound: object, what: str) -> None:
    """Raise HomeDamaged unless a row was sound."""
    if not sound:
        raise HomeDamaged(
            f"{what} is damaged in the catalog: run `groundwire doctor`, and {RESTORE}"
        )


def broken_rows(connection: sqlite3.Connection) -> dict[str, int]:
    """How many rows of each table fail their checksum."""
    return {
        table: int(
            connection.execute(
                f"SELECT count(*) FROM {table} t WHERE NOT {sealed(table, 't')}"
            ).fetchone()[0]
        )
        for table in COVERED
    }
