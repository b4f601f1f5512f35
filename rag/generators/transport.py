"""Asking a model's server over HTTP: one deadline, retries, and a stream of text.

httpx bounds each read but not all of them, so a byte a second would hold a request for ever. Each
request therefore has an event loop of its own, in the caller's thread, in which the deadline, or
another thread by `stop`, cancels whatever is under way and closes the socket.
"""

import asyncio
import json
import random
import time
from collections import deque
from collections.abc import Awaitable, Callable, Generator, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from functools import partial
from typing import Any, TypeVar

import httpx

from rag.errors import GeneratorUnavailable
from rag.stop import Stop

CONNECT_S = 5.0
MOST_BYTES = 1_000_000
_ATTEMPTS = 5
_LAST_PORT = 65_535
_FIRST_WAIT_S, _LONGEST_WAIT_S = 0.25, 4.0
_REFUSED = {httpx.codes.BAD_REQUEST, httpx.codes.UNPROCESSABLE_ENTITY}
_PASSING = (httpx.NetworkError, httpx.RemoteProtocolError, httpx.ConnectTimeout)
_FIELDS = ("data:", "event:", "id:", "retry:", ":")
Event = Mapping[str, Any]
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Call:
    """A POST to `url`. Of `bodies`, the next is sent where a server refuses one as it stands."""

    url: httpx.URL
    headers: Mapping[str, str] = field(repr=False)
    bodies: Sequence[Mapping[str, Any]] = field(repr=False)
    timeout_s: float
    stop: Stop


@dataclass(frozen=True, slots=True)
class Said:
    """What an event adds to the reply, and whether the reply ends with it."""

    text: str = ""
    last: bool = False


def endpoint(base: str, path: str) -> httpx.URL:
    """`base` with `path` at its end, once. Raises GeneratorUnavailable for what is no URL."""
    try:
        url = httpx.URL(base)
        host = url.host
    except (httpx.InvalidURL, UnicodeError):
        raise GeneratorUnavailable("the server's address is no URL") from None
    if url.scheme not in {"http", "https"} or not host or (url.port or 0) > _LAST_PORT:
        raise GeneratorUnavailable("the server's address is no URL: begin it with http://")
    if url.userinfo:
        raise GeneratorUnavailable("the server's address holds a password: give it as the key")
    return url.copy_with(path=url.path.rstrip("/").removesuffix(path) + path)


def header_value(key: str) -> str:
    """The key without white space around it. Raises GeneratorUnavailable where no header holds it."""
    key = key.strip()
    if not (key.isascii() and key.isprintable()):
        raise GeneratorUnavailable("the key has characters that no header can hold")
    return key


def ask(call: Call, read: Callable[[Event], Said]) -> Generator[str, None, None]:
    """The text of the reply, in pieces; `read` says what an event of it holds.

    Raises GeneratorUnavailable, at the latest after `call.timeout_s` seconds. Closing the iterator
    closes the socket.
    """
    with closing(_lines_in_time(call)) as lines:
        for event in _events(lines):
            if event.get("error"):
                raise GeneratorUnavailable("the server reported an error in its reply")
            try:
                said = read(event)
            except (LookupError, TypeError, AttributeError):
                raise GeneratorUnavailable("the server's reply is no completion") from None
            if said.text:
                yield said.text
            if said.last:
                return
    raise GeneratorUnavailable("the server's reply ended early")


def _events(lines: Iterator[str]) -> Iterator[Event]:
    """The objects of a stream of server-sent events, or the one of a reply that is all JSON."""
    whole = list[str]()
    for line in lines:
        if not whole and line.startswith(_FIELDS):
            name, _, data = line.partition(":")
            if name == "data" and data.strip() != "[DONE]":
                yield _object(data)
        elif line.strip() or whole:
            whole.append(line)
    if whole:
        yield _object("\n".join(whole))


def _object(text: str) -> Event:
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        found = None
    if not isinstance(found, dict):
        raise GeneratorUnavailable("the server sent neither events nor JSON")
    return found


