"""Connections to the catalog's file: any number that read, one at a time that writes.

Readers open the file read-only, so that only the holder of the writer's lock ever checkpoints.
"""

import os
import shutil
import sqlite3
from collections.abc import Generator
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from queue import Empty, LifoQueue

from index.catalog.sqlite.integrity import RESTORE, add_functions
from index.catalog.sqlite.migrations import migrate
from index.catalog.sqlite.schema import STATE_TABLES, TABLES, VERSION
from index.catalog.sqlite.witness import Witness
from index.errors import (
    HomeBusy,
    HomeDamaged,
    HomeFault,
    HomeReadOnly,
    HomeTooNew,
    HomeTooOld,
)
from index.files import full
from index.lock import HomeLock

LOCK_WAIT_S = 10.0
_READERS_MS = 1_000  # that a checkpoint waits for others who read
_FULL = ("SQLITE_FULL", "SQLITE_IOERR_SHMSIZE")
_PERHAPS_FULL = ("SQLITE_IOERR", "SQLITE_CANTOPEN")
_LEAST_ROOM = 1 << 16  # bytes
_CACHE = 16_384  # KiB for each connection, where SQLite's own would be two thousand
_PAGE = 16_384  # bytes: a vector of 2,000 dimensions still needs no page of its own


class Database:
    """The file at `path`. Raises a HomeFault where it cannot be opened or created."""

    def __init__(self, path: Path, *, create: bool) -> None:
        self.path = path
        self.read_only = not _writable(path)
        self._readers: LifoQueue[sqlite3.Connection] = LifoQueue()
        self._writer: sqlite3.Connection | None = None
        self._lock = HomeLock(path.parent, "writer")
        self.witness = Witness(path)
        if create and not path.exists():
            with self.writing() as writer:
                create_tables(writer)
        self._check_version()

    def _check_version(self) -> None:
        version = self._version()
        home = self.path.parent
        if version > VERSION:
            raise HomeTooNew(
                f"{home} was written by a later groundwire (schema {version}, this one knows "
                f"{VERSION}): update groundwire"
            )
        if version < 1:
            raise HomeDamaged(f"{self.path} is not a groundwire catalog: {RESTORE}")
        if version < VERSION and self.read_only:
            raise HomeTooOld(
                f"{home} was written by an earlier groundwire (schema {version}) and cannot be "
                "brought up to date where it is read-only: run `groundwire stats` where it can"
            )
        if version < VERSION:
            with self.writing() as writer:
                migrate(writer)

    def _version(self) -> int:
        with self.reading() as reader:
            return int(reader.execute("PRAGMA user_version").fetchone()[0])

    @contextmanager
    def reading(self) -> Generator[sqlite3.Connection, None, None]:
        """A connection inside a read transaction: one state of the data until the block ends."""
        with explained(self.path):
            try:
                connection = self._readers.get_nowait()
            except Empty:
                connection = self._open_reader()
            connection.execute("BEGIN")
            try:
                yield connection
            finally:
                connection.rollback()
                self._readers.put(connection)

    @contextmanager
    def writing(self) -> Generator[sqlite3.Connection, None, None]:
        """The writer inside a transaction, which is on disk when the block ends without an error.

        Raises HomeBusy, naming the holder, when another process keeps the lock for 10 seconds.
        """
        if self.read_only:
            raise HomeReadOnly(f"{self.path.parent} cannot be written: it can only be searched")
        with self._lock.held(LOCK_WAIT_S), explained(self.path):
            writer = self._writer = self._writer or self._open_writer()
            writer.execute("BEGIN IMMEDIATE")
            try:
                yield writer
                commit(writer)
            except BaseException:
                with suppress(sqlite3.Error):  # the first error is the one to report
                    writer.rollback()
                raise
            self.witness.note(writer)

    def _open_reader(self) -> sqlite3.Connection:
        mode = "mode=ro"
        if self.read_only and not self.path.with_name(self.path.name + "-wal").exists():
            mode = "immutable=1"  # nothing can be written beside it, not even shared memory
        return self._connect(f"{self.path.absolute().as_uri()}?{mode}")

    def _open_writer(self) -> sqlite3.Connection:
        writer = self._connect(f"{self.path.absolute().as_uri()}?mode=rwc")
        writer.execute(f"PRAGMA page_size = {_PAGE}")  # it counts for a new file only
        writer.execute("PRAGMA journal_mode = WAL")
        writer.execute("PRAGMA synchronous = FULL")
        return writer

    def _connect(self, uri: str) -> sqlite3.Connection:
        connection = sqlite3.connect(
            uri, uri=True, isolation_level=None, check_same_thread=False, timeout=LOCK_WAIT_S
        )
        connection.execute("PRAGMA foreign_keys = ON")
        connection.execute("PRAGMA cell_size_check = ON")
        connection.execute("PRAGMA temp_store = MEMORY")  # reading needs no room on the disk
        connection.execute(f"PRAGMA cache_size = -{_CACHE}")
        add_functions(connection)
        return connection

    def close(self) -> None:
        """Close every connection, the writer last: closing it checkpoints, under the lock."""
        while not self._readers.empty():
            self._readers.get_nowait().close()
        if self._writer:
            with self._lock.held(LOCK_WAIT_S):
                _checkpoint(self._writer)
                self._writer.close()
                self._keep_shared_memory()
                self.witness.note_closed()
            self._writer = None

    def _keep_shared_memory(self) -> None:
        """Have the file that readers share on the disk, so that they need no room if it fills."""
        with suppress(sqlite3.Error), closing(self._open_reader()) as reader:
            reader.execute("SELECT count(*) FROM sqlite_schema").fetchone()


