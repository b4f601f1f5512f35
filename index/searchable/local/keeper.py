"""Keeps the terms of a home up with its catalog, beside other processes that do the same."""

import time
from pathlib import Path
from tempfile import TemporaryDirectory

from index.catalog import Catalog, Snapshot
from index.errors import HomeBusy, HomeReadOnly
from index.lock import HomeLock
from index.searchable.local.manifest import borrow
from index.searchable.local.terms import Terms
from index.searchable.searchable import Progress

_WAIT_S = 2.0  # for what another process takes in
_OWN_WAIT_S = 30.0  # for what this process has written itself
_CHUNK = 1_000  # changes that are taken in under one lock
_RETRY_S = 5.0


class TermsKeeper:
    """The terms in `home`. Not thread-safe: its user holds a lock around `catch_up`.

    Where the home cannot be written, or its disk is full, a scratch folder is caught up instead.
    """

    def __init__(self, home: Path, catalog: Catalog, progress: Progress | None = None) -> None:
        self._home, self._catalog, self._progress = home, catalog, progress
        self._read_only = catalog.read_only
        self._lock = HomeLock(home, "terms")
        self._scratch: TemporaryDirectory[str] | None = None
        self._retry_at = 0.0
        self._opened = False
        with catalog.reading() as snapshot:
            self._generation = snapshot.generation
        self.terms = Terms(home / "terms", self._generation)

    def catch_up(self, snapshot: Snapshot, *, own: int = 0) -> None:
        """Take in the changes up to the snapshot's; those up to `own` without fail."""
        self._open()
        target = snapshot.sequence()
        if self._done(target):
            return
        if self._read_only or time.monotonic() < self._retry_at:
            self._in_scratch(snapshot, target)
            return
        try:
            self._leave_scratch()
            while not self._done(target):
                self._chunk(snapshot, target, own)
        except HomeBusy:
            # What another process has written follows when it lets go of the lock.
            if not self._done(own):
                raise
        except HomeReadOnly:
            self._read_only = True
            self._in_scratch(snapshot, target)
        except (OSError, ValueError):  # tantivy reports a full disk as a ValueError
            self._retry_at = time.monotonic() + _RETRY_S
            self._in_scratch(snapshot, target)

    def _open(self) -> None:
        if self._opened:
            return
        self._opened = True
        if self._read_only:  # tantivy writes a lock file even to read
            self._enter_scratch()
        else:
            self.terms.open(self._latest())

    def _done(self, target: int) -> bool:
        return self.terms.usable and self.terms.sequence >= target

    def _latest(self) -> int:
        """The catalog's last change, read after a manifest: one beyond it is another catalog's."""
        with self._catalog.reading() as fresh:
            return fresh.sequence()

    def _chunk(self, snapshot: Snapshot, target: int, own: int) -> None:
        self.terms.follow()
        if self._done(target):
            return
        with self._lock.held(_WAIT_S if self._done(own) else _OWN_WAIT_S):
            self.terms.prepare(self._latest())
            self._add(snapshot, min(target, self.terms.sequence + _CHUNK))
        if self._progress:
            self._progress(self.terms.sequence, target)

    def _add(self, snapshot: Snapshot, until: int) -> None:
        if self.terms.sequence < until:
            self.terms.add(snapshot.passages_between(self.terms.sequence, until), until)

    def _in_scratch(self, snapshot: Snapshot, target: int) -> None:
        if self._scratch is None:
            self._enter_scratch()
        if not self._done(target):
            self.terms.prepare(target)
            self._add(snapshot, target)

    def _enter_scratch(self) -> None:
        """Use a folder of our own that refers to the home's files."""
        self._scratch = TemporaryDirectory(prefix="groundwire-")
        folder = Path(self._scratch.name)
        borrow(self._home / "terms", folder)
        self.terms = Terms(folder, self._generation)
        self.terms.open(self._latest())

    def _leave_scratch(self) -> None:
        """Use the home's own files again, if we were not."""
        if self._scratch:
            self.close()
            self.terms = Terms(self._home / "terms", self._generation)
            self.terms.open(self._latest())

    def close(self) -> None:
        if self._scratch:
            self._scratch.cleanup()
            self._scratch = None
