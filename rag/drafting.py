"""A draft within a deadline, piece by piece.

A generator may fail, hang, or write for ever: whoever waits for it is told so in time. It says that
the evidence does not answer the question by raising CannotAnswer, and is believed.
"""

import logging
import time
from collections.abc import Callable, Iterator
from collections.abc import Generator as Pieces
from dataclasses import dataclass
from queue import Empty, SimpleQueue
from threading import BoundedSemaphore, Thread

from rag.errors import Abandoned, CannotAnswer, GeneratorUnavailable
from rag.generators.reply import LONGEST
from rag.stop import Stop

DEADLINE_S = 30.0
_GRACE_S = 0.3  # a generator that keeps the deadline itself says better why it was missed
_AT_ONCE = 64
_LOG = logging.getLogger(__name__)
Write = Callable[[Stop], Iterator[str]]  # pieces, until the stop is set


@dataclass(frozen=True, slots=True)
class Ending:
    """How a draft ended: whole, or `failure` says why not. `declined` is its generator's own decision."""

    failure: str = ""
    declined: bool = False


class Drafter:
    """Runs generators, each draft in a thread of its own, `deadline_s` seconds at most.

    A generator that neither ends nor yields keeps its thread: no more than _AT_ONCE can do so.
    """

    def __init__(
        self, deadline_s: float = DEADLINE_S, free: BoundedSemaphore | None = None
    ) -> None:
        self.deadline_s, self._free = deadline_s, free or BoundedSemaphore(_AT_ONCE)

    def within(self, deadline_s: float) -> "Drafter":
        """The same with another deadline."""
        return Drafter(deadline_s, self._free)

    def draft(
        self, write: Write, stop: Stop, *, at_once: bool = False
    ) -> Pieces[str | Ending, None, None]:
        """What a generator writes, while it writes it, and last how that ended; `at_once` is for one that needs no thread.

        Closing the iterator stops the generator. Raises Abandoned where `stop` is set by another
        thread.
        """
        if at_once:
            yield from write(stop)
            yield Ending()
        elif self._free.acquire(blocking=False):
            yield from self._apart(write, stop)
        else:
            yield Ending("too many drafts are being written")

    def _apart(self, write: Write, stop: Stop) -> Iterator[str | Ending]:
        """The same, written by another thread."""
        own = Stop()  # of this draft alone: after it others may be written for the same question
        writing = _Writing(write, own, self.deadline_s)
        Thread(target=self._run, args=(writing,), name="groundwire-draft", daemon=True).start()
        try:
            with stop.waking(own.set):
                yield from writing.pieces()
        finally:
            own.set()

    def _run(self, writing: "_Writing") -> None:
        try:
            writing.run()
        finally:
            self._free.release()


class _Writing:
    """One draft that is being written by another thread."""

    def __init__(self, write: Write, stop: Stop, deadline_s: float) -> None:
        self._begin, self._stop = write, stop
        self._late = Ending(f"no draft within {deadline_s:g} s")
        self._end = time.monotonic() + deadline_s + _GRACE_S
        self._written = SimpleQueue[str | Ending | None]()  # None: nobody reads it any more

    def run(self) -> None:
        """Write it, and in the end how it ended."""
        ending = Ending("the generator was stopped")
        try:
            ending = self._write()
        except CannotAnswer:
            ending = Ending(declined=True)
        except GeneratorUnavailable as error:
            ending = Ending(str(error))
        except Exception as error:  # ruff: ignore[blind-except]  someone else's code may raise anything
            _LOG.warning("a generator raised an error", exc_info=True)
            ending = Ending(f"the generator raised {type(error).__name__}")
        finally:
            self._written.put(ending)

    def pieces(self) -> Iterator[str | Ending]:
        """What is written, as it comes, until the deadline."""
        with self._stop.waking(lambda: self._written.put(None)):
            while not isinstance(piece := self._next(), Ending):
                yield piece
        if piece.failure:
            _LOG.warning("the generator failed: %s", piece.failure)
        yield piece

    def _next(self) -> str | Ending:
        try:
            piece = self._written.get(timeout=max(0.0, self._end - time.monotonic()))
        except Empty:
            return self._late
        if piece is None:
            raise Abandoned("the question was given up before it was answered")
        return piece

    def _write(self) -> Ending:
        pieces, size, empty = self._begin(self._stop), 0, True
        try:
            for piece in pieces:
                size += len(piece)
                empty = empty and not piece.strip()
                if size > LONGEST:
                    return Ending(f"the draft is longer than {LONGEST:,} characters")
                if self._stop.is_set() or time.monotonic() > self._end:
                    return self._late
                self._written.put(piece)
        finally:
            close = getattr(pieces, "close", None)
            if close:
                close()
        return Ending("the draft is empty" if empty else "")
