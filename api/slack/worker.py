"""Threads that do what has been kept to be done, and hold on to it while they do."""

import logging
import time
import uuid
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import partial
from threading import Event as Signal
from threading import Thread

from api.slack.posting import LEASE, LeaseLost, until
from index.errors import IndexFault
from index.state import Event, Events

THREADS = 3
_LOOK_S = 1.0  # for what another process has received, or left
_REST_S = 2.0  # after the catalog could not be used
_KEPT = timedelta(days=90)
_FORGET_S = 3600.0
_LOG = logging.getLogger(__name__)


class Crew:
    """The workers of one process."""

    def __init__(self, events: Events, do: Callable[[Event], None]) -> None:
        self._events, self._do = events, do
        self._awake, self._stopped = Signal(), Signal()
        self._held = dict[str, Event]()
        runs = [self._work] * THREADS + [self._renew, self._forget]
        self._threads = [
            Thread(target=run, name=f"slack-{run.__name__}", daemon=True) for run in runs
        ]

    def start(self) -> None:
        """Begin with what is there."""
        for thread in self._threads:
            thread.start()

    def wake(self) -> None:
        """Look now: something has been received."""
        self._awake.set()

    def stop(self, wait_s: float = 5.0) -> None:
        """Take nothing more up; what is not done in time is another's once its lease runs out."""
        self._stopped.set()
        self._awake.set()
        end = time.monotonic() + wait_s
        for thread in self._threads:
            thread.join(max(0.0, end - time.monotonic()))

    def _work(self) -> None:
        while not self._stopped.is_set():
            try:
                if not self._one():
                    self._awake.wait(_LOOK_S)
                    self._awake.clear()
            except LeaseLost:
                _LOG.info("another worker has taken an event over")
            except IndexFault as error:
                _LOG.warning("the catalog cannot be used: %s", error)
                self._stopped.wait(_REST_S)
            except Exception:  # ruff: ignore[blind-except]  the next event is no worse for it
                _LOG.exception("an event could not be worked on")
                self._stopped.wait(_REST_S)

    def _one(self) -> bool:
        """Do one event; False where there is none to be done."""
        event = self._events.lease(uuid.uuid4().hex, datetime.now(UTC), until())
        if event is None:
            return False
        self._held[event.holder] = event
        try:
            self._do(event)
        finally:
            del self._held[event.holder]
        return True

    def _renew(self) -> None:
        """Keep the leases of what takes longer than a lease lasts."""
        while True:
            stopping = self._stopped.wait(LEASE.total_seconds() / 4)
            if stopping and not self._held:
                return
            for holder in list(self._held):
                self._guarded(partial(self._events.renew, holder, until()))
            if stopping:
                time.sleep(_LOOK_S)

    def _forget(self) -> None:
        """Keep the table small: what ended long ago is not asked about any more."""
        while not self._stopped.wait(_FORGET_S):
            self._guarded(lambda: self._events.forget(datetime.now(UTC) - _KEPT))

    @staticmethod
    def _guarded(change: Callable[[], object]) -> None:
        try:
            change()
        except IndexFault as error:
            _LOG.warning("the catalog cannot be used: %s", error)
