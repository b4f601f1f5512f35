"""How much is worked on at once; beyond that, a refusal at once."""

import asyncio
import math
import time
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager

from fastapi import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

_ANSWERING = frozenset({"/v1/ask", "/v1/search", "/v1/verify", "/v1/chat/completions", "/mcp"})
_LONGEST_S = 30.0  # of a wait that turns out longer than expected
_FIRST_S = 0.1  # until it is known how long one takes
_ROOM = 10
_RUSH_S = 0.5  # after the last refusal
_IN_A_RUSH = 0.125  # of the wait
_WEIGHT = 0.2  # of the newest in the running mean


class Places:
    """So many at once, in turn; who would have to wait longer than `wait_s` is refused at once.

    How long that is follows from how long the last ones held their place; and no more wait than
    `_ROOM` for each place, because those before a sudden rush were quick. Waiting evens out what
    comes at once now and then; while some have to be refused it saves nobody, and is cut short.
    """

    def __init__(self, places: int, wait_s: float) -> None:
        self._places, self._wait_s = places, wait_s
        self._free = asyncio.Semaphore(places)
        self._waiting = 0
        self._held_s = _FIRST_S
        self._refused_at = -math.inf

    @asynccontextmanager
    async def one(self) -> AsyncGenerator[None, None]:
        """A place until the block ends. Raises HTTPException (503)."""
        await self._acquire()
        start = time.monotonic()
        try:
            yield
        finally:
            self._held_s += _WEIGHT * (time.monotonic() - start - self._held_s)
            self._free.release()

    async def _acquire(self) -> None:
        full = self._waiting >= _ROOM * self._places or self._expected_s() > self._most_s()
        if self._free.locked() and full:
            self._refused_at = time.monotonic()
            raise self._busy()
        self._waiting += 1
        try:
            async with asyncio.timeout(_LONGEST_S):
                await self._free.acquire()
        except TimeoutError:
            raise self._busy() from None
        finally:
            self._waiting -= 1

    def _expected_s(self) -> float:
        return (self._waiting + 1) * self._held_s / self._places

    def _most_s(self) -> float:
        """As long as an answer takes is never too long, unless that is more than a second."""
        rush = time.monotonic() - self._refused_at < _RUSH_S
        wait_s = self._wait_s * _IN_A_RUSH if rush else self._wait_s
        return max(wait_s, min(self._held_s / self._places, 1.0))

    def _busy(self) -> HTTPException:
        again = str(max(1, math.ceil(self._expected_s())))
        return HTTPException(503, "too many are asking: try again", {"Retry-After": again})


class Admission:
    """Gives a request its place once its body is there, so that a slow sender holds none.

    A stream holds its place until it ends. Health, metrics and the page need none.
    """

    def __init__(self, app: ASGIApp, *, answers: Places, others: Places) -> None:
        self._app, self._answers, self._others = app, answers, others

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or not scope["path"].startswith(("/v1/", "/mcp")):
            await self._app(scope, receive, send)
            return
        answering = scope["method"] == "POST" and scope["path"] in _ANSWERING
        if not answering:
            async with self._others.one():
                await self._app(scope, receive, send)
            return
        messages = await _whole(receive)
        async with self._answers.one():
            await self._app(scope, _again(messages, receive), send)


async def _whole(receive: Receive) -> list[Message]:
    messages = [await receive()]
    while messages[-1].get("more_body"):
        messages.append(await receive())
    return messages


def _again(messages: list[Message], receive: Receive) -> Receive:
    left = iter(messages)

    async def receiving() -> Message:
        message = next(left, None)
        return await receive() if message is None else message

    return receiving
