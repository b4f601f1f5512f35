"""What the service counts and measures, for Prometheus.

With several workers, each counts in files of a shared folder, and whichever is asked sums them up.
"""

import os
from collections.abc import Iterator, Sequence
from contextlib import suppress
from functools import partial
from pathlib import Path

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest
from prometheus_client.metrics_core import Metric
from prometheus_client.multiprocess import MultiProcessCollector, mark_process_dead
from prometheus_client.registry import Collector

from index import Added
from rag import Answer

_ANSWER = ("status", "reason", "generator", "degraded")
_BUCKETS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.2, 0.35, 0.5, 1, 2, 5, 10, 30, 60)  # seconds


class Meters:
    """The meters of one process; `shared` is the folder of all processes, or empty."""

    def __init__(self, shared: str) -> None:
        self._shared, self._registry = shared, CollectorRegistry()
        _bury_the_dead(shared)
        counted = partial(Counter, registry=self._registry)
        timed = partial(Histogram, buckets=_BUCKETS, registry=self._registry)
        self.requests = timed(
            "groundwire_request_seconds",
            "Requests, until their last byte.",
            ("method", "route", "status"),
        )
        self.in_flight = Gauge(
            "groundwire_requests_in_flight",
            "Requests under way.",
            registry=self._registry,
            multiprocess_mode="livesum",
        )
        refused, answered = "Requests refused before their route.", "Answers and abstentions."
        self.refused = counted("groundwire_refused", refused, ("status",))
        self._answers = counted("groundwire_answers", answered, _ANSWER)
        self._stages = timed("groundwire_answer_stage_seconds", "Steps of an answer.", ("stage",))
        self._removed = counted("groundwire_removed_claims", "Claims without support.")
        taken = "Articles taken in, by what became of them."
        self._ingested = counted("groundwire_ingested_articles", taken, ("outcome",))

    def answered(self, answer: Answer) -> None:
        """Count an answer, whatever door it leaves by."""
        reason = str(answer.abstention.reason) if answer.abstention else ""
        degraded = str(answer.degraded).lower()
        self._answers.labels(answer.status, reason, answer.generator, degraded).inc()
        self._removed.inc(answer.removed_claims)
        for stage, ms in answer.timings_ms.items():
            self._stages.labels(stage).observe(ms / 1000)

    def added(self, added: Sequence[Added]) -> None:
        """Count articles that were stored, or were there."""
        for one in added:
            self._ingested.labels(one.outcome).inc()

    def exposition(self, *collectors: Collector) -> bytes:
        """Everything in Prometheus's text format, with what `collectors` look up now."""
        registry = CollectorRegistry()
        if self._shared:
            MultiProcessCollector(registry, path=self._shared)
        else:
            registry.register(_Whole(self._registry))
        for collector in collectors:
            registry.register(collector)
        return generate_latest(registry)

    def close(self) -> None:
        """Take this process's requests in flight out of the sum."""
        if self._shared:
            mark_process_dead(os.getpid(), self._shared)


class _Whole(Collector):
    """The meters of this process as a part of what is written."""

    def __init__(self, registry: CollectorRegistry) -> None:
        self._registry = registry

    def collect(self) -> Iterator[Metric]:
        yield from self._registry.collect()


def _bury_the_dead(shared: str) -> None:
    """Take workers that were killed out of the sum of requests in flight."""
    for path in Path(shared).glob("gauge_live*_*.db") if shared else ():
        pid = int(path.stem.rpartition("_")[2])
        with suppress(PermissionError):  # it lives, as someone else
            try:
                os.kill(pid, 0)
            except ProcessLookupError:
                mark_process_dead(pid, shared)
