"""Work that another service has asked for once: kept before it is acknowledged, and done once."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol


class Stage(StrEnum):
    """How far an event has come. What is `posting` may have been posted: look before doing so."""

    RECEIVED = "received"
    WORKING = "working"
    POSTING = "posting"
    DONE = "done"
    FAILED = "failed"


class Receipt(StrEnum):
    """What became of a delivery: `replayed` is one that bears the signature of the first."""

    NEW = "new"
    KNOWN = "known"
    REPLAYED = "replayed"


@dataclass(frozen=True, slots=True)
class Incoming:
    """An event as it arrives. Those with one `id` are one; those of a `lane` are done in order."""

    id: str
    lane: str
    payload: str
    received_at: datetime
    signature: str = ""


@dataclass(frozen=True, slots=True)
class Event:
    """An event as its worker has it, who is known by `holder`; `attempts` counts this one too.

    `answer` is what was to be posted, empty before there is any.
    """

    id: str
    lane: str
    payload: str
    received_at: datetime
    stage: Stage
    holder: str
    attempts: int
    answer: str = ""


class Events(Protocol):
    """The store of events, which is also the queue of what is to be done.

    A worker leases an event until a moment; from then on it is anybody's. What a worker reports
    about an event that it no longer holds changes nothing, and is answered with False.
    """

    def receive(self, incoming: Sequence[Incoming]) -> Sequence[Receipt]:
        """Keep those that are new, all in one transaction."""
        ...

    def lease(self, holder: str, now: datetime, until: datetime) -> Event | None:
        """The oldest event that nobody works on and that no unfinished one of its lane precedes."""
        ...

    def renew(self, holder: str, until: datetime) -> bool:
        """Hold on to what this holder has leased."""
        ...

    def posting(self, event: Event, answer_id: str, answer: str, until: datetime) -> bool:
        """Note, before anything is posted, that it is about to be, and what."""
        ...

    def postpone(self, event: Event, due: datetime, *, posted: bool, counts: bool) -> bool:
        """Give it back until `due`. `posted`: it may have been posted; `counts`: as an attempt."""
        ...

    def finish(self, event: Event, stage: Stage) -> bool:
        """End the work, done or failed."""
        ...

    def in_lane(self, lane: str, *stages: Stage) -> bool:
        """Whether an event of this lane is in one of these stages."""
        ...

    def answer(self, answer_id: str) -> str | None:
        """What was posted under this id."""
        ...

    def forget(self, before: datetime) -> int:
        """Remove what ended and was received earlier; how many."""
        ...
