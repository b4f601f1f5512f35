"""Vectors of passages, by embedder."""

import sqlite3
from collections.abc import Iterator, Sequence
from itertools import starmap

import numpy as np

from index.catalog.catalog import PassageRow
from index.catalog.sqlite.integrity import require, sealed
from index.catalog.sqlite.passages import require_count
from index.embedding.embedder import Matrix

STORED = np.float16  # CONTRIBUTING.md says what was measured
_BATCH = 2_000


def insert(
    connection: sqlite3.Connection, embedder: int, keys: Sequence[int], vectors: Matrix
) -> None:
    """Store a vector a passage; `vectors` has a row for each key."""
    stored = vectors.astype(STORED)
    rows = ((embedder, key, row.tobytes()) for key, row in zip(keys, stored, strict=True))
    connection.executemany(
        "INSERT INTO vectors (embedder, passage, vector, checksum) "
        "VALUES (?1, ?2, ?3, row_checksum(?1, ?2, ?3))",
        rows,
    )


def between(
    connection: sqlite3.Connection, embedder: int, after: int, until: int
) -> Iterator[tuple[list[int], Matrix]]:
    """Keys and vectors of the passages stored by the changes `after < sequence <= until`.

    CROSS JOIN keeps SQLite to this order of tables; left to itself it scans the changes once for
    every passage.
    """
    found = connection.execute(
        f"SELECT p.key, v.vector, {sealed('vectors', 'v')} "
        "FROM changes c CROSS JOIN passages p ON p.revision = c.revision "
        "CROSS JOIN vectors v ON v.embedder = ? AND v.passage = p.key "
        "WHERE c.sequence > ? AND c.sequence <= ? AND c.kind = 'revised' "
        "ORDER BY c.sequence, p.key",
        (embedder, after, until),
    )
    count = 0
    while batch := found.fetchmany(_BATCH):
        count += len(batch)
        for row in batch:
            require(row[2], f"the vector of passage {row[0]}")
        matrix = np.frombuffer(b"".join(row[1] for row in batch), dtype=STORED)
        yield [row[0] for row in batch], matrix.reshape(len(batch), -1).astype(np.float32)
    require_count(connection, after, until, count)


def missing(
    connection: sqlite3.Connection, embedder: int, after: int, limit: int
) -> list[PassageRow]:
    """The next passages beyond the key `after` that this embedder has not embedded yet."""
    rows = connection.execute(
        'SELECT p.key, r.title, p.heading, substr(r.text, p.start + 1, p."end" - p.start) '
        "FROM passages p JOIN revisions r ON r.key = p.revision WHERE p.key > ? AND "
        "NOT EXISTS (SELECT 1 FROM vectors v WHERE v.embedder = ? AND v.passage = p.key) "
        "ORDER BY p.key LIMIT ?",
        (after, embedder, limit),
    )
    return list(starmap(PassageRow, rows))
