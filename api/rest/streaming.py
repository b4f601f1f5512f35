"""Answers as server-sent events: the thin edge between the loop and the thread that answers."""

import asyncio
import re
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any

from fastapi import Request
from fastapi.concurrency import run_in_threadpool
from fastapi.sse import KEEPALIVE_COMMENT, EventSourceResponse, format_sse_event
from pydantic import TypeAdapter
from starlette.types import Receive, Scope, Send

from rag import Answer, AnswerStream, Event

PING_S = 15.0
MEDIA_TYPE = EventSourceResponse.media_type
_BREAKS = re.compile(r"[\x85\u2028\u2029]")  # where many clients break lines, which JSON does not
_HEADERS = {"Cache-Control": "no-cache", "X-Accel-Buffering": "no"}  # the second is for nginx
# What an event is on the wire, and what an error is with which a stream ends.
Framed = Callable[[Event], list[bytes]]
Failed = Callable[[Exception], bytes]


def described(text: str, example: str, *names: str) -> dict[int | str, dict[str, Any]]:
    """The description of a reply that may be a stream of events, called `names` if they have one."""
    data = {"type": "string", "contentMediaType": "application/json"}
    event = {"event": {"enum": [*names]}} if names else {}
    schema = {"type": "object", "properties": {**event, "data": data}, "required": ["data", *event]}
    content = {MEDIA_TYPE: {"itemSchema": schema, "example": example}}
    return {200: {"description": text, "content": content}}


def frame(value: Any, name: str | None = None) -> bytes:
    """An event of that name with this value as JSON."""
    written = TypeAdapter(type(value)).dump_json(value).decode()
    escaped = _BREAKS.sub(lambda found: f"\\u{ord(found[0]):04x}", written)
    return format_sse_event(data_str=escaped, event=name)


async def answered(request: Request, events: AnswerStream) -> Answer:
    """The answer. Where the client goes away meanwhile, the work stops."""
    watching = asyncio.create_task(_close_once_gone(request, events))
    try:
        return await run_in_threadpool(events.answer)
    finally:
        watching.cancel()


async def streamed(events: AnswerStream, framed: Framed, failed: Failed) -> "_EventStream":
    """The events as a response. Raises what the first step raises: that is no stream yet."""
    first = await run_in_threadpool(next, events, None)
    return _EventStream(events, _frames(first, events, framed, failed))


class _EventStream(EventSourceResponse):
    """A stream that ends its work when the client has gone, too."""

    def __init__(self, events: AnswerStream, frames: AsyncIterator[bytes]) -> None:
        super().__init__(frames, headers=_HEADERS)
        self._events = events

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        try:
            await super().__call__(scope, receive, send)
        finally:
            self._events.close()


async def _frames(
    first: Event | None, events: AnswerStream, framed: Framed, failed: Failed
) -> AsyncIterator[bytes]:
    try:
        async for event in _each(first, events):
            for written in framed(event) if event else [KEEPALIVE_COMMENT]:
                yield written
    except Exception as error:  # ruff: ignore[blind-except]  it is told to the client, whose status is sent
        yield failed(error)


async def _each(first: Event | None, events: AnswerStream) -> AsyncIterator[Event | None]:
    """The events, and None where nothing has come for a while."""
    event = first
    while event is not None:
        yield event
        step = _begun(run_in_threadpool(next, events, None))
        while not (await asyncio.wait({step}, timeout=PING_S))[0]:
            yield None
        event = step.result()


def _begun(step: Awaitable[Event | None]) -> "asyncio.Future[Event | None]":
    future = asyncio.ensure_future(step)
    # where the client goes away nobody asks for its result
    future.add_done_callback(lambda done: done.cancelled() or done.exception())
    return future


async def _close_once_gone(request: Request, events: AnswerStream) -> None:
    while (await request.receive())["type"] != "http.disconnect":
        pass
    events.close()
