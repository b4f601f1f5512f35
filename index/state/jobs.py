"""Jobs: files and urls that a service has promised to ingest, and how far it has come."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Protocol


class JobState(StrEnum):
    """Where a job stands; it waits, is at work, or has ended in one of three ways."""

    QUEUED = "queued"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"


ENDED = frozenset({JobState.DONE, JobState.FAILED, JobState.CANCELLED})


@dataclass(frozen=True, slots=True)
class Counts:
    """`fetched` counts files and urls, `failed` all that could not be read, the rest articles."""

    fetched: int = 0
    parsed: int = 0
    embedded: int = 0
    committed: int = 0
    new: int = 0
    revised: int = 0
    unchanged: int = 0
    failed: int = 0


@dataclass(frozen=True, slots=True)
class Failure:
    """What could not be read, and the reason."""

    what: str
    why: str


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a job has come. Of the failures only the first are kept; all are counted."""

    counts: Counts = field(default_factory=Counts)
    failures: tuple[Failure, ...] = ()


@dataclass(frozen=True, slots=True)
class Job:
    """`uploads` are labels of spooled files, in order; times are aware.

    `request` tells a request that is repeated, or is empty. `attempts` counts how often a worker
    has begun, `cancelling` asks it to stop.
    """

    id: str
    created_at: datetime
    updated_at: datetime
    uploads: tuple[str, ...] = ()
    urls: tuple[str, ...] = ()
    request: str = ""
    state: JobState = JobState.QUEUED
    progress: Progress = field(default_factory=Progress)
    attempts: int = 0
    cancelling: bool = False

    @property
    def total(self) -> int:
        """How many files and urls it is made of."""
        return len(self.uploads) + len(self.urls)


class Jobs(Protocol):
    """The store of jobs. A worker owns a job while its lease lasts, and no longer."""

    def add(self, job: Job, *, room: int, since: datetime) -> Job | None:
        """Store a queued job and return it; None where `room` jobs wait already.

        Where its request was made before, after `since`, that job is returned instead.
        """
        ...

    def get(self, job_id: str) -> Job | None:
        """The job of this id."""
        ...

    def requested(self, request: str, since: datetime) -> Job | None:
        """The job that this request has made since then."""
        ...

    def waiting(self) -> int:
        """How many jobs are queued."""
        ...

    def by_state(self) -> Mapping[JobState, int]:
        """How many jobs stand in each state that any is in."""
        ...

    def newest(self, *, after: str = "", limit: int = 100) -> Sequence[Job]:
        """Jobs, the newest first, beginning after the one whose id is `after`."""
        ...

    def claim(self, worker: str, now: datetime, until: datetime, *, at_once: int) -> Job | None:
        """Own the oldest job that waits, or whose worker's lease has ended, until then.

        None where there is none, or where `at_once` jobs are owned already.
        """
        ...

    def renew(
        self, job_id: str, worker: str, progress: Progress, now: datetime, until: datetime
    ) -> bool:
        """Own a job for longer and note its progress; False where another has it meanwhile."""
        ...

    def release(self, job_id: str, worker: str, now: datetime, *, attempts: int) -> None:
        """Put a job that is owned back into the queue; `attempts` is what is counted so far."""
        ...

    def end(
        self, job_id: str, worker: str, state: JobState, progress: Progress, now: datetime
    ) -> bool:
        """Note how a job has ended; False where another worker has it meanwhile."""
        ...

    def cancel(self, job_id: str, now: datetime) -> Job | None:
        """End a job that waits, ask the worker of one that runs to stop; the job as it is then."""
        ...

    def forget(self, before: datetime) -> None:
        """Drop the jobs that ended before then."""
        ...
