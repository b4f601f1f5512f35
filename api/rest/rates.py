"""How often someone may come. Each process counts for itself."""

import math
import time

from fastapi import HTTPException
from limits import RateLimitItem, parse
from limits.aio.storage import MemoryStorage
from limits.aio.strategies import SlidingWindowCounterRateLimiter

from index.errors import BadInput

Headers = list[tuple[bytes, bytes]]


def read_rate(written: str) -> RateLimitItem:
    """The rate as a setting writes it. Raises BadInput."""
    try:
        return parse(written)
    except ValueError:
        raise BadInput(f"GROUNDWIRE_RATE is {written!r}: write it as 60/minute") from None


class Rate:
    """A rate for everyone who is told apart. Raises BadInput for what is none."""

    def __init__(self, written: str) -> None:
        self._rate = read_rate(written)
        self._limiter = SlidingWindowCounterRateLimiter(MemoryStorage())

    async def count(self, who: str) -> Headers:
        """Count one more request; the headers that tell what is left. Raises HTTPException (429)."""
        passed = await self._limiter.hit(self._rate, who)
        window = await self._limiter.get_window_stats(self._rate, who)
        wait = max(1, math.ceil(window.reset_time - time.time()))
        told = {
            "RateLimit-Policy": f'"default";q={self._rate.amount};w={self._rate.get_expiry()}',
            "RateLimit": f'"default";r={window.remaining};t={wait}',
        }
        if passed:
            return [(name.lower().encode(), value.encode()) for name, value in told.items()]
        raise HTTPException(
            429, f"more than {self._rate}: wait {wait} s", told | {"Retry-After": str(wait)}
        )
