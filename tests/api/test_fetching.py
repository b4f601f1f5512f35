"""Pages fetched from real servers, and servers that do not play fair."""

import gzip
import time
import tracemalloc
import zlib
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime

import pytest
from patience import PATIENCE_S
from web import HTML, SAILS, Reply, Site, fetched, page, reason, site

from api.fetching import Allowlist, Fetcher, Limits, Stopped, articles_of
from api.fetching.body import read_body
from index import Article
from index.errors import BadFile

MOST = 200_000


@pytest.fixture
def known() -> Iterator[Site]:
    with site() as running:
        yield running


@pytest.fixture
def fetcher(known: Site) -> Fetcher:
    return Fetcher(Allowlist(known.allowed), Limits(MOST, 2.0))


def article(fetcher: Fetcher, url: str) -> Article:
    (found,) = articles_of(fetched(fetcher, url), UTC)
    assert isinstance(found, Article)
    return found


def test_a_page_is_an_article_with_what_its_markup_says(known: Site, fetcher: Fetcher) -> None:
    head = (
        '<meta property="article:published_time" content="2025-10-26T09:05:00+08:00">'
        '<meta property="article:modified_time" content="2025-10-27T12:00:00+08:00">'
        '<meta property="og:site_name" content="Harbour Ledger">'
        f'<link rel="canonical" href="{known.url}/egret">'
    )
    known.routes["/2025/egret?utm_source=x"] = Reply(page(head=head))
    found = article(fetcher, f"{known.url}/2025/egret?utm_source=x")
    assert (found.title, found.source) == ("Egret Sails", "Harbour Ledger")
    assert found.url == f"{known.url}/egret"
    assert found.published_at == datetime(2025, 10, 26, 1, 5, tzinfo=UTC)
    assert found.modified_at == datetime(2025, 10, 27, 4, tzinfo=UTC)
    assert SAILS.strip() in found.text


def test_a_page_that_says_it_is_another_sites_keeps_its_own_url(
    known: Site, fetcher: Fetcher
) -> None:
    known.routes["/a"] = Reply(page(head='<link rel="canonical" href="https://bank.example/">'))
    found = article(fetcher, f"{known.url}/a")
    assert (found.url, found.source) == (f"{known.url}/a", "127.0.0.1")


def test_a_redirected_page_has_the_url_it_leads_to(known: Site, fetcher: Fetcher) -> None:
    known.routes |= {"/a": Reply(b"", {"Location": "b?c=1#d"}, 302), "/b?c=1": Reply(page())}
    assert article(fetcher, f"{known.url}/a").url == f"{known.url}/b?c=1"


@pytest.mark.parametrize(
    ("path", "content_type", "body", "expected"),
    [
        ("/a.txt", "text/plain", "Egret Sails\n\nAt seven.", [("Egret Sails", "/a.txt")]),
        ("/a", "text/markdown", "# Egret Sails\n\nAt seven.", [("Egret Sails", "/a")]),
        (
            "/a.md",
            "text/plain; charset=utf-8",
            "# Egret Sails\n\nAt seven.",
            [("Egret Sails", "/a.md")],
        ),
        (
            "/a",
            "application/x-ndjson",
            '{"text":"a","title":"A"}\n{"text":"b"}',
            [("A", ""), ("", "")],
        ),
        (
            "/feed",
            "text/plain",
            "Ferries\n\nEgret\nLedger· 2025-10-26 09:05\nSails.\n\nHeron\nLedger· 2025-10-26 10:05\nToo.\n",
            [("Egret", ""), ("Heron", "")],
        ),
    ],
)
def test_text_markdown_and_lists_of_articles_are_read(
    path: str,
    content_type: str,
    body: str,
    expected: list[tuple[str, str]],
    known: Site,
    fetcher: Fetcher,
) -> None:
    known.routes[path] = Reply(body.encode(), {"Content-Type": content_type})
    found = list(articles_of(fetched(fetcher, known.url + path), UTC))
    assert [(one.title, one.url) for one in found if isinstance(one, Article)] == [
        (title, where and known.url + where) for title, where in expected
    ]
    assert len({one.id for one in found if isinstance(one, Article)}) == len(expected)


def test_a_given_id_stays_that_of_a_page(known: Site, fetcher: Fetcher) -> None:
    body = b"---\nid: egret-7\ntitle: Egret Sails\n---\nAt seven."
    known.routes["/a"] = Reply(body, {"Content-Type": "text/markdown"})
    found = article(fetcher, f"{known.url}/a")
    assert (found.id, found.url) == ("egret-7", f"{known.url}/a")


@pytest.mark.parametrize(
    ("content_type", "said"),
    [
        (
            "application/pdf",
            "is application/pdf: only HTML, text, Markdown and JSON lines are read",
        ),
        ("image/svg+xml", "is image/svg+xml: only HTML"),
        ("application/rss+xml", "is application/rss+xml: only HTML"),
        ("", "does not say what it is: only HTML"),
    ],
)
def test_what_is_not_read_is_not_loaded(
    content_type: str, said: str, known: Site, fetcher: Fetcher
) -> None:
    headers = {"Content-Type": content_type} if content_type else {}
    known.routes["/a"] = Reply(endless, headers)
    assert reason(fetcher, f"{known.url}/a").startswith(said)


