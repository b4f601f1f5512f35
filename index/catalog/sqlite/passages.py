"""Passages, read back with what they belong to."""

import sqlite3
from collections.abc import Iterator, Sequence

from index.catalog.catalog import PassageRow
from index.catalog.sqlite.filters import where
from index.catalog.sqlite.integrity import RESTORE, require, sealed
from index.errors import HomeDamaged
from index.passage import Filters, Hit, Passage
from index.times import from_micros

_BATCH = 2_000
_TEXT = 'substr(r.text, p.start + 1, p."end" - p.start)'
_SOUND = f"{sealed('passages', 'p')} AND {sealed('revisions', 'r')}"


def insert(connection: sqlite3.Connection, revision: int, passages: Sequence[Passage]) -> list[int]:
    """Store the passages of a revision and return their keys."""
    first = last(connection) + 1
    connection.executemany(
        'INSERT INTO passages (key, revision, ordinal, start, "end", heading, checksum) '
        "VALUES (?1, ?2, ?3, ?4, ?5, ?6, row_checksum(?1, ?2, ?3, ?4, ?5, ?6))",
        ((first + n, revision, n, p.start, p.end, p.heading) for n, p in enumerate(passages)),
    )
    return list(range(first, first + len(passages)))


def hits(connection: sqlite3.Connection, keys: Sequence[int], wanted: Filters) -> dict[int, Hit]:
    """The passages of these keys. Raises HomeDamaged for one that is broken, or not `wanted`.

    Keys that are newer than the connection's snapshot are left out.
    """
    condition, values = where(wanted)
    rows = connection.execute(
        "SELECT p.key, a.id, r.number, r.title, r.source, r.url, r.published_at, r.language, "
        f'p.heading, p.start, p."end", {_TEXT}, '
        f"{_SOUND} AND {sealed('articles', 'a')} AND ({condition}) FROM passages p "
        "JOIN revisions r ON r.key = p.revision JOIN articles a ON a.key = r.article "
        f"WHERE p.key IN ({', '.join('?' * len(keys))})",
        [*values, *(int(key) for key in keys)],
    )
    found = {}
    for key, *row, sound in rows:
        require(sound, f"article {row[0]!r}")
        found[key] = _hit(*row)
    _require_all(connection, keys, found)
    return found


def _require_all(
    connection: sqlite3.Connection, keys: Sequence[int], found: dict[int, Hit]
) -> None:
    missing = [key for key in keys if key not in found]
    if missing and min(missing) <= last(connection):
        require(sound=False, what=f"passage {min(missing)}")


def last(connection: sqlite3.Connection) -> int:
    """The highest key that any passage ever had."""
    row = connection.execute("SELECT seq FROM sqlite_sequence WHERE name = 'passages'").fetchone()
    return int(row[0]) if row else 0


def keys(connection: sqlite3.Connection, until: int) -> list[int]:
    """The keys of all passages that the changes up to `until` stored, in order."""
    rows = connection.execute(
        "SELECT p.key FROM changes c CROSS JOIN passages p ON p.revision = c.revision "
        "WHERE c.sequence <= ? AND c.kind = 'revised' ORDER BY p.key",
        (until,),
    )
    return [row[0] for row in rows]


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


def rows_between(
    connection: sqlite3.Connection, after: int, until: int
) -> Iterator[list[PassageRow]]:
    """Passages of the revisions stored by the changes `after < sequence <= until`."""
    found = connection.execute(
        f"SELECT p.key, r.title, p.heading, {_TEXT}, {_SOUND} AND {sealed('changes', 'c')} "
        "FROM changes c CROSS JOIN revisions r ON r.key = c.revision "
        "CROSS JOIN passages p ON p.revision = r.key "
        "WHERE c.sequence > ? AND c.sequence <= ? AND c.kind = 'revised' "
        "ORDER BY c.sequence, p.key",
        (after, until),
    )
    count = 0
    while batch := found.fetchmany(_BATCH):
        count += len(batch)
        for row in batch:
            require(row[4], f"passage {row[0]}")
        yield [PassageRow(*row[:4]) for row in batch]
    require_count(connection, after, until, count)


def require_count(connection: sqlite3.Connection, after: int, until: int, count: int) -> None:
    """Raise HomeDamaged unless the changes are all there and stored `count` passages."""
    changes, expected = connection.execute(
        "SELECT count(*), coalesce(sum(CASE WHEN c.kind = 'revised' THEN r.passages END), 0) "
        "FROM changes c LEFT JOIN revisions r ON r.key = c.revision "
        "WHERE c.sequence > ? AND c.sequence <= ?",
        (after, until),
    ).fetchone()
    if (changes, expected) != (until - after, count):
        raise HomeDamaged(
            f"the catalog has lost passages ({count} of {expected} are there): "
            f"run `groundwire doctor`, and {RESTORE}"
        )
