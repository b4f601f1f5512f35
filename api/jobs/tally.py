"""How far a piece of work has come, counted while it passes."""

import threading
from collections import Counter
from collections.abc import Iterable, Iterator

from index import Added, Article, Outcome
from index.errors import BadFile
from index.state import Counts, Failure, Progress

_KEPT = 100  # failures with their reasons
_LONGEST = 500  # characters of a name or a reason


class Tally:
    """Counts in one thread, read in another."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._counts = Counter[str]()
        self._failures = list[Failure]()

    def fetched(self) -> None:
        """Note that a file or a url is here."""
        self._count("fetched")

    def parsed(self, found: Iterable[Article | BadFile]) -> Iterator[Article | BadFile]:
        """The same, its articles counted while they pass."""
        for one in found:
            if isinstance(one, Article):
                self._count("parsed")
            yield one

    def note(self, outcome: Added | BadFile) -> None:
        """Note what became of an article, or why there is none."""
        if isinstance(outcome, BadFile):
            line = f":{outcome.line}" if outcome.line else ""
            self.fail(outcome.name + line, outcome.reason)
        elif outcome.outcome is Outcome.UNCHANGED:
            self._count("committed", "unchanged")
        else:
            self._count("committed", "embedded", outcome.outcome.value)

    def fail(self, what: str, why: str) -> None:
        """Note a failure; of many, the first are kept."""
        self._count("failed")
        with self._lock:
            if len(self._failures) < _KEPT:
                self._failures.append(Failure(_short(what), _short(why)))

    def _count(self, *names: str) -> None:
        with self._lock:
            self._counts.update(names)

    def progress(self) -> Progress:
        """What has been counted so far."""
        with self._lock:
            return Progress(Counts(**self._counts), tuple(self._failures))


def _short(text: str) -> str:
    return text if len(text) <= _LONGEST else text[: _LONGEST - 1] + "…"
