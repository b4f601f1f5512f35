"""When a page says that it was published and last changed: exactly, where its markup tells.

Pages say so in `meta` elements (Open Graph, schema.org) or in JSON-LD.
"""

import json
from collections.abc import Iterator
from datetime import datetime, tzinfo
from typing import Any

from index.errors import BadInput
from index.times import parse_time

_PUBLISHED = ("article:published_time", "datepublished", "og:published_time", "dc.date.issued")
_MODIFIED = ("article:modified_time", "datemodified", "og:updated_time", "dc.date.modified")
_DEEPEST = 6  # a graph of things within things


def read_dates(page: Any, zone: tzinfo) -> tuple[datetime | None, datetime | None]:
    """When the page (an lxml tree) was published and modified; None for what it does not say."""
    said = dict[str, str]()
    for name, value in (*_in_meta(page), *_in_json(page)):
        said.setdefault(name.lower(), value)
    return _first(said, _PUBLISHED, zone), _first(said, _MODIFIED, zone)


def _first(said: dict[str, str], names: tuple[str, ...], zone: tzinfo) -> datetime | None:
    for name in names:
        if name in said:
            try:
                return parse_time(said[name], zone)
            except BadInput:
                continue  # another name may hold a date
    return None


def _in_meta(page: Any) -> Iterator[tuple[str, str]]:
    for element in page.iter("meta"):
        name = next(filter(None, map(element.get, ("property", "itemprop", "name"))), None)
        if name and element.get("content"):
            yield name, element.get("content", "")


def _in_json(page: Any) -> Iterator[tuple[str, str]]:
    for element in page.iter("script"):
        if element.get("type", "").lower() == "application/ld+json":
            try:
                yield from _dates_within(json.loads(element.text or ""), _DEEPEST)
            except (ValueError, RecursionError):
                continue  # a page's markup is often broken; its text stands without it


def _dates_within(value: Any, depth: int) -> Iterator[tuple[str, str]]:
    """The dates of an object and, after its own, of those within it."""
    if depth and isinstance(value, dict):
        for name in ("datePublished", "dateModified"):
            if isinstance(value.get(name), str):
                yield name, value[name]
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    for one in inner if depth else ():
        yield from _dates_within(one, depth - 1)
