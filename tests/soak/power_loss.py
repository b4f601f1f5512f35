"""A disk that loses power: what may lie on it after a cut in the log that power_loss.c wrote.

The model is a journalling file system such as ext4 with data=ordered, at its least helpful:

- A file's bytes as of its last fsync or fdatasync are certain.
- Of the writes since then each 512-byte sector has any one of the states that it had in memory.
  So whole writes are there or not, in any order, or torn; what is missing within a file is zeros.
- Creating, renaming, removing and truncating take effect in order: those that are on the disk
  come before all of those that are not. They are certain once their folder is synced; that a file
  was created, also once the file itself is synced, and its renames once it gets a full fsync.
- A rename may be on the disk before the bytes of what was renamed.

A background flush at any moment is one of these outcomes. A single failure of the disk itself, such
as a sector that cannot be read, is not: that is for the tests of damage.
"""

import struct
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

SECTOR = 512
_HEAD = struct.Struct("<cIQQQ")


@dataclass(frozen=True, slots=True)
class Record:
    """One thing that the process did; `kind` is a letter that power_loss.c explains."""

    kind: str
    text: str
    inode: int
    offset: int
    data: memoryview

    @property
    def syncs(self) -> bool:
        return self.kind in "sdf"


def read_log(path: Path) -> Iterator[Record]:
    log = memoryview(path.read_bytes())
    while log:
        kind, text_length, inode, offset, length = _HEAD.unpack_from(log)
        begin = _HEAD.size + text_length
        text = bytes(log[_HEAD.size : begin]).decode()
        yield Record(kind.decode(), text, inode, offset, log[begin : begin + length])
        log = log[begin + length :]


@dataclass(frozen=True, slots=True)
class Write:
    """Bytes on their way to the disk."""

    offset: int
    data: memoryview


@dataclass(frozen=True, slots=True)
class Truncate:
    """A new length, which takes effect as the journal's entry number `place`."""

    length: int
    place: int


@dataclass(slots=True)
class File:
    """What is certain of a file, and what has been done since; places are in the journal."""

    created: int = -1
    named: int = -1
    certain: bytearray = field(default_factory=bytearray)
    pending: list[Write | Truncate] = field(default_factory=list)

    def sync(self) -> None:
        for change in self.pending:
            _apply(self.certain, change)
        self.pending.clear()

    def seen(self) -> bytes:
        """What a reader sees while there is power."""
        bytes_ = bytearray(self.certain)
        for change in self.pending:
            _apply(bytes_, change)
        return bytes(bytes_)

    def left(self, journalled: int, random: Random) -> bytes:
        """What may be on the disk, so many entries of the journal being there."""
        memory, disk = bytearray(self.certain), bytearray(self.certain)
        flush = random.choice((_nothing, _everything, _some_writes, _some_sectors, _any))
        for change in self.pending:
            if isinstance(change, Truncate) and change.place >= journalled:
                break  # the space written to afterwards is not the file's yet
            _apply(memory, change)
            if isinstance(change, Truncate):
                _apply(disk, change)
            else:
                _flush(change, memory, disk, flush(random), random)
        return bytes(disk)


def _apply(content: bytearray, change: Write | Truncate) -> None:
    if isinstance(change, Truncate):
        del content[change.length :]
        content.extend(bytes(change.length - len(content)))
    else:
        content.extend(bytes(max(0, change.offset - len(content))))
        content[change.offset : change.offset + len(change.data)] = change.data


