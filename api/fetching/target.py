"""Urls that may be asked for, as far as that shows before their host is looked up."""

import re

import httpx

from api.fetching.allowlist import Allowlist
from api.fetching.faults import Refused

_LONGEST = 2_000
_DEFAULT = {"http": 80, "https": 443}
_LAST_PORT = 65_535
_ODD = re.compile(r"[\s\\\x00-\x20\x7f]")
_HOST = re.compile(r"[a-z0-9._-]+|[0-9a-f:.]*:[0-9a-f:.]*")


def read_target(written: str, allowlist: Allowlist) -> httpx.URL:
    """The url, without its fragment. Raises Refused, saying why."""
    if len(written) > _LONGEST:
        raise Refused(written[:100], f"a URL has at most {_LONGEST:,} characters")
    if _ODD.search(written):
        raise Refused(written, "a URL has no spaces, backslashes or control characters")
    try:
        url = httpx.URL(written).copy_with(fragment=None)
        host = url.raw_host.decode("ascii")
    except (httpx.InvalidURL, UnicodeError) as error:
        raise Refused(written, f"is no URL: {error}") from None
    _check(written, url, host, allowlist)
    return url


def _check(written: str, url: httpx.URL, host: str, allowlist: Allowlist) -> None:
    if url.scheme not in _DEFAULT:
        raise Refused(written, "only http:// and https:// are fetched")
    if url.userinfo:
        raise Refused(written, "a URL with a user name or password is not fetched")
    if not _HOST.fullmatch(host) or not host.strip("."):
        raise Refused(written, "has no possible host name")
    if not 0 < port_of(url) <= _LAST_PORT or not allowlist.port(port_of(url)):
        raise Refused(
            written,
            "only ports 80 and 443 are fetched, and those that GROUNDWIRE_FETCH_ALLOW names",
        )


def port_of(url: httpx.URL) -> int:
    """The port that is asked."""
    return _DEFAULT[url.scheme] if url.port is None else url.port
