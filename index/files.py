"""Files that are whole or not there at all."""

import errno
import hashlib
import os
from collections.abc import Generator
from contextlib import contextmanager, suppress
from pathlib import Path

from index.errors import HomeFull

_FULL = (errno.ENOSPC, errno.EDQUOT)


def full(folder: Path) -> HomeFull:
    """What to say when the disk of a folder is full."""
    return HomeFull(
        f"the disk that holds {folder} is full: free some space and repeat what was not "
        "acknowledged; nothing was half stored"
    )


@contextmanager
def filling(folder: Path) -> Generator[None, None, None]:
    """Raise HomeFull where the disk of `folder` fills up inside the block."""
    try:
        yield
    except OSError as error:
        if error.errno in _FULL:
            raise full(folder) from error
        raise


def folder_size(folder: Path) -> int:
    """The bytes of all files in a folder; what goes while they are counted does not count."""
    size = 0
    for path in folder.rglob("*"):
        with suppress(FileNotFoundError):
            size += path.stat().st_size if path.is_file() else 0
    return size


def file_hash(path: Path) -> str:
    """Sha256 of a file's bytes."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def replace_file(path: Path, data: bytes | memoryview) -> None:
    """Write beside, flush to disk, rename over: a reader sees the old bytes or the new."""
    beside = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        with beside.open("wb") as stream:
            stream.write(data)
            stream.flush()
            os.fsync(stream.fileno())
        beside.replace(path)
    finally:
        beside.unlink(missing_ok=True)
    sync_folder(path.parent)


def sync_file(path: Path) -> None:
    """Make what a file holds durable, whoever wrote it."""
    with path.open("rb") as stream:
        os.fsync(stream.fileno())


def sync_folder(folder: Path) -> None:
    """Make renames in a folder durable."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
