"""Claims that hold, of the draft asked for or of the one that stands in for it."""

from collections.abc import Generator as Claims
from contextlib import closing
from dataclasses import dataclass, replace

from rag.answer import Reason
from rag.clock import Clock
from rag.drafting import Drafter, Ending, Write
from rag.generators import Generator, Task
from rag.verification import BeginChecking, Checked, Checking, Verified

NOTHING = Checked((), (), 0)


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


@dataclass(frozen=True, slots=True)
class Writers:
    """Who writes: `generator`, and where it fails `stand_in`, unless there is none."""

    generator: Generator
    stand_in: Generator | None


def verified(
    task: Task, writers: Writers, drafter: Drafter, begin: BeginChecking, clock: Clock
) -> Claims[Verified | Outcome, None, None]:
    """The claims as soon as each is verified, and last what comes of them all.

    Those of a model are held back until one holds the kind of thing asked for, where the best
    evidence has it; those of a stand-in are yielded only where no other was yielded before.
    """
    checking, stand_in = begin(task.evidence), writers.stand_in
    draft = drafter.draft(_writing(writers.generator, task), task.stop, at_once=stand_in is None)
    ending, gate = Ending(), _Gate(task, opened=stand_in is None)
    for found in _checked(draft, checking, clock):
        if isinstance(found, Ending):
            ending = found
        else:
            yield from gate.passed(found)
    if ending.declined:
        yield Outcome(NOTHING, Reason.WEAK_EVIDENCE)
        return
    checked = checking.checked
    because = ending.failure or gate.shortfall
    if stand_in is None or not because:
        yield _outcome(checked, removed=checked.removed)
        return
    own = begin(task.evidence)
    substitute = drafter.draft(_writing(stand_in, task), task.stop, at_once=True)
    for claim in _checked(substitute, own, clock):
        if not isinstance(claim, Ending) and not gate.passed_any:
            yield claim
    yield _outcome(own.checked, because, checked.removed)


class _Gate:
    """Holds claims back until one holds what was asked for, where that can be told.

    It can be where the best evidence holds something of the kind, and the kind is certain.
    """

    def __init__(self, task: Task, *, opened: bool) -> None:
        self._expected, best = task.question.expectation, task.evidence[0].statement.text
        told = self._expected.certain and self._expected.met_by(best)
        self._open, self._held = opened or not told, list[Verified]()
        self.passed_any = False

    def passed(self, found: Verified) -> list[Verified]:
        """The claims that may be shown now."""
        self._held.append(found)
        said = (found.claim.text, found.citation.quote)
        self._open = self._open or any(map(self._expected.met_by, said))
        if not self._open:
            return []
        passed, self._held, self.passed_any = self._held, [], True
        return passed

    @property
    def shortfall(self) -> str:
        """Why the claims are no answer, empty where they are one."""
        if self._held:
            return "the draft does not hold what was asked for"
        return "" if self.passed_any else "no claim of the draft is supported"


def _writing(generator: Generator, task: Task) -> Write:
    return lambda stop: generator.write(replace(task, stop=stop))


def _checked(
    draft: Claims[str | Ending, None, None], checking: Checking, clock: Clock
) -> Claims[Verified | Ending, None, None]:
    """The claims of a draft that hold, while the generator goes on writing, and last how it ended."""
    with closing(draft):
        for piece in draft:
            clock.lap("generate")
            stand = _last(checking, piece) if isinstance(piece, Ending) else checking.add(piece)
            clock.lap("verify")
            yield from stand
            clock.resume()
            if isinstance(piece, Ending):
                yield piece


def _last(checking: Checking, ending: Ending) -> list[Verified]:
    """What the end completes, unless the draft was broken off."""
    return [] if ending.failure or ending.declined else checking.end()


def _outcome(checked: Checked, because: str = "", removed: int = 0) -> Outcome:
    reason = None if checked.claims else Reason.UNSUPPORTED_DRAFT
    return Outcome(checked, reason, because, removed)
