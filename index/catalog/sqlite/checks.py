"""Checks of the whole catalog, for `groundwire doctor`, backups and restores."""

import sqlite3
from collections.abc import Iterator

from index.catalog.sqlite import embedders
from index.catalog.sqlite.integrity import RESTORE, broken_rows
from index.finding import Finding

REPAIR = "run `groundwire doctor --repair`"

_LAST = """(coalesce((SELECT max(rowid) FROM {0}), 0) <>
    coalesce((SELECT seq FROM sqlite_sequence WHERE name = '{0}'), 0))"""

# Each counts rows that should not be.
_HISTORY = {
    "articles whose current revision is not their open one": """
        SELECT count(*) FROM articles a WHERE a.current IS NOT
            (SELECT r.key FROM revisions r WHERE r.article = a.key AND r.valid_to IS NULL)""",
    "articles with two open revisions": """
        SELECT count(*) FROM (SELECT 1 FROM revisions WHERE valid_to IS NULL
            GROUP BY article HAVING count(*) > 1)""",
    "revisions whose number is beyond their article's last": """
        SELECT count(*) FROM revisions r JOIN articles a ON a.key = r.article
            WHERE r.number > a.last_number""",
    "revisions that end before they begin": """
        SELECT count(*) FROM revisions WHERE valid_to <= valid_from""",
    "revisions that have lost passages": """
        SELECT count(*) FROM revisions r WHERE r.passages <>
            (SELECT count(*) FROM passages p WHERE p.revision = r.key)""",
    "passages outside of their text": """
        SELECT count(*) FROM passages p JOIN revisions r ON r.key = p.revision
            WHERE p.start < 0 OR p."end" > length(r.text) OR p.start >= p."end" """,
    "gaps in the sequence of changes": """
        SELECT coalesce(max(sequence), 0) - count(*) FROM changes""",
    "tables that have lost their last rows": f"""
        SELECT {" + ".join(map(_LAST.format, ("revisions", "passages", "changes")))}""",
    "rows that refer to nothing": "SELECT count(*) FROM pragma_foreign_key_check",
}


def check(connection: sqlite3.Connection) -> Iterator[Finding]:
    """Every check of the catalog, in order; the next ones build on the ones before."""
    sound = True
    for finding in damages(connection):
        sound = sound and finding.sound
        yield finding
    if sound:
        yield _vectors(connection)


def damages(connection: sqlite3.Connection) -> Iterator[Finding]:
    """The checks for what cannot be made again."""
    structure = check_structure(connection)
    yield structure
    if not structure.sound:
        return
    broken = {table: count for table, count in broken_rows(connection).items() if count}
    seen = ", ".join(f"{count} of {table}" for table, count in broken.items())
    yield Finding("rows", not broken, seen or "all as they were written", RESTORE if broken else "")
    wrong = {
        what: count for what, query in _HISTORY.items() if (count := _count(connection, query))
    }
    seen = ", ".join(f"{count} {what}" for what, count in wrong.items())
    yield Finding("history", not wrong, seen or "consistent", RESTORE if wrong else "")


def check_structure(connection: sqlite3.Connection) -> Finding:
    """What SQLite itself says of its file."""
    try:
        problems = [str(row[0]) for row in connection.execute("PRAGMA integrity_check(5)")]
    except sqlite3.DatabaseError as error:
        problems = [str(error)]
    sound = problems == ["ok"]
    seen = "sound" if sound else "; ".join(line.replace("\n", " ") for line in problems)
    return Finding("database", sound, seen, "" if sound else RESTORE)


def _vectors(connection: sqlite3.Connection) -> Finding:
    lacking = _count(
        connection,
        "SELECT count(*) FROM passages p WHERE NOT EXISTS "
        f"(SELECT 1 FROM vectors v WHERE v.embedder = {embedders.active(connection).key} AND v.passage = p.key)",
    )
    seen = f"{lacking} passages have none" if lacking else "one for every passage"
    return Finding("vectors", not lacking, seen, REPAIR if lacking else "")


def _count(connection: sqlite3.Connection, query: str) -> int:
    return int(connection.execute(query).fetchone()[0])