def _flush(write: Write, memory: bytearray, disk: bytearray, chance: float, random: Random) -> None:
    """Let each sector that a write has touched reach the disk with this chance."""
    end = write.offset + len(write.data)
    for start in range(write.offset // SECTOR * SECTOR, end, SECTOR):
        if random.random() < chance:
            _apply(disk, Write(start, memoryview(bytes(memory[start : start + SECTOR]))))


def _nothing(random: Random) -> float:
    return 0.0


def _everything(random: Random) -> float:
    return 1.0


def _some_writes(random: Random) -> float:
    return float(random.getrandbits(1))


def _some_sectors(random: Random) -> float:
    return 0.5


def _any(random: Random) -> float:
    return random.choice((0.0, 0.1, 0.5, 0.9, 1.0))


@dataclass(frozen=True, slots=True)
class Entry:
    """One change of names: `kind` is a letter as in the log; a folder has no file."""

    kind: str
    path: str
    target: str = ""
    file: File | None = None


Names = dict[str, File | None]


def _rename(names: Names, entry: Entry) -> None:
    match entry.kind:
        case "c" | "m":
            names[entry.path] = entry.file
        case "u":
            del names[entry.path]
        case "r":
            names[entry.target] = names.pop(entry.path)


class Disk:
    """The disk under one folder, while a log is taken in record by record."""

    def __init__(self, root: Path, holds: Path | None = None) -> None:
        """`holds` is a folder whose content is on the disk already."""
        self._root = root
        self._names: Names = {}
        self._inodes: dict[int, File] = {}
        self._journal: list[Entry] = []
        self._certain = 0
        if holds:
            self._hold(holds)
        self._at_first = dict(self._names)

    def _hold(self, folder: Path) -> None:
        for path in sorted(folder.rglob("*")):
            name = str(self._root / path.relative_to(folder))
            self._names[name] = (
                None if path.is_dir() else File(certain=bytearray(path.read_bytes()))
            )

    def take_in(self, record: Record) -> None:
        match record.kind:
            case "c":
                self._create(record)
            case "w":
                self._file(record).pending.append(Write(record.offset, record.data))
            case "t":
                place = self._enter(Entry("t", record.text))
                self._file(record).pending.append(Truncate(record.offset, place))
            case "m" | "u":
                self._enter(Entry(record.kind, record.text))
            case "r":
                self._move(*record.text.split("\0"))
            case "s" | "d":
                self._sync(self._file(record), full=record.kind == "s")
            case "f":
                self._sync_folder(record.text)

    def _enter(self, entry: Entry) -> int:
        """Write an entry into the journal; its place there."""
        _rename(self._names, entry)
        self._journal.append(entry)
        return len(self._journal) - 1

    def _create(self, record: Record) -> None:
        file = self._inodes[record.inode] = File()
        file.created = file.named = self._enter(Entry("c", record.text, file=file))

    def _move(self, path: str, target: str) -> None:
        file = self._names[path]
        assert file is not None, f"the folder {path} was renamed, which is not simulated"
        file.named = self._enter(Entry("r", path, target))

    def _file(self, record: Record) -> File:
        """The file of a record; one that was there at first has no known inode yet."""
        if record.inode not in self._inodes:
            file = self._names[record.text]
            assert file is not None
            self._inodes[record.inode] = file
        return self._inodes[record.inode]

    def _sync(self, file: File, *, full: bool) -> None:
        file.sync()
        self._certain = max(self._certain, (file.named if full else file.created) + 1)

    def _sync_folder(self, folder: str) -> None:
        for place in range(len(self._journal) - 1, self._certain - 1, -1):
            entry = self._journal[place]
            if folder in {str(Path(path).parent) for path in (entry.path, entry.target) if path}:
                self._certain = place + 1
                return

    def seen(self) -> dict[str, bytes | None]:
        """Every path and its content while there is power; None for a folder."""
        return {
            str(Path(path).relative_to(self._root)): file and file.seen()
            for path, file in self._names.items()
        }

    def fail(self, folder: Path, random: Random) -> None:
        """Cut the power: write what may be left into a new folder."""
        last = len(self._journal)
        journalled = random.choice((self._certain, last, random.randint(self._certain, last)))
        names = dict(self._at_first)
        for entry in self._journal[:journalled]:
            _rename(names, entry)
        folder.mkdir(parents=True)
        for name, file in sorted(names.items()):
            path = folder / Path(name).relative_to(self._root)
            if file is None:
                path.mkdir()
            else:
                path.write_bytes(file.left(journalled, random))
