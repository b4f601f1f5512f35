"""Workers of a process: each takes a job, does it, and takes the next."""

import logging
import math
import threading
import time
import uuid
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from types import TracebackType
from typing import Self

from api.fetching import Stopped
from api.jobs.lease import LASTS, Lease
from api.jobs.spool import Spool
from api.jobs.tally import Tally
from api.jobs.work import Sources
from index.errors import EmbedderUnavailable, HomeBusy, IndexFault
from index.state import ENDED, Job, Jobs, JobState

_LOOK_S = 1.0  # between two looks for a job that another process has taken in
_SWEEP_S = 300.0
_RETRY_S = 5.0
_MOST_ATTEMPTS = 5
_KEPT = timedelta(days=30)  # for which a job that has ended is listed
_PASSING = (HomeBusy, EmbedderUnavailable)
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class _End:
    """How a job ends, or goes back to wait: at once, or after a while."""

    state: JobState
    wait_s: float = 0.0


class Runner:
    """Runs the jobs of a home, at most `at_once` over all of its processes, until it is closed."""

    def __init__(self, jobs: Jobs, sources: Sources, spool: Spool, at_once: int) -> None:
        self._jobs, self._sources, self._spool, self._at_once = jobs, sources, spool, at_once
        self._sweep_at = -math.inf
        self._closing, self._wake = threading.Event(), threading.Event()
        self._threads = [
            threading.Thread(target=self._work, name=f"jobs {n}") for n in range(at_once)
        ]

    def __enter__(self) -> Self:
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, _: TracebackType | None
    ) -> None:
        """Stop after the batches under way; what is left of their jobs waits for the next start."""
        self._closing.set()
        self._wake.set()
        for thread in self._threads:
            thread.join()

    def wake(self) -> None:
        """Have a worker look for a job now."""
        self._wake.set()

    def _work(self) -> None:
        worker = uuid.uuid4().hex
        while not self._closing.is_set():
            try:
                busy = self._turn(worker)
            except (IndexFault, OSError) as error:  # of the home, not of a job: it may pass
                _log.warning("jobs wait: %s", error)
                busy = self._closing.wait(_RETRY_S)
            if not busy:
                self._wake.wait(_LOOK_S)
                self._wake.clear()

    def _turn(self, worker: str) -> bool:
        """Do the next job, if there is one, and now and then clear up."""
        if time.monotonic() > self._sweep_at:
            self._sweep_at = time.monotonic() + _SWEEP_S
            self._spool.sweep(self._wanted)
        now = datetime.now(UTC)
        job = self._jobs.claim(worker, now, now + LASTS, at_once=self._at_once)
        if job is not None:
            self._run(job, worker)
        return job is not None

    def _wanted(self, job_id: str) -> bool | None:
        job = self._jobs.get(job_id)
        return None if job is None else job.state not in ENDED

    def _run(self, job: Job, worker: str) -> None:
        """Do a job that this worker has claimed, and note how it ended."""
        tally = Tally()
        with Lease(self._jobs, job, worker, tally, self._closing.is_set) as lease:
            end = self._done(job, tally, lease)
        now = datetime.now(UTC)
        if end.state is JobState.QUEUED:
            # that this process ends says nothing against the job
            attempts = job.attempts if end.wait_s else job.attempts - 1
            self._jobs.release(job.id, worker, now, attempts=attempts)
            self._closing.wait(end.wait_s)
            return
        if self._jobs.end(job.id, worker, end.state, tally.progress(), now):
            self._spool.remove(job.id)
            self._jobs.forget(now - _KEPT)

    def _done(self, job: Job, tally: Tally, lease: Lease) -> _End:
        """Do what is left of a job."""
        try:
            return self._ingested(job, tally, lease)
        except Stopped:
            return _End(JobState.CANCELLED if lease.cancelled else JobState.QUEUED)
        except _PASSING as error:
            if job.attempts < _MOST_ATTEMPTS:
                return _End(JobState.QUEUED, _RETRY_S)
            tally.fail("the job", str(error))
        except IndexFault as error:
            tally.fail("the job", str(error))
        except Exception:  # noqa: BLE001  the worker goes on to other jobs
            _log.exception("job %s has met a defect", job.id)
            tally.fail("the job", "has met a defect of this service: its log says more")
        return _End(JobState.FAILED)

    def _ingested(self, job: Job, tally: Tally, lease: Lease) -> _End:
        if job.attempts > _MOST_ATTEMPTS:
            tally.fail("the job", f"was begun {_MOST_ATTEMPTS} times, and the service ended in it")
            return _End(JobState.FAILED)
        for number, name in enumerate(job.uploads):
            _go_on(lease)
            self._sources.upload(self._spool.path(job.id, number), name, tally, lease.over)
        for url in job.urls:
            _go_on(lease)
            for _ in self._sources.url(url, tally, lease.over):
                pass
        counts = tally.progress().counts
        nothing = counts.failed and not counts.committed
        return _End(JobState.FAILED if nothing else JobState.DONE)


def _go_on(lease: Lease) -> None:
    if lease.over():
        raise Stopped
