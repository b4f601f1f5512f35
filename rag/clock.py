"""How long the steps take."""

import time


class Clock:
    """Times of the steps, in milliseconds; a step may be gone back to."""

    def __init__(self) -> None:
        self.laps: dict[str, float] = {}
        self._last = time.perf_counter()

    def lap(self, step: str) -> None:
        """Add the time since the last one to this step, and to the total."""
        now = time.perf_counter()
        for name in (step, "total"):
            self.laps[name] = round(self.laps.get(name, 0.0) + (now - self._last) * 1000, 2)
        self._last = now

    def resume(self) -> None:
        """Leave out the time since the last one: a reader took it."""
        self._last = time.perf_counter()
