"""What a site asks of robots (RFC 9309)."""

import math
import time
from collections.abc import Callable
from dataclasses import dataclass

import httpx
from protego import Protego

from api.fetching.faults import Refused, Unreachable

AGENT = "groundwire"
MOST_BYTES = 512_000
_KEPT_S = 3600.0
_MOST_SITES = 1_000
_LONGEST_DELAY_S = 60.0
Read = Callable[[httpx.URL], str | None]


@dataclass(slots=True)
class _Site:
    """The rules of a site, None where it has none; when they were read, and its last page was."""

    rules: Protego | None
    read_at: float
    asked_at: float = -math.inf


class Robots:
    """The rules of the sites that were asked lately."""

    def __init__(self) -> None:
        self._sites: dict[str, _Site] = {}

    def delay(self, url: httpx.URL, read: Read) -> float:
        """How many seconds to wait before `url` is asked for; `read` gives a site's robots.txt.

        Raises Refused where the site does not want it, Unreachable where it cannot say so.
        """
        site = self._site(url, read)
        if site.rules is not None and not site.rules.can_fetch(str(url), AGENT):
            raise Refused(str(url), "its site's robots.txt asks not to fetch it")
        between = float(site.rules.crawl_delay(AGENT) or 0.0) if site.rules else 0.0
        now = time.monotonic()
        wait = max(site.asked_at + between - now, 0.0)
        if wait > _LONGEST_DELAY_S:
            raise Refused(
                str(url), f"its site's robots.txt asks for {between:,.0f} seconds between two pages"
            )
        site.asked_at = now + wait
        return wait

    def _site(self, url: httpx.URL, read: Read) -> _Site:
        origin = str(url.copy_with(raw_path=b"/"))
        site, now = self._sites.get(origin), time.monotonic()
        if site is None or now - site.read_at > _KEPT_S:
            text = read(url.copy_with(raw_path=b"/robots.txt"))
            rules = None if text is None else _parsed(url, text)
            last = site.asked_at if site else -math.inf
            site = _Site(rules, now, last)
            if len(self._sites) >= _MOST_SITES:
                self._sites.clear()
            self._sites[origin] = site
        return site


def _parsed(url: httpx.URL, text: str) -> Protego:
    try:
        return Protego.parse(text)
    except ValueError as error:
        raise Unreachable(str(url), f"its site's robots.txt cannot be read: {error}") from error
