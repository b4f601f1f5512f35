"""What is looked at before a catalog is first used.

A changed row is noticed whenever it is read, but a row that an index hides is not read. A file whose
bytes are not known to be what was written is therefore looked through, where that is quick; in a
large one a search relies on the checksums of the rows, and `groundwire doctor` looks at the rest.
"""

import sqlite3
from collections.abc import Iterator

from index.catalog.sqlite.database import Database
from index.errors import HomeDamaged
from index.finding import Finding

_SMALL = 1 << 20  # bytes that are looked through in 10 ms


def verify(database: Database) -> None:
    """Raise HomeDamaged for a catalog that has lost changes, or that is small and not sound."""
    witness = database.witness
    note = witness.read()  # before the catalog: what is noted later is no concern of this reader
    if witness.unchanged(note):
        return
    small = database.path.stat().st_size <= _SMALL
    with database.reading() as reader:
        findings = [*(_damages(reader) if small else ()), witness.finding(reader, note)]
    for finding in findings:
        if not finding.sound:
            raise HomeDamaged(
                f"{database.path} is damaged: {finding.part}: {finding.detail}: {finding.advice}"
            )


def _damages(reader: sqlite3.Connection) -> Iterator[Finding]:
    from index.catalog.sqlite.checks import damages  # rarely needed

    return damages(reader)
