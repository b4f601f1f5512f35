"""What disks do to files, at random but repeatably."""

from collections.abc import Callable, Sequence
from pathlib import Path
from random import Random

_BLOCK = 512

Harm = Callable[[bytes, Random], bytes]


def flip_bit(data: bytes, random: Random) -> bytes:
    return _changed(data, random.randrange(len(data)), 1 << random.randrange(8))


def flip_byte(data: bytes, random: Random) -> bytes:
    return _changed(data, random.randrange(len(data)), random.randrange(1, 256))


def _changed(data: bytes, at: int, pattern: int) -> bytes:
    return data[:at] + bytes([data[at] ^ pattern]) + data[at + 1 :]


def truncate(data: bytes, random: Random) -> bytes:
    return data[: random.randrange(len(data))]


def clear_block(data: bytes, random: Random) -> bytes:
    """Zeros where there were none."""
    start = random.choice([at for at in range(0, len(data), _BLOCK) if any(data[at : at + _BLOCK])])
    return data[:start] + bytes(len(data[start : start + _BLOCK])) + data[start + _BLOCK :]


def append(data: bytes, random: Random) -> bytes:
    return data + random.randbytes(random.randrange(1, 200))


def harm(path: Path, harms: Sequence[Harm], random: Random) -> str:
    """Do one of these to a file; what was done."""
    chosen = random.choice(harms)
    path.write_bytes(chosen(path.read_bytes(), random))
    return f"{chosen.__name__} {path.name}"


def delete(path: Path) -> str:
    path.unlink()
    return f"delete {path.name}"


def swap(path: Path, other: Path) -> str:
    mine, others = path.read_bytes(), other.read_bytes()
    assert mine != others
    path.write_bytes(others)
    other.write_bytes(mine)
    return f"swap {path.name} and {other.name}"
