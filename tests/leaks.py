"""Threads and sockets that are still there when nothing should be."""

import gc
import threading
import time
from collections.abc import Generator
from contextlib import contextmanager, suppress
from pathlib import Path

_SETTLE_S = 3.0


@contextmanager
def nothing_left() -> Generator[None, None, None]:
    """Fail where more threads or sockets remain a little after the block than were before it."""
    gc.collect()
    before = _threads(), _sockets()
    yield  # ruff: ignore[fallible-context-manager]  an error of the block's own comes first
    end = time.monotonic() + _SETTLE_S
    while time.monotonic() < end and (_threads() - before[0] or _sockets() - before[1]):
        time.sleep(0.02)
    assert _threads() - before[0] == set()
    assert _sockets() - before[1] == set()


def _threads() -> set[threading.Thread]:
    return set(threading.enumerate())


def _sockets() -> set[str]:
    found = set()
    for path in Path("/proc/self/fd").iterdir():
        with suppress(OSError):  # closed meanwhile
            target = str(path.readlink())
            if target.startswith(("socket:", "anon_inode:", "pipe:")):
                found.add(target)
    return found
