"""A lock on a file of the home, over processes and threads, that knows who holds it."""

import json
import os
import sys
import time
from collections.abc import Generator
from contextlib import contextmanager, suppress
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from index.errors import HomeBusy, HomeReadOnly

if TYPE_CHECKING:
    from filelock import FileLock


class HomeLock:
    """The lock `NAME.lock` in `home`; `NAME.json` beside it says who has it."""

    def __init__(self, home: Path, name: str) -> None:
        self._home = home
        self._path = home / f"{name}.lock"
        self._holder = home / f"{name}.json"

    @cached_property
    def _lock(self) -> "FileLock":
        from filelock import FileLock  # costs what a search takes, and searching needs no lock

        return FileLock(self._path)

    @contextmanager
    def held(self, wait_s: float) -> Generator[None, None, None]:
        """Hold it until the block ends. Raises HomeBusy, naming the holder, after `wait_s`."""
        try:
            self._lock.acquire(timeout=wait_s, poll_interval=0.005)
        except TimeoutError:  # which filelock's Timeout is
            raise HomeBusy(
                f"{self._home} is being written by {self._name_holder()}: try again later"
            ) from None
        except OSError as error:
            raise HomeReadOnly(f"{self._home} cannot be locked: {error.strerror}") from error
        try:
            self._say_who()
            yield
        finally:
            self._lock.release()

    def _say_who(self) -> None:
        holder = {"pid": os.getpid(), "command": " ".join(sys.argv)[:200], "since": time.time()}
        with suppress(OSError):  # it only words a message; a full disk must not stop the work
            self._holder.write_text(json.dumps(holder), encoding="utf-8")

    def _name_holder(self) -> str:
        try:
            holder = json.loads(self._holder.read_text(encoding="utf-8"))
            return f"process {holder['pid']} ({holder['command']})"
        except (OSError, ValueError, KeyError, TypeError):
            return "another process"
