"""A job that a worker owns: renewed while it works, its progress written down."""

import logging
import threading
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from types import TracebackType
from typing import Self

from api.jobs.tally import Tally
from index.errors import IndexFault
from index.state import Job, Jobs, Progress

LASTS = timedelta(seconds=15)
_LOOK_S = 1.0  # between two looks at whether the job is cancelled, and two writes of its progress
_RENEW = timedelta(seconds=5)  # after which it is written down though nothing has changed
_log = logging.getLogger(__name__)


class Lease:
    """Holds a claimed job until the block ends. `stopping` tells that the worker itself ends."""

    def __init__(
        self, jobs: Jobs, job: Job, worker: str, tally: Tally, stopping: Callable[[], bool]
    ) -> None:
        self._jobs, self._job, self._worker = jobs, job, worker
        self._tally, self._stopping = tally, stopping
        self._renewed_at, self._written = datetime.now(UTC), Progress()
        self._done = threading.Event()
        self._thread = threading.Thread(target=self._keep, name=f"lease of {job.id}")
        self.cancelled = job.cancelling
        self.lost = False

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, _: TracebackType | None
    ) -> None:
        self._done.set()
        self._thread.join()

    def over(self) -> bool:
        """Whether to stop working."""
        return self.cancelled or self.lost or self._stopping()

    def _keep(self) -> None:
        while not self._done.wait(_LOOK_S):
            try:
                self._look()
            except IndexFault as error:  # the next look may succeed, in time
                _log.warning("job %s cannot be written: %s", self._job.id, error)
            self.lost = self.lost or datetime.now(UTC) > self._renewed_at + LASTS

    def _look(self) -> None:
        found, progress, now = (
            self._jobs.get(self._job.id),
            self._tally.progress(),
            datetime.now(UTC),
        )
        self.cancelled = found is None or found.cancelling
        if progress == self._written and now < self._renewed_at + _RENEW:
            return
        if self._jobs.renew(self._job.id, self._worker, progress, now, now + LASTS):
            self._renewed_at, self._written = now, progress
        else:
            self.lost = True
