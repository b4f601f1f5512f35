"""A file that tells how much of it has been read."""

import io
from collections.abc import Callable
from typing import Any


class Metered(io.RawIOBase):
    """Reads `raw`, and tells `on_read` the number of bytes after each read."""

    def __init__(self, raw: io.FileIO, on_read: Callable[[int], None]) -> None:
        super().__init__()
        self._raw, self._on_read = raw, on_read

    def readinto(self, buffer: Any) -> int:
        count = self._raw.readinto(buffer) or 0
        self._on_read(count)
        return count

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return self._raw.seekable()

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        return self._raw.seek(offset, whence)

    def close(self) -> None:
        self._raw.close()
        super().close()