def _lines_in_time(call: Call) -> Generator[str, None, None]:
    """The lines of the reply, under the deadline."""
    exchange = _Exchange(call)
    try:
        rest = b""
        for chunk in exchange.chunks():
            *lines, rest = (rest + chunk).split(b"\n")
            for line in lines:
                yield line.decode("utf-8", "replace").rstrip("\r")
        yield rest.decode("utf-8", "replace")
    except (TimeoutError, httpx.ReadTimeout, httpx.WriteTimeout):
        raise GeneratorUnavailable(f"no answer within {call.timeout_s:g} s") from None
    except asyncio.CancelledError:
        raise GeneratorUnavailable("nobody waits for the reply any more") from None
    except (httpx.HTTPError, httpx.InvalidURL, UnicodeError, ImportError, OSError) as error:
        # UnicodeError: no possible host name; ImportError: a proxy of a kind that needs an extra
        raise GeneratorUnavailable(f"the server failed ({type(error).__name__})") from None
    finally:
        exchange.close()


class _Exchange:
    """One request with what answers it, on an event loop of its own."""

    def __init__(self, call: Call) -> None:
        timeout = httpx.Timeout(call.timeout_s, connect=min(CONNECT_S, call.timeout_s))
        self._client = httpx.AsyncClient(timeout=timeout, headers=dict(call.headers))
        self._call, self._end = call, time.monotonic() + call.timeout_s
        self._loop = asyncio.new_event_loop()

    def chunks(self) -> Iterator[bytes]:
        """The bytes of the reply, as they come."""
        response = self._run(partial(_opened, self._client, self._call, self._end))
        pieces, size = response.aiter_bytes(), 0
        while (piece := self._run(partial(anext, pieces, None))) is not None:
            size += len(piece)
            if size > MOST_BYTES:
                raise GeneratorUnavailable(f"the reply has more than {MOST_BYTES:,} bytes")
            yield piece

    def close(self) -> None:
        """Close the socket, whatever is under way.

        A look-up of the host's name is not waited for: nothing can end that.
        """
        self._loop.run_until_complete(self._client.aclose())
        self._loop.run_until_complete(self._loop.shutdown_asyncgens())
        self._loop.close()

    def _run(self, step: Callable[[], Awaitable[T]]) -> T:
        task = self._loop.create_task(_until(self._end, step))
        with self._call.stop.waking(lambda: self._loop.call_soon_threadsafe(task.cancel)):
            return self._loop.run_until_complete(task)


async def _until(end: float, step: Callable[[], Awaitable[T]]) -> T:
    async with asyncio.timeout(end - time.monotonic()):
        return await step()


async def _opened(client: httpx.AsyncClient, call: Call, end: float) -> httpx.Response:
    """The response, once its head says that a reply follows."""
    bodies = deque(call.bodies)
    for attempt in range(_ATTEMPTS):
        wait, why = _pause(attempt), ""
        try:
            response = await _sent(client, call.url, bodies)
        except _PASSING as error:
            why = f"the server failed ({type(error).__name__})"
        else:
            status = response.status_code
            if status == httpx.codes.OK:
                return response
            await response.aclose()
            why = f"the server answered {status}"
            if (
                status != httpx.codes.TOO_MANY_REQUESTS
                and status < httpx.codes.INTERNAL_SERVER_ERROR
            ):
                break
            wait = max(wait, _asked_to_wait(response.headers.get("Retry-After", "")))
        if time.monotonic() + wait >= end or attempt == _ATTEMPTS - 1:
            break
        await asyncio.sleep(wait)
    raise GeneratorUnavailable(why)


async def _sent(
    client: httpx.AsyncClient, url: httpx.URL, bodies: deque[Mapping[str, Any]]
) -> httpx.Response:
    """The response to the first of the bodies that is not refused; those before it are dropped."""
    while True:
        request = client.build_request("POST", url, json=bodies[0])
        response = await client.send(request, stream=True)
        if response.status_code not in _REFUSED or len(bodies) == 1:
            return response
        await response.aclose()
        bodies.popleft()


def _pause(attempt: int) -> float:
    """Seconds before the next attempt: doubled each time, and never the same for two clients."""
    longest = min(_FIRST_WAIT_S * 2.0**attempt, _LONGEST_WAIT_S)
    return longest * random.uniform(0.5, 1.0)  # noqa: S311  nothing is secret about it


def _asked_to_wait(header: str) -> float:
    """The seconds of a Retry-After header, a number or a date; 0 where it says neither."""
    try:
        if header.strip().isdecimal():
            return float(header)
        until: float = (parsedate_to_datetime(header) - datetime.now(UTC)).total_seconds()
    except (ValueError, TypeError, OverflowError):
        return 0.0
    return until
