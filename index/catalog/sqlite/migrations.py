"""Homes of earlier versions, brought up to date in one transaction."""

import sqlite3
from collections.abc import Callable, Mapping

from index.catalog.sqlite.integrity import computed
from index.catalog.sqlite.schema import STATE_TABLES, VERSION
from index.errors import HomeDamaged

_TABLES_OF_2 = ("meta", "embedders", "articles", "revisions", "passages", "vectors", "changes")
_COUNT_PASSAGES = """
UPDATE revisions SET passages =
    (SELECT count(*) FROM passages p WHERE p.revision = revisions.key)
"""
_INDEX_FILTERS = """
CREATE INDEX revisions_filters
    ON revisions (valid_to, published_at, valid_from, source, language, passages)
"""


def migrate(writer: sqlite3.Connection) -> None:
    """Take every step from the catalog's version to VERSION. Raises HomeDamaged."""
    from index.catalog.sqlite.checks import check_structure  # rarely needed

    structure = check_structure(writer)
    if not structure.sound:  # a checksum must not seal what is broken already
        raise HomeDamaged(f"the catalog is damaged: {structure.detail}: {structure.advice}")
    version = int(writer.execute("PRAGMA user_version").fetchone()[0])
    for step in range(version, VERSION):
        for statement in _STEPS[step]():
            writer.execute(statement)
    writer.execute(f"PRAGMA user_version = {VERSION}")


def _to_2() -> list[str]:
    """Row checksums, the number of passages in each revision, and the line of history."""
    column = "ADD COLUMN checksum INTEGER NOT NULL DEFAULT 0"
    return [
        "ALTER TABLE revisions ADD COLUMN passages INTEGER NOT NULL DEFAULT 0",
        *(f"ALTER TABLE {table} {column}" for table in _TABLES_OF_2),
        _COUNT_PASSAGES,
        "DROP INDEX revisions_published",
        _INDEX_FILTERS,
        "INSERT INTO meta (key, value) VALUES ('generation', lower(hex(randomblob(16))))",
        *(f"UPDATE {table} SET checksum = {computed(table)}" for table in _TABLES_OF_2),
    ]


def _to_3() -> list[str]:
    """What a service remembers."""
    return STATE_TABLES.split(";")


_STEPS: Mapping[int, Callable[[], list[str]]] = {1: _to_2, 2: _to_3}