@pytest.mark.parametrize("status", [204, 206, 300, 304, 401, 403, 404, 410, 429, 500, 503])
def test_an_answer_that_is_no_page_is_said(status: int, known: Site, fetcher: Fetcher) -> None:
    known.routes["/a"] = Reply(b"" if status in {204, 304} else b"sorry", HTML, status)
    assert reason(fetcher, f"{known.url}/a") == f"its server answers {status}"


def endless() -> Iterator[bytes]:
    while True:
        yield b"<p>and on" * 1_000


def drip() -> Iterator[bytes]:
    for _ in range(100):
        yield b"<"
        time.sleep(0.1)


def packed(size: int) -> bytes:
    return gzip.compress(b"<p>" + b" " * size)


GZIP = {**HTML, "Content-Encoding": "gzip"}
TOO_LARGE = "is larger than 200,000 bytes (GROUNDWIRE_FETCH_BYTES)"


@pytest.mark.parametrize(
    ("reply", "said"),
    [
        (Reply(endless), TOO_LARGE),
        (Reply(b"a" * (MOST + 1)), TOO_LARGE),
        (Reply(packed(300_000_000), GZIP), TOO_LARGE),
        (Reply(drip), "did not come within 2 seconds"),
        (
            Reply(packed(9)[:-9], GZIP),
            "its compression is damaged: it does not end where it should",
        ),
        (Reply(packed(9) + b"more", GZIP), "its compression is damaged: it does not end where"),
        (Reply(b"no gzip", GZIP), "its compression is damaged: Error -3"),
        (
            Reply(b"x", {**HTML, "Content-Encoding": "br"}),
            "is sent as 'br', which was not asked for",
        ),
        (Reply(b"", {"Location": "/self"}, 302), "leads on more than 5 times"),
        (Reply(b"", {"Location": ""}, 302), "leads on to nowhere"),
        (Reply(b"", {}, 302), "leads on to nowhere"),
        (Reply(b"", {"Location": "http://a:b/"}, 302), "leads on to what is no URL"),
        (
            Reply(b"", {"Location": "ftp://a.example/"}, 302),
            "leads to 'ftp://a.example/': only http:// and https:// are fetched",
        ),
        (Reply(b"a", {**HTML, "X-Many": "a" * 200_000}), "cannot be reached: "),
        (Reply(b"a", {**HTML, "Content-Length": "5"}), "cannot be reached: "),
    ],
    ids=lambda value: value[:20] if isinstance(value, str) else "",
)
def test_a_server_that_does_not_play_fair_is_left(
    reply: Reply, said: str, known: Site, fetcher: Fetcher
) -> None:
    known.routes["/self"] = reply
    begun = time.monotonic()
    reason_given = reason(fetcher, f"{known.url}/self")
    assert said in reason_given
    assert time.monotonic() - begun < PATIENCE_S


def test_a_header_that_drips_ends_in_time(known: Site) -> None:
    def slowly(_: Mapping[str, str]) -> Reply:
        time.sleep(4 * PATIENCE_S)
        return Reply(page())

    known.routes["/a"] = slowly
    begun = time.monotonic()
    asking = Fetcher(Allowlist(known.allowed), Limits(MOST, 0.7))
    assert reason(asking, f"{known.url}/a") == "did not come within 0.7 seconds"
    assert time.monotonic() - begun < PATIENCE_S


def test_a_resolver_that_hangs_ends_in_time() -> None:
    def hangs(host: str, port: int) -> list[str]:
        time.sleep(5)
        return ["127.0.0.1"]

    asking = Fetcher(Allowlist(""), Limits(MOST, 0.7), hangs)
    assert reason(asking, "http://slow.example/") == "did not come within 0.7 seconds"


def test_who_does_not_want_the_page_any_more_stops_it(known: Site) -> None:
    known.routes["/a"] = Reply(drip)
    asking, end = Fetcher(Allowlist(known.allowed), Limits(MOST, 60.0)), time.monotonic() + 1
    with pytest.raises(Stopped):
        asking.fetch(f"{known.url}/a", stopped=lambda: time.monotonic() > end)
    assert time.monotonic() < end + PATIENCE_S


@pytest.mark.parametrize("coding", ["gzip", "x-gzip", "deflate", "identity", ""])
def test_bodies_are_unpacked(coding: str) -> None:
    pack: Callable[[bytes], bytes] = {"deflate": zlib.compress, "identity": bytes, "": bytes}.get(
        coding, gzip.compress
    )
    data = pack(page())
    parts = [data[:10], data[10:]]
    assert read_body("http://a.example/", parts, coding, MOST) == page()


def test_a_bomb_is_not_unpacked_beyond_the_limit() -> None:
    bomb = gzip.compress(bytes(100_000_000))
    tracemalloc.start()
    try:
        with pytest.raises(BadFile, match="is larger than 200,000 bytes"):
            read_body("http://a.example/", [bomb], "gzip", MOST)
        _, most = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert most < 5 * MOST


def test_the_server_is_told_who_asks_and_what_is_read(known: Site, fetcher: Fetcher) -> None:
    known.routes["/a"] = Reply(page())
    fetcher.fetch(f"{known.url}/a")
    _, _, headers = known.asked[-1]
    assert headers["user-agent"].startswith("groundwire/")
    assert headers["accept-encoding"] == "gzip"
    assert not headers.keys() & {"cookie", "authorization", "referer"}
