"""An answer while it is made."""

from collections.abc import Generator, Iterable, Iterator
from threading import Lock

from rag.answer import Answer
from rag.errors import Abandoned
from rag.events import Event
from rag.stop import Stop


class AnswerStream(Iterator[Event]):
    """The sources, the text as it is verified, and last the answer: each when it is asked for."""

    def __init__(self, events: Generator[Event, None, None], stop: Stop) -> None:
        self._events, self._stop, self._lock = events, stop, Lock()

    def __next__(self) -> Event:
        with self._lock:
            event = next(self._events)
        if self._stop.is_set():  # since the look that `close` took
            self.close()
        return event

    def close(self) -> None:
        """Stop what is under way, from any thread, without waiting for it.

        A `next` that another thread is in raises Abandoned as soon as it waits for a generator.
        """
        self._stop.set()
        if self._lock.acquire(blocking=False):
            try:
                self._events.close()
            finally:
                self._lock.release()

    def answer(self) -> Answer:
        """The last of the events. Raises Abandoned where another thread has closed this."""
        return answer_of(self)


def answer_of(events: Iterable[Event]) -> Answer:
    """The answer that events end with. Raises Abandoned where they have none."""
    for event in events:
        if isinstance(event, Answer):
            return event
    raise Abandoned("the question was given up before it was answered")
