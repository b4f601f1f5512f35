"""A word to work in other threads that nobody waits for it any more."""

from collections.abc import Callable, Generator
from contextlib import contextmanager
from threading import Lock


class Stop:
    """Set once, from any thread; what waits for something else can have itself woken."""

    def __init__(self) -> None:
        self._lock, self._set = Lock(), False
        self._calls = list[Callable[[], object]]()

    def is_set(self) -> bool:
        """Whether to stop."""
        return self._set

    def set(self) -> None:
        """Say so, and wake all who asked for that."""
        with self._lock:
            self._set = True
            while self._calls:
                self._calls.pop()()

    @contextmanager
    def waking(self, call: Callable[[], object]) -> Generator[None, None, None]:
        """Within this block `call` is called when this is set, by whoever sets it, and at once if it is.

        It must be quick, and is never called after the block.
        """
        with self._lock:
            self._calls.append(call)
        if self._set:
            self.set()
        try:
            yield
        finally:
            with self._lock:
                if call in self._calls:
                    self._calls.remove(call)
