"""A page by its url: redirects followed by hand, each checked anew."""

import ssl
from collections.abc import Callable, Generator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cached_property

import httpcore
import httpx

from api.fetching.allowlist import Allowlist
from api.fetching.body import read_body, too_large
from api.fetching.connection import Pinned, Resolve, resolve
from api.fetching.faults import Refused, Unreachable
from api.fetching.page import Page, check_type, fresh_until
from api.fetching.patience import Patience
from api.fetching.robots import AGENT, MOST_BYTES, Robots
from api.fetching.target import port_of, read_target
from index.errors import BadFile
from index.state import Fetch

_MOST_REDIRECTS = 5
_REDIRECTS = {301, 302, 303, 307, 308}
_OK, _NOT_MODIFIED, _BAD_REQUEST, _SERVER_ERROR = 200, 304, 400, 500
_LONGEST_FRESH = timedelta(days=1)
_LONGEST_VALIDATOR = 1_000
_NONE: Mapping[str, str] = {}
_HEADERS = {
    "User-Agent": f"{AGENT}/0.1",
    "Accept": "text/html, text/markdown, text/plain, application/x-ndjson, */*;q=0.1",
    "Accept-Encoding": "gzip",
}


@dataclass(frozen=True, slots=True)
class Limits:
    """Of one page: bytes, before and after decompression, and seconds over everything."""

    most_bytes: int = 20_000_000
    seconds: float = 30.0


@dataclass(frozen=True, slots=True)
class _Answer:
    status: int
    headers: httpx.Headers
    data: bytes


class Fetcher:
    """Fetches pages of the public internet, and of what the allowlist names."""

    def __init__(
        self, allowlist: Allowlist, limits: Limits | None = None, resolver: Resolve = resolve
    ) -> None:
        self._allowlist, self._limits, self._resolve = allowlist, limits or Limits(), resolver
        self._robots = Robots()

    @cached_property
    def _ssl(self) -> ssl.SSLContext:
        return httpcore.default_ssl_context()

    def fetch(
        self, written: str, known: Fetch | None = None, stopped: Callable[[], bool] = lambda: False
    ) -> Page | None:
        """The page, or None where it is still what is `known` of it.

        Raises Refused or Unreachable, with `written` as the name, and Stopped.
        """
        patience = Patience(self._limits.seconds, stopped)
        url = first = read_target(written, self._allowlist)
        for _ in range(_MOST_REDIRECTS + 1):
            led = f"leads to {url}: " if url != first else ""
            with _named(written, led), self._explained(str(url)):
                patience.pause(self._robots.delay(url, lambda at: self._rules(at, patience)))
                answer = self._get(url, patience, check_type, _conditions(url, known))
                if answer.status not in _REDIRECTS:
                    return _page(url, answer, known)
                url = self._next(url, answer)
        raise Refused(written, f"leads on more than {_MOST_REDIRECTS} times")

    def _rules(self, url: httpx.URL, patience: Patience) -> str | None:
        """The text of a robots.txt, or None where there is none. Raises Unreachable likewise."""
        for _ in range(_MOST_REDIRECTS + 1):
            answer = self._get(url, patience)
            if answer.status not in _REDIRECTS:
                return _rules(url, answer)
            url = self._next(url, answer)
        return None

    def _next(self, url: httpx.URL, answer: _Answer) -> httpx.URL:
        """Where a redirect leads. Raises Refused."""
        location = answer.headers.get("location", "")
        try:
            written = str(url.join(location))
        except (httpx.InvalidURL, UnicodeError, ValueError):
            raise Refused(str(url), "leads on to what is no URL") from None
        if not location:
            raise Refused(str(url), "leads on to nowhere")
        try:  # joining has made a backslash harmless, for us but not for everyone
            return read_target(location if "\\" in location else written, self._allowlist)
        except Refused as error:
            raise Refused(str(url), f"leads to {location[:200]!r}: {error.reason}") from error

    def _get(
        self,
        url: httpx.URL,
        patience: Patience,
        check: Callable[[str, str], object] | None = None,
        conditions: Mapping[str, str] = _NONE,
    ) -> _Answer:
        """One request over a connection of its own. Raises Refused or Unreachable.

        `check` is given the type of what comes, and what is unchecked may be as long as rules are.
        """
        backend = Pinned(self._allowlist, patience, self._resolve)
        host = url.netloc.decode("ascii")
        headers = list({"Host": host, **_HEADERS, **conditions}.items())
        target = httpcore.URL(
            scheme=url.raw_scheme, host=url.raw_host, port=port_of(url), target=url.raw_path
        )
        with (
            self._explained(str(url)),
            httpcore.ConnectionPool(self._ssl, network_backend=backend) as pool,
            pool.stream("GET", target, headers=headers) as response,
        ):
            headers_sent = httpx.Headers(response.headers)
            if response.status != _OK:
                return _Answer(response.status, headers_sent, b"")
            if check:
                check(str(url), headers_sent.get("content-type", ""))
            most = self._limits.most_bytes if check else MOST_BYTES
            return _Answer(_OK, headers_sent, _read(str(url), response, headers_sent, most))

    @contextmanager
    def _explained(self, url: str) -> Generator[None, None, None]:
        """Turn what the network reports into Unreachable."""
        try:
            yield
        except (httpcore.TimeoutException, TimeoutError):
            late = f"did not come within {self._limits.seconds:g} seconds"
            raise Unreachable(url, late) from None
        except (httpcore.NetworkError, httpcore.ProtocolError, ssl.SSLError) as error:
            raise Unreachable(url, f"cannot be reached: {error}") from error


def _read(url: str, response: httpcore.Response, headers: httpx.Headers, most: int) -> bytes:
    """The body of an answer. Raises Refused or Unreachable."""
    length = headers.get("content-length", "")
    if length.isdecimal() and int(length[:20]) > most:
        raise too_large(url, most)
    return read_body(url, response.iter_stream(), headers.get("content-encoding", ""), most)


def _rules(url: httpx.URL, answer: _Answer) -> str | None:
    if answer.status >= _SERVER_ERROR:
        raise Unreachable(str(url), f"its site answers {answer.status} for robots.txt: try later")
    return answer.data.decode("utf-8", "replace") if answer.status == _OK else None


def _page(url: httpx.URL, answer: _Answer, known: Fetch | None) -> Page | None:
    """The page of an answer that leads no further. Raises Unreachable where it is none."""
    if answer.status == _NOT_MODIFIED and known is not None:
        return None
    if answer.status != _OK:
        raise Unreachable(str(url), f"its server answers {answer.status}")
    return Page(
        url=str(url),
        content_type=check_type(str(url), answer.headers.get("content-type", "")),
        data=answer.data,
        etag=_validator(answer.headers, "etag"),
        last_modified=_validator(answer.headers, "last-modified"),
        fresh_until=fresh_until(answer.headers, datetime.now(UTC), _LONGEST_FRESH),
    )


def _validator(headers: httpx.Headers, name: str) -> str:
    value = headers.get(name, "")
    return value if value.isascii() and len(value) <= _LONGEST_VALIDATOR else ""


def _conditions(url: httpx.URL, known: Fetch | None) -> dict[str, str]:
    if known is None or known.location != str(url):
        return {}
    values = {"If-None-Match": known.etag, "If-Modified-Since": known.last_modified}
    return {name: value for name, value in values.items() if value}


@contextmanager
def _named(written: str, led: str) -> Generator[None, None, None]:
    """Have errors name the url that was written, and say where it led."""
    try:
        yield
    except BadFile as error:
        raise type(error)(written, led + error.reason) from error
