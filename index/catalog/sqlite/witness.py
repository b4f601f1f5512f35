"""What was acknowledged last, noted in a small file beside the catalog.

A write-ahead log that lost its end on the disk looks like one that has always ended there; only
what is noted elsewhere shows that changes are gone. The note is not flushed: after a power loss it
may be older than the catalog, never newer. Damaged or lost, it is taken for an old one.
"""

import json
import sqlite3
import zlib
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path

from index.catalog.sqlite import changes, generations
from index.files import file_hash
from index.finding import Finding

_HASHED = 4 << 20  # bytes of a catalog that are hashed on closing and on opening, in 3 ms


@dataclass(frozen=True, slots=True)
class Note:
    """The last change of a line of history; `sha256` is the catalog's file after a clean closing.

    The hash is empty where something is still in the write-ahead log, or the file is large.
    """

    generation: str = ""
    sequence: int = 0
    sha256: str = ""

    def written(self) -> str:
        body = json.dumps(asdict(self))
        return f"{body}\n{zlib.crc32(body.encode())}\n"


class Witness:
    """The note beside the catalog's file at `path`. Only the holder of the writer's lock writes."""

    def __init__(self, path: Path) -> None:
        self.path = path.with_name("acknowledged.json")
        self._catalog = path

    def read(self) -> Note:
        """What is noted; nothing where the file is not there as it was written."""
        try:
            text = self.path.read_text("utf-8")
            note = Note(**json.loads(text.partition("\n")[0]))
        except (OSError, ValueError, TypeError):
            return Note()
        return note if note.written() == text else Note()

    def note(self, writer: sqlite3.Connection) -> None:
        """Note what the writer has just committed."""
        generation = generations.current(writer)
        if generation:
            self._write(Note(generation, changes.last(writer)))

    def note_closed(self) -> None:
        """Note what the file holds after the last writer has closed it."""
        note, sha256 = self.read(), self._hash()
        if note.generation and sha256:
            self._write(Note(note.generation, note.sequence, sha256))

    def _write(self, note: Note) -> None:
        with suppress(OSError):  # a full disk must not stop what is stored already
            self.path.write_text(note.written(), "utf-8")

    def forget(self) -> None:
        """Note nothing: another catalog takes the place of this one."""
        self.path.unlink(missing_ok=True)

    def unchanged(self, note: Note) -> bool:
        """Whether the file is, byte for byte, what its last writer left."""
        return bool(note.sha256) and note.sha256 == self._hash()

    def _hash(self) -> str:
        log = self._catalog.with_name(f"{self._catalog.name}-wal")
        if _size(log) or _size(self._catalog) > _HASHED:
            return ""
        return file_hash(self._catalog)

    def finding(self, connection: sqlite3.Connection, note: Note) -> Finding:
        """Whether everything is there that was acknowledged before `connection` began to read."""
        last = changes.last(connection)
        lost = note.sequence - last if note.generation == generations.current(connection) else 0
        if lost <= 0:
            return Finding("changes", sound=True, detail="none is lost")
        return Finding(
            "changes",
            sound=False,
            detail=f"the last {lost} of {note.sequence} are lost",
            advice="restore a backup with `groundwire restore FILE --replace`, or delete "
            f"{self.path} to go on without them",
        )


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except FileNotFoundError:
        return 0
