"""Metrics, for Prometheus."""

from collections.abc import Iterator
from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.exposition import CONTENT_TYPE_PLAIN_0_0_4
from prometheus_client.registry import Collector

from api.rest.access import needs
from api.rest.meters import Meters
from api.rest.problems import documented
from api.rest.service import IndexDep
from index import Index
from index.state import Scope
from index.state.jobs import JobState

router = APIRouter(tags=["health"])
_TOTALS = ("articles", "revisions", "passages", "deleted", "changes", "bytes")


def _meters(request: Request) -> Meters:
    return request.app.state.meters  # type: ignore[no-any-return]


@router.get(
    "/metrics",
    dependencies=[needs(Scope.ADMIN)],
    response_class=Response,
    responses={200: {"content": {"text/plain": {}}}, **documented(401, 403, 503)},
)
def metrics(index: IndexDep, meters: Annotated[Meters, Depends(_meters)]) -> Response:
    """Counts and times in Prometheus's text format."""
    return Response(meters.exposition(_Stored(index)), media_type=CONTENT_TYPE_PLAIN_0_0_4)


class _Stored(Collector):
    """What the home folder holds at this moment."""

    def __init__(self, index: Index) -> None:
        self._index = index

    def collect(self) -> Iterator[GaugeMetricFamily]:
        found = self._index.stats()
        for name in _TOTALS:
            if isinstance(value := found.get(name), int):
                yield GaugeMetricFamily(f"groundwire_index_{name}", f"Stored {name}.", value=value)
        jobs = GaugeMetricFamily("groundwire_jobs", "Jobs by state.", labels=["state"])
        by_state = self._index.state.jobs.by_state()
        for state in JobState:
            jobs.add_metric([state], by_state.get(state, 0))
        yield jobs
