"""How long a page is waited for, over everything that happens on the way to it."""

import time
from collections.abc import Callable

SLICE_S = 0.5  # how long at most before it is noticed that nobody wants the page any more


class Stopped(Exception):
    """What the page was for has ended."""


class Patience:
    """So many seconds from now on; `stopped` says whether to give up before."""

    def __init__(self, seconds: float, stopped: Callable[[], bool]) -> None:
        self._end = time.monotonic() + seconds
        self._stopped = stopped

    def left(self) -> float:
        """The seconds that are left. Raises TimeoutError where there are none, and Stopped."""
        if self._stopped():
            raise Stopped
        left = self._end - time.monotonic()
        if left <= 0:
            raise TimeoutError
        return left

    def slice(self) -> float:
        """A part of what is left, after which to look again. Raises likewise."""
        return min(SLICE_S, self.left())

    def pause(self, seconds: float) -> None:
        """Sleep for so long, which does not count. Raises Stopped."""
        end = time.monotonic() + seconds
        self._end += max(seconds, 0.0)
        while (remaining := end - time.monotonic()) > 0:
            time.sleep(min(remaining, self.slice()))
