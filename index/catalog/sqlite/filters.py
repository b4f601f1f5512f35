"""Filters as SQL over revisions `r`."""

import sqlite3

import numpy as np

from index.catalog.selection import Selection
from index.passage import Filters, Searched
from index.times import to_micros

Where = tuple[str, list[object]]


def where(filters: Filters) -> Where:
    """The condition under which a revision may be found, with the values bound in it."""
    terms, values = _valid(filters)
    for moment, comparison in ((filters.since, ">="), (filters.until, "<")):
        if moment:
            terms.append(f"r.published_at {comparison} ?")
            values.append(to_micros(moment))
    for column, names in (("source", filters.sources), ("language", filters.languages)):
        if names:
            terms.append(f"r.{column} COLLATE NOCASE IN ({', '.join('?' * len(names))})")
            values.extend(names)
    return " AND ".join(terms), values


def _valid(filters: Filters) -> tuple[list[str], list[object]]:
    if not filters.as_of:
        return ["r.valid_to IS NULL"], []
    moment = to_micros(filters.as_of)
    terms = [
        "r.published_at IS NOT NULL",
        "r.valid_from <= ?",
        "(r.valid_to IS NULL OR r.valid_to > ?)",
    ]
    return terms, [moment, moment]


def select(connection: sqlite3.Connection, filters: Filters) -> Selection:
    """Passage keys inside the filters, or outside where nothing but the past is left out."""
    if filters.empty:
        condition, values, excluding = "r.valid_to IS NOT NULL", list[object](), True
    else:
        condition, values = where(filters)
        excluding = False
    # CROSS JOIN: else SQLite reads all passages in the order wanted to find the few of the past
    rows = connection.execute(
        "SELECT p.key FROM revisions r CROSS JOIN passages p ON p.revision = r.key "
        f"WHERE {condition} ORDER BY p.key",
        values,
    )
    keys = np.fromiter((row[0] for row in rows), dtype=np.int64)
    return Selection(keys, excluding=excluding)


def searched(connection: sqlite3.Connection, filters: Filters) -> Searched:
    articles, passages = _counts(connection, filters, "1")
    undated = 0
    if filters.dated:
        anywhen = Filters(sources=filters.sources, languages=filters.languages)
        undated, _ = _counts(connection, anywhen, "r.published_at IS NULL")
    return Searched(passages, articles, undated)


def _counts(connection: sqlite3.Connection, filters: Filters, also: str) -> tuple[int, int]:
    """How many revisions and passages; one index holds all that this reads."""
    condition, values = where(filters)
    row = connection.execute(
        "SELECT count(*), coalesce(sum(r.passages), 0) FROM revisions r "
        f"WHERE {condition} AND {also}",
        values,
    ).fetchone()
    return int(row[0]), int(row[1])
