"""Uploaded files, kept in the home folder until their job has ended."""

import errno
import shutil
import time
from collections.abc import Callable, Generator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from index.errors import HomeReadOnly
from index.files import filling, sync_file, sync_folder

_FOLDER = "uploads"
_COPIED = 1 << 20  # bytes at a time
_UNKNOWN_S = 600.0  # a request may still be writing what no job is known of
_READ_ONLY = (errno.EACCES, errno.EPERM, errno.EROFS)


class Spool:
    """The folder `uploads` of a home: a folder for each job, in it a number for each file."""

    def __init__(self, home: Path) -> None:
        self._home, self._folder = home, home / _FOLDER

    def store(self, job_id: str, files: Sequence[BinaryIO]) -> None:
        """Have copies of the files on the disk when this returns.

        Raises HomeFull or HomeReadOnly, and leaves nothing then.
        """
        try:
            with self._explained():
                self._write(self._folder / job_id, files)
        except BaseException:
            self.remove(job_id)
            raise

    def _write(self, folder: Path, files: Sequence[BinaryIO]) -> None:
        folder.mkdir(parents=True)
        for number, file in enumerate(files):
            with (folder / str(number)).open("wb") as copy:
                shutil.copyfileobj(file, copy, _COPIED)
            sync_file(folder / str(number))
        for changed in (folder, self._folder, self._home):
            sync_folder(changed)

    @contextmanager
    def _explained(self) -> Generator[None, None, None]:
        try:
            with filling(self._home):
                yield
        except OSError as error:
            if error.errno in _READ_ONLY:
                raise HomeReadOnly(
                    f"{self._home} cannot be written: it can only be searched"
                ) from error
            raise

    def path(self, job_id: str, number: int) -> Path:
        """Where a file of a job lies."""
        return self._folder / job_id / str(number)

    def remove(self, job_id: str) -> None:
        """Remove what is kept for a job."""
        shutil.rmtree(self._folder / job_id, ignore_errors=True)

    def sweep(self, wanted: Callable[[str], bool | None]) -> None:
        """Remove what is not wanted any more; `wanted` is asked with a job's id.

        None means that it knows no such job: its files go once they are old.
        """
        for folder in self._folder.iterdir() if self._folder.is_dir() else ():
            answer = wanted(folder.name)
            if answer is False or (answer is None and _age(folder) > _UNKNOWN_S):
                shutil.rmtree(folder, ignore_errors=True)


def _age(folder: Path) -> float:
    """Seconds since something was put into a folder; 0 where it has just gone."""
    try:
        return time.time() - folder.stat().st_mtime
    except FileNotFoundError:
        return 0.0
