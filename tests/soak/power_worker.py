"""Uses an index under the eyes of power_loss.c, and notes what it asks for and is told.

    python power_worker.py LIBRARY FOLDER LOG SEED STEPS [unsynced]

With `unsynced` it promises what it does not keep: SQLite does not wait for the disk.
"""

import ctypes
import json
import sqlite3
import sys
from collections.abc import Callable
from itertools import starmap
from pathlib import Path
from random import Random
from typing import Any

Step = dict[str, Any]
_WEIGHTS = {
    "add": 40, "delete": 12, "search": 10, "save": 12, "reopen": 10, "back_up": 8, "restore": 7,
    "restore elsewhere": 4, "reindex": 4, "repair": 3,
}  # fmt: skip
_CHECKPOINTS = (4, 20, 100, 1000)  # after how many pages; the last is SQLite's own choice


def plan(random: Random) -> Step:
    """The next step, whatever has gone before."""
    do = random.choices(list(_WEIGHTS), list(_WEIGHTS.values()))[0]
    step: Step = {"do": do}
    if do == "add":
        ids = random.sample(range(40), random.choice((1, 1, 2, 5)))
        length = random.choice((20, 100, 400, 3_000))
        step["articles"] = [[f"a{n}", random.randrange(3), length] for n in ids]
    elif do == "delete":
        step["ids"] = [f"a{n}" for n in random.sample(range(40), random.choice((1, 3)))]
    elif do == "reindex":
        step["embedder"] = random.choice(("hashed", "other"))
    return step


class Worker:
    """Takes steps in one folder."""

    def __init__(self, folder: Path, note: Callable[[object], None]) -> None:
        from index import Index

        self._folder, self._note = folder, note
        self._open = lambda: Index(folder / "home", create=True)
        self._note({"do": "open"})
        self._index = self._open()
        self._note({"told": []})

    def take(self, step: Step) -> None:
        backup, other = self._folder / "backup.zip", self._folder / "other"
        do = step["do"]
        if do.startswith("restore") and not backup.exists():
            return
        if do == "restore elsewhere" and (other / "catalog.sqlite3").exists():
            return
        self._note(step)
        self._note({"told": self._do(step, backup, other) or []})

    def _do(self, step: Step, backup: Path, other: Path) -> list[list[object]] | None:
        match step["do"]:
            case "add":
                return self._add(step)
            case "delete":
                self._index.delete(step["ids"])
            case "search":
                self._index.search("ferry 图书馆")
            case "save":
                self._index.save()
            case "reopen":
                self._reopen()
            case "back_up":
                self._index.back_up(backup)
            case "restore":
                self._restore(backup, self._folder / "home")
                self._reopen()
            case "restore elsewhere":
                self._restore(backup, other)
            case "reindex":
                self._index.reindex(step["embedder"])
            case "repair":
                self._index.repair()
        return None

    def _add(self, step: Step) -> list[list[object]]:
        from soak.power_world import written

        added = self._index.add(list(starmap(written, step["articles"])))
        return [[each.id, each.revision] for each in added]

    def _restore(self, backup: Path, home: Path) -> None:
        from index.catalog.sqlite.backup import restore

        restore(backup, home, replace=True)

    def _reopen(self) -> None:
        self._index.close()
        self._index = self._open()


def tune_writers(random: Random, *, synced: bool) -> None:
    """Have SQLite checkpoint more often than a short life would, and perhaps not sync."""
    from index.catalog.sqlite.database import Database

    as_it_is = Database._open_writer

    def open_writer(database: Database) -> sqlite3.Connection:
        writer = as_it_is(database)
        writer.execute(f"PRAGMA wal_autocheckpoint = {random.choice(_CHECKPOINTS)}")
        if not synced:
            writer.execute("PRAGMA synchronous = OFF")
        return writer

    Database._open_writer = open_writer  # type: ignore[method-assign]


def main(library: str, folder: str, log: str, seed: str, steps: str, *unsynced: str) -> None:
    """Watch from before the first import, so that every thread is watched."""
    recorder = ctypes.CDLL(library)
    if error := recorder.power_loss_watch(folder.encode(), log.encode()):
        raise OSError(error, "system calls cannot be watched here")
    from index import embedding

    embedding._EMBEDDERS["other"] = "soak.power_world:OtherEmbedder"  # type: ignore[index]
    random = Random(seed)
    tune_writers(random, synced=not unsynced)
    worker = Worker(Path(folder), lambda said: recorder.power_loss_note(json.dumps(said).encode()))
    for _ in range(int(steps)):
        worker.take(plan(random))


if __name__ == "__main__":
    main(*sys.argv[1:])
