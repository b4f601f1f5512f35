"""When a page says that it was published and changed."""

import json
from datetime import UTC, datetime, timedelta, timezone
from io import BytesIO

import pytest

from index import Article
from index.parsing import parse_stream

BODY = (
    "<article><h1>Egret Sails</h1><p>"
    + "The ferry Egret sails every morning. " * 9
    + "</p></article>"
)
CHINA = timezone(timedelta(hours=8))
NINE, NOON = datetime(2025, 10, 26, 9, 5, tzinfo=CHINA), datetime(2025, 10, 27, 12, 0, tzinfo=CHINA)
GUESSED = datetime(2025, 10, 27, tzinfo=CHINA)  # the day alone, for want of better
LINKED = {"@graph": [{"@type": "Person"}, {"datePublished": NINE.isoformat()}]}
DEEP = "[" * 100_000


def dates(head: str) -> tuple[datetime | None, datetime | None]:
    page = f"<html><head>{head}</head><body>{BODY}</body></html>"
    (found,) = parse_stream("a.html", BytesIO(page.encode()), zone=CHINA)
    assert isinstance(found, Article)
    return found.published_at, found.modified_at


def meta(name: str, value: str, kind: str = "property") -> str:
    return f'<meta {kind}="{name}" content="{value}">'


def linked(value: object) -> str:
    return f'<script type="application/ld+json">{json.dumps(value)}</script>'


@pytest.mark.parametrize(
    ("head", "expected"),
    [
        (meta("article:published_time", NINE.isoformat()), (NINE, None)),
        (meta("article:modified_time", NOON.isoformat()), (GUESSED, NOON)),
        (meta("og:updated_time", NOON.isoformat()), (GUESSED, NOON)),
        (meta("datePublished", NINE.isoformat(), "itemprop"), (NINE, None)),
        (meta("article:published_time", "2025-10-26 09:05"), (NINE, None)),
        (
            linked({"datePublished": NINE.isoformat(), "dateModified": NOON.isoformat()}),
            (NINE, NOON),
        ),
        (linked(LINKED), (NINE, None)),
        (linked([LINKED]), (NINE, None)),
        (linked({"datePublished": ["soon"]}), (None, None)),
        ('<script type="application/ld+json">{</script>', (None, None)),
        (f'<script type="application/ld+json">{DEEP}</script>', (None, None)),
        (meta("article:modified_time", "soon"), (None, None)),
        (
            meta("article:modified_time", "soon") + linked({"dateModified": NOON.isoformat()}),
            (GUESSED, NOON),
        ),
        ("", (None, None)),
    ],
)
def test_a_page_says_when_it_was_published_and_changed(
    head: str, expected: tuple[datetime | None, datetime | None]
) -> None:
    published, modified = dates(head)
    assert (published, modified) == tuple(d.astimezone(UTC) if d else None for d in expected)
