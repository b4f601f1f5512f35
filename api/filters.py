"""Filters as people write them."""

from collections.abc import Sequence
from datetime import datetime, timedelta, tzinfo

from index import Filters
from index.times import parse_time, parse_until


def read_filters(
    zone: tzinfo,
    *,
    as_of: str | None = None,
    since: str | None = None,
    until: str | None = None,
    sources: Sequence[str] = (),
    languages: Sequence[str] = (),
) -> Filters:
    """Filters from written dates; a bare `until` or `as_of` date includes that day.

    Raises BadInput for what is no date.
    """
    return Filters(
        as_of=_read_as_of(as_of, zone) if as_of else None,
        since=parse_time(since, zone) if since else None,
        until=parse_until(until, zone) if until else None,
        sources=tuple(sources),
        languages=tuple(languages),
    )


def _read_as_of(text: str, zone: tzinfo) -> datetime:
    """A bare date means its last moment: what begins at the next midnight was not known yet."""
    moment, until = parse_time(text, zone), parse_until(text, zone)
    return moment if moment == until else until - timedelta(microseconds=1)
