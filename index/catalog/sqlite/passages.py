"""Passages and their vectors."""

import sqlite3
from collections.abc import Iterator, Sequence
from itertools import starmap

import numpy as np

from index.catalog.catalog import PassageRow
from index.embedding.embedder import Matrix
from index.passage import Hit, Passage
from index.times import from_micros

STORED = np.float16
_BATCH = 2_000
_TEXT = 'substr(r.text, p.start + 1, p."end" - p.start)'


def insert(connection: sqlite3.Connection, revision: int, passages: Sequence[Passage]) -> list[int]:
    """Store the passages of a revision and return their keys."""
    keys = []
    for ordinal, passage in enumerate(passages):
        row = connection.execute(
            'INSERT INTO passages (revision, ordinal, start, "end", heading) '
            "VALUES (?, ?, ?, ?, ?) RETURNING key",
            (revision, ordinal, passage.start, passage.end, passage.heading),
        ).fetchone()
        keys.append(row[0])
    return keys


def insert_vectors(
    connection: sqlite3.Connection, embedder: int, keys: Sequence[int], vectors: Matrix
) -> None:
    rows = (
        (embedder, key, row.tobytes())
        for key, row in zip(keys, vectors.astype(STORED), strict=True)
    )
    connection.executemany("INSERT INTO vectors (embedder, passage, vector) VALUES (?, ?, ?)", rows)


def hits(connection: sqlite3.Connection, keys: Sequence[int]) -> dict[int, Hit]:
    rows = connection.execute(
        "SELECT p.key, a.id, r.number, r.title, r.source, r.url, r.published_at, r.language, "
        f'p.heading, p.start, p."end", {_TEXT} FROM passages p '
        "JOIN revisions r ON r.key = p.revision JOIN articles a ON a.key = r.article "
        f"WHERE p.key IN ({', '.join('?' * len(keys))})",
        [int(key) for key in keys],
    )
    return {key: _hit(*row) for key, *row in rows}


def _hit(
    article_id: str, revision: int, title: str, source: str, url: str, published_at: int | None,
    language: str, heading: str, start: int, end: int, text: str,
) -> Hit:  # fmt: skip
    published = None if published_at is None else from_micros(published_at)
    return Hit(
        article_id,
        revision,
        title,
        source,
        url,
        published,
        language,
        heading,
        start,
        end,
        text,
        0.0,
    )


def rows_since(connection: sqlite3.Connection, sequence: int) -> Iterator[list[PassageRow]]:
    """Passages of the revisions that were stored after a change."""
    found = connection.execute(
        f"SELECT p.key, r.title, p.heading, {_TEXT} FROM changes c "
        "JOIN revisions r ON r.key = c.revision JOIN passages p ON p.revision = r.key "
        "WHERE c.sequence > ? AND c.kind = 'revised' ORDER BY c.sequence, p.key",
        (sequence,),
    )
    while batch := found.fetchmany(_BATCH):
        yield list(starmap(PassageRow, batch))


def vectors_since(
    connection: sqlite3.Connection, embedder: int, sequence: int
) -> Iterator[tuple[list[int], Matrix]]:
    found = connection.execute(
        "SELECT p.key, v.vector FROM changes c JOIN passages p ON p.revision = c.revision "
        "JOIN vectors v ON v.embedder = ? AND v.passage = p.key "
        "WHERE c.sequence > ? AND c.kind = 'revised' ORDER BY c.sequence, p.key",
        (embedder, sequence),
    )
    while batch := found.fetchmany(_BATCH):
        matrix = np.frombuffer(b"".join(row[1] for row in batch), dtype=STORED)
        yield [row[0] for row in batch], matrix.reshape(len(batch), -1).astype(np.float32)


def missing_vectors(connection: sqlite3.Connection, embedder: int, limit: int) -> list[PassageRow]:
    """Passages that this embedder has not embedded yet."""
    rows = connection.execute(
        f"SELECT p.key, r.title, p.heading, {_TEXT} FROM passages p "
        "JOIN revisions r ON r.key = p.revision "
        "WHERE NOT EXISTS (SELECT 1 FROM vectors v WHERE v.embedder = ? AND v.passage = p.key) "
        "ORDER BY p.key LIMIT ?",
        (embedder, limit),
    )
    return list(starmap(PassageRow, rows))