def commit(writer: sqlite3.Connection) -> None:
    """End a transaction: what it wrote is on disk when this returns."""
    writer.commit()


def _checkpoint(writer: sqlite3.Connection) -> None:
    """Empty the log, which closing would do only where no other process has the file open."""
    with suppress(sqlite3.Error):  # nothing is lost: the log is read on the next opening
        writer.execute(f"PRAGMA busy_timeout = {_READERS_MS}")
        writer.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()


def create_tables(writer: sqlite3.Connection) -> None:
    """Make the tables of a new catalog, unless another process has just done so."""
    if writer.execute("PRAGMA user_version").fetchone()[0]:
        return
    for statement in (TABLES + STATE_TABLES).split(";"):
        writer.execute(statement)
    writer.execute(f"PRAGMA user_version = {VERSION}")


def _writable(path: Path) -> bool:
    if not os.access(path.parent, os.W_OK):
        return False
    if hasattr(os, "statvfs") and os.statvfs(path.parent).f_flag & os.ST_RDONLY:
        return False
    return not path.exists() or os.access(path, os.W_OK)


@contextmanager
def explained(path: Path) -> Generator[None, None, None]:
    """Turn what SQLite reports into a HomeFault that says what to do."""
    try:
        yield
    except sqlite3.Error as error:
        raise _fault(path, error) from error


def _no_room(folder: Path) -> bool:
    return shutil.disk_usage(folder).free < _LEAST_ROOM


def _fault(path: Path, error: sqlite3.Error) -> HomeFault:
    code = getattr(error, "sqlite_errorname", "") or ""
    home = path.parent
    if code.startswith(_FULL) or (code.startswith(_PERHAPS_FULL) and _no_room(home)):
        return full(home)
    if code.startswith("SQLITE_READONLY"):
        return HomeReadOnly(f"{home} cannot be written: it can only be searched")
    if code.startswith("SQLITE_BUSY"):
        return HomeBusy(f"{home} is being written by another process: try again later")
    if code.startswith(("SQLITE_CORRUPT", "SQLITE_NOTADB")):
        return HomeDamaged(f"{path} is damaged ({error}): {RESTORE}")
    what = f"{error} ({code or type(error).__name__})"
    return HomeDamaged(f"{path} cannot be used: {what}: run `groundwire doctor`, or {RESTORE}")
