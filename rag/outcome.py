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

    Those of a stand-in are yielded only where no other was yielded before.
    """
    checking, stand_in = begin(task.evidence), writers.stand_in
    draft = drafter.draft(_writing(writers.generator, task), task.stop, at_once=stand_in is None)
    ending = Ending()
    for found in _checked(draft, checking, clock):
        if isinstance(found, Ending):
            ending = found
        else:
            yield found
    checked = checking.checked
    if ending.declined:
        yield Outcome(NOTHING, Reason.WEAK_EVIDENCE)
        return
    if stand_in is None or (checked.claims and not ending.failure):
        yield _outcome(checked, removed=checked.removed)
        return
    own = begin(task.evidence)
    substitute = drafter.draft(_writing(stand_in, task), task.stop, at_once=True)
    for claim in _checked(substitute, own, clock):
        if not isinstance(claim, Ending) and not checked.claims:
            yield claim
    because = ending.failure or "no claim of the draft is supported"
    yield _outcome(own.checked, because, checked.removed)


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
