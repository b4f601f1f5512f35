"""Newer passages first, where that is wished."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, timedelta

from index.passage import Hit

_LEAST = 0.5  # what is left of a score, however old the article is


def by_recency(hits: Iterable[Hit], half_life: timedelta, now: datetime) -> list[Hit]:
    """The hits in their new order: after each `half_life` half of what age can take is gone.

    An article without a date counts as one that is a half-life old, one from later than `now` as new.
    """

    def aged(hit: Hit) -> Hit:
        age = max(now - hit.published_at, timedelta()) if hit.published_at else half_life
        return replace(hit, score=hit.score * (_LEAST + (1 - _LEAST) * 0.5 ** (age / half_life)))

    return sorted(map(aged, hits), key=lambda hit: -hit.score)
