"""Backups: one file that holds a consistent catalog and proof that it is whole."""

import json
import shutil
import sqlite3
import zipfile
import zlib
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from index.catalog.sqlite import generations
from index.catalog.sqlite.checks import check
from index.catalog.sqlite.database import LOCK_WAIT_S, Database, explained
from index.catalog.sqlite.integrity import add_functions
from index.catalog.sqlite.schema import VERSION
from index.catalog.sqlite.witness import Witness
from index.errors import BadBackup, HomeDamaged, HomeNotEmpty, HomeTooNew
from index.files import file_hash, filling, sync_file, sync_folder
from index.lock import HomeLock

_CATALOG, _RECORD = "catalog.sqlite3", "backup.json"
# what zipfile and json raise where bytes have changed
_DAMAGED = (zipfile.BadZipFile, zlib.error, KeyError, ValueError, EOFError, RuntimeError)


def back_up(database: Database, path: Path) -> dict[str, object]:
    """Write the catalog as it is now to `path`, which replaces a file there; the record of it.

    Others read and write meanwhile. Raises HomeDamaged where the copy does not hold together, and
    BadBackup where `path` cannot be written.
    """
    beside = path.absolute().parent
    try:
        with filling(beside), TemporaryDirectory(dir=beside, prefix=".groundwire-") as folder:
            return _back_up(database, path, Path(folder))
    except OSError as error:
        raise BadBackup(f"{path} cannot be written: {error.strerror or error}") from error


def _back_up(database: Database, path: Path, folder: Path) -> dict[str, object]:
    copy, packed = folder / _CATALOG, folder / "backup.zip"
    with database.reading() as reader, explained(path), closing(sqlite3.connect(copy)) as target:
        reader.backup(target)
    record = {**_verified(copy), "sha256": file_hash(copy), "format": 1}
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        archive.write(copy, _CATALOG)
        archive.writestr(_RECORD, json.dumps(record, indent=1))
    sync_file(packed)
    packed.replace(path)
    sync_folder(path.absolute().parent)
    return record


def _verified(copy: Path) -> dict[str, object]:
    """Counts of a catalog file. Raises HomeDamaged where a check fails."""
    with explained(copy), closing(sqlite3.connect(copy)) as connection:
        add_functions(connection)
        connection.execute("PRAGMA journal_mode = DELETE")
        version = int(connection.execute("PRAGMA user_version").fetchone()[0])
        if version > VERSION:
            raise HomeTooNew(f"the backup is of a later groundwire (schema {version}): update it")
        for finding in check(connection) if version == VERSION else ():
            if not finding.sound:
                raise HomeDamaged(f"the copy is not sound: {finding.part}: {finding.detail}")
        articles = connection.execute("SELECT count(*) FROM articles WHERE current IS NOT NULL")
        count = int(articles.fetchone()[0])
    return {"schema": version, "articles": count, "created": datetime.now(UTC).isoformat()}


def restore(path: Path, home: Path, *, replace: bool) -> dict[str, object]:
    """Make `home` what the backup at `path` holds; the backup's record.

    A home that is there is replaced only if asked, and kept beside. Processes that have it open go
    on with the restored one. Raises BadBackup, or HomeNotEmpty.
    """
    with filling(home):
        return _restore(path, home, replace=replace)


def _restore(path: Path, home: Path, *, replace: bool) -> dict[str, object]:
    home.mkdir(parents=True, exist_ok=True)
    there = (home / _CATALOG).exists()
    if there and not replace:
        raise HomeNotEmpty(f"{home} holds an index: give --replace, or another --home")
    with TemporaryDirectory(dir=home, prefix=".restoring-") as folder:
        copy = Path(folder) / _CATALOG
        record = _unpack(path, copy)
        _verified(copy)
        _begin_anew(copy)
        if there:
            _overwrite(home, copy)
        else:
            copy.replace(home / _CATALOG)
            sync_folder(home)
    return record


def _begin_anew(copy: Path) -> None:
    """Start a new line of history in the copy, and flush it: it takes its place as a whole."""
    with closing(Database(copy, create=False)) as database, database.writing() as writer:
        generations.begin(writer)
    sync_file(copy)


def _unpack(path: Path, copy: Path) -> dict[str, object]:
    try:
        with filling(copy.parent), zipfile.ZipFile(path) as archive:
            record: dict[str, object] = json.loads(archive.read(_RECORD))
            with archive.open(_CATALOG) as source, copy.open("wb") as target:
                shutil.copyfileobj(source, target, 1 << 20)
    except (*_DAMAGED, OSError) as error:
        raise BadBackup(f"{path} is not a whole backup: {error}") from error
    if file_hash(copy) != record.get("sha256"):
        raise BadBackup(f"{path} is damaged: its catalog is not the one that was backed up")
    return record


def _overwrite(home: Path, copy: Path) -> None:
    """Put the copy in the place of a home's catalog, in one transaction where it is a database."""
    stamp = datetime.now(UTC).strftime("%Y%m%d-%H%M%S-%f")
    aside = home / f"before-restore-{stamp}"
    aside.mkdir()
    files = [home / f"{_CATALOG}{ending}" for ending in ("", "-wal")]
    with HomeLock(home, "writer").held(LOCK_WAIT_S):
        for file in files:
            if file.exists():
                sync_file(Path(shutil.copy2(file, aside)))
        for folder in (aside, home):
            sync_folder(folder)
        Witness(files[0]).forget()
        try:
            with explained(files[0]):
                _copy_over(copy, files[0])
        except HomeDamaged:  # what is there is no database any more
            for ending in ("-wal", "-shm"):
                (home / f"{_CATALOG}{ending}").unlink(missing_ok=True)
            copy.replace(files[0])
            sync_folder(home)


def _resize_pages(copy: sqlite3.Connection, size: int) -> None:
    """Give the copy pages of that size: SQLite copies over a file that is open only such."""
    if int(copy.execute("PRAGMA page_size").fetchone()[0]) != size:
        copy.execute("PRAGMA journal_mode = DELETE")
        copy.execute(f"PRAGMA page_size = {size}")
        copy.execute("VACUUM")


def _copy_over(copy: Path, path: Path) -> None:
    with closing(sqlite3.connect(copy)) as source, closing(sqlite3.connect(path)) as live:
        _resize_pages(source, int(live.execute("PRAGMA page_size").fetchone()[0]))
        live.execute("PRAGMA synchronous = FULL")
        source.backup(live)
