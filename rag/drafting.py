"""A draft within a deadline, and the extractive one where there is none to be had in time.

A generator may fail, hang, or write for ever: the reader gets an answer all the same. It says that
the evidence does not answer the question by raising CannotAnswer, and is believed.
"""

import logging
from collections.abc import Iterator
from dataclasses import dataclass
from threading import BoundedSemaphore, Event, Thread

from rag.answer import Reason
from rag.errors import CannotAnswer, GeneratorUnavailable
from rag.generators import Generator, Task
from rag.generators.reply import LONGEST
from rag.verification import Check, Checked

DEADLINE_S = 30.0
_GRACE_S = 0.3  # a generator that keeps the deadline itself says better why it was missed
_AT_ONCE = 64
_LOG = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Draft:
    """What a generator wrote, or `failure`: why it wrote nothing. `declined` is its own decision."""

    text: str = ""
    failure: str = ""
    declined: bool = False


@dataclass(frozen=True, slots=True)
class Outcome:
    """Checked claims, or the `reason` why there are none.

    `degraded_because` says why the extractive generator wrote them in place of the one asked for;
    `removed` counts the claims of the latter that the evidence does not support.
    """

    checked: Checked
    reason: Reason | None
    degraded_because: str = ""
    removed: int = 0


class Drafter:
    """Runs generators, each draft in a thread of its own, `deadline_s` seconds at most.

    A generator that neither ends nor yields keeps its thread: no more than _AT_ONCE can do so.
    """

    def __init__(self, deadline_s: float = DEADLINE_S) -> None:
        self._deadline_s, self._free = deadline_s, BoundedSemaphore(_AT_ONCE)

    def draft(self, generator: Generator, task: Task, *, at_once: bool = False) -> Draft:
        """What the generator writes in time; `at_once` is for one that needs no thread and no time."""
        if at_once:
            return Draft("".join(generator.write(task)))
        if not self._free.acquire(blocking=False):
            return Draft(failure="too many drafts are being written")
        writing = _Writing(generator, task)
        Thread(target=self._run, args=(writing,), name="groundwire-draft", daemon=True).start()
        draft = writing.wait(self._deadline_s)
        if draft.failure:
            _LOG.warning("the generator failed: %s", draft.failure)
        return draft

    def _run(self, writing: "_Writing") -> None:
        try:
            writing.run()
        finally:
            self._free.release()


class _Writing:
    """One draft that is being written by another thread."""

    def __init__(self, generator: Generator, task: Task) -> None:
        self._generator, self._task = generator, task
        self._given_up, self._ended = Event(), Event()
        self._draft = Draft(failure="the generator was stopped")

    def run(self) -> None:
        try:
            text = "".join(self._pieces())
            self._draft = Draft(text, "" if text.strip() else "the draft is empty")
        except CannotAnswer:
            self._draft = Draft(declined=True)
        except GeneratorUnavailable as error:
            self._draft = Draft(failure=str(error))
        except Exception as error:  # ruff: ignore[blind-except]  someone else's code may raise anything
            _LOG.warning("a generator raised an error", exc_info=True)
            self._draft = Draft(failure=f"the generator raised {type(error).__name__}")
        finally:
            self._ended.set()

    def wait(self, seconds: float) -> Draft:
        """The draft once it is written. After `seconds` the thread is told to stop."""
        if self._ended.wait(seconds + _GRACE_S):
            return self._draft
        self._given_up.set()
        return Draft(failure=f"no draft within {seconds:g} s")

    def _pieces(self) -> Iterator[str]:
        pieces, size = self._generator.write(self._task), 0
        try:
            for piece in pieces:
                size += len(piece)
                if size > LONGEST:
                    raise GeneratorUnavailable(f"the draft is longer than {LONGEST:,} characters")
                if self._given_up.is_set():
                    return
                yield piece
        finally:
            close = getattr(pieces, "close", None)
            if close:
                close()


def verified(draft: Draft, task: Task, check: Check, stand_in: Generator | None) -> Outcome:
    """The claims of a draft that hold, else those of `stand_in`, where there is one."""
    if draft.declined:
        return Outcome(Checked((), (), 0), Reason.WEAK_EVIDENCE)
    checked = check(draft.text, task.evidence)
    if stand_in is None or (checked.claims and not draft.failure):
        return _outcome(checked, removed=checked.removed)
    because = draft.failure or "no claim of the draft is supported"
    own = check("".join(stand_in.write(task)), task.evidence)
    return _outcome(own, because, checked.removed)


def _outcome(checked: Checked, because: str = "", removed: int = 0) -> Outcome:
    reason = None if checked.claims else Reason.UNSUPPORTED_DRAFT
    return Outcome(checked, reason, because, removed)
