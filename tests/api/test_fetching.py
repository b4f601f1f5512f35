"""Pages fetched from real servers, and servers that do not play fair."""

import gzip
import time
import tracemalloc
import zlib
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime, timedelta

import pytest
from web import HTML, SAILS, TEXT, Reply, Site, page, site

from api.fetching import Allowlist, Fetcher, Limits, Page, Stopped, articles_of
from api.fetching.body import read_body
from index import Article
from index.errors import BadFile
from index.state import Fetch

MOST = 200_000


@pytest.fixture
def known() -> Iterator[Site]:
    with site() as running:
        yield running


@pytest.fixture
def fetcher(known: Site) -> Fetcher:
    return Fetcher(Allowlist(known.allowed), Limits(MOST, 2.0))


def fetched(fetcher: Fetcher, url: str) -> Page:
    found = fetcher.fetch(url)
    assert found
    return found


def article(fetcher: Fetcher, url: str) -> Article:
    (found,) = articles_of(fetched(fetcher, url), UTC)
    assert isinstance(found, Article)
    return found


def reason(fetcher: Fetcher, url: str) -> str:
    with pytest.raises(BadFile, match=r"^.+: ") as refused:
        fetcher.fetch(url)
    assert refused.value.name == url
    return refused.value.reason


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
    assert time.monotonic() - begun < 10


def test_a_header_that_drips_ends_in_time(known: Site) -> None:
    def slowly(_: Mapping[str, str]) -> Reply:
        time.sleep(5)
        return Reply(page())

    known.routes["/a"] = slowly
    begun = time.monotonic()
    asking = Fetcher(Allowlist(known.allowed), Limits(MOST, 0.7))
    assert reason(asking, f"{known.url}/a") == "did not come within 0.7 seconds"
    assert time.monotonic() - begun < 4


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
    assert time.monotonic() < end + 3


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


RULES = "User-agent: *\nDisallow: /private\n\nUser-agent: groundwire\nDisallow: /not-us\n"


@pytest.mark.parametrize(
    ("path", "allowed"), [("/private", True), ("/not-us", False), ("/a", True)]
)
def test_what_a_site_asks_of_robots_is_respected(
    path: str, allowed: bool, known: Site, fetcher: Fetcher
) -> None:
    known.routes |= {"/robots.txt": Reply(RULES.encode(), TEXT), path: Reply(page())}
    if allowed:
        assert fetched(fetcher, known.url + path).data == page()
    else:
        said = reason(fetcher, known.url + path)
        assert said == "its site's robots.txt asks not to fetch it"
        assert known.paths() == []


def test_a_redirect_into_what_robots_may_not_see_is_not_followed(
    known: Site, fetcher: Fetcher
) -> None:
    known.routes |= {
        "/robots.txt": Reply(RULES.encode(), TEXT),
        "/a": Reply(b"", {"Location": "/not-us"}, 301),
        "/not-us": Reply(page()),
    }
    assert "asks not to fetch it" in reason(fetcher, f"{known.url}/a")
    assert known.paths() == ["/a"]


@pytest.mark.parametrize(("status", "fetches"), [(404, True), (403, True), (503, False)])
def test_rules_that_are_not_there_allow_all_and_broken_ones_nothing(
    status: int, fetches: bool, known: Site, fetcher: Fetcher
) -> None:
    known.routes |= {"/robots.txt": Reply(b"", TEXT, status), "/a": Reply(page())}
    if fetches:
        assert fetched(fetcher, f"{known.url}/a").data == page()
    else:
        assert reason(fetcher, f"{known.url}/a") == "its site answers 503 for robots.txt: try later"


def test_the_rules_are_read_once_for_many_pages(known: Site, fetcher: Fetcher) -> None:
    known.routes |= {"/a": Reply(page()), "/b": Reply(page())}
    for path in ("/a", "/b", "/a"):
        fetched(fetcher, known.url + path)
    assert [path for _, path, _ in known.asked] == ["/robots.txt", "/a", "/b", "/a"]


def test_the_time_that_a_site_wants_between_pages_is_kept(known: Site, fetcher: Fetcher) -> None:
    rules = b"User-agent: *\nCrawl-delay: 1\n"
    known.routes |= {"/robots.txt": Reply(rules, TEXT), "/a": Reply(page()), "/b": Reply(page())}
    for path in ("/a", "/b", "/a"):
        fetched(fetcher, known.url + path)
    times = [at for at, path, _ in known.asked if path != "/robots.txt"]
    assert times[1] - times[0] >= 0.9
    assert times[2] - times[1] >= 0.9


def test_a_site_that_wants_hours_between_pages_gets_one(known: Site, fetcher: Fetcher) -> None:
    rules = b"User-agent: *\nCrawl-delay: 7200\n"
    known.routes |= {"/robots.txt": Reply(rules, TEXT), "/a": Reply(page())}
    fetched(fetcher, f"{known.url}/a")
    said = "its site's robots.txt asks for 7,200 seconds between two pages"
    assert reason(fetcher, f"{known.url}/a") == said


def remembered(url: str, location: str = "") -> Fetch:
    modified = "Sun, 22 Nov 2026 10:00:00 GMT"
    return Fetch(url, location or url, '"v1"', modified, datetime.now(UTC), ("x",))


def test_a_page_that_is_as_it_was_is_not_sent_again(known: Site, fetcher: Fetcher) -> None:
    url = f"{known.url}/a"
    known.routes["/a"] = Reply(b"", {}, 304)
    assert fetcher.fetch(url, remembered(url)) is None
    _, _, headers = known.asked[-1]
    assert headers["if-none-match"] == '"v1"'
    assert headers["if-modified-since"] == "Sun, 22 Nov 2026 10:00:00 GMT"


def test_what_is_known_of_a_page_is_asked_of_that_page_alone(known: Site, fetcher: Fetcher) -> None:
    known.routes |= {"/a": Reply(b"", {"Location": "/b"}, 302), "/b": Reply(b"", {}, 304)}
    assert fetcher.fetch(f"{known.url}/a", remembered(f"{known.url}/a", f"{known.url}/b")) is None
    asked = {path: headers for _, path, headers in known.asked}
    assert "if-none-match" not in asked["/a"]
    assert asked["/b"]["if-none-match"] == '"v1"'


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({"Cache-Control": "public, max-age=600"}, 600),
        ({"Cache-Control": 'Max-Age="600"', "Age": "200"}, 400),
        ({"Cache-Control": "max-age=600, no-cache"}, 0),
        ({"Cache-Control": "max-age=999999999999999999999"}, 86_400),
        ({"Cache-Control": "max-age=-1"}, 0),
        ({"Cache-Control": "max-age=10", "Age": "99999999999999999999"}, 0),
        ({}, 0),
        ({"Cache-Control": "no-store, max-age=600"}, None),
    ],
)
def test_a_page_says_how_long_it_need_not_be_asked_for(
    headers: dict[str, str], seconds: int | None, known: Site, fetcher: Fetcher
) -> None:
    known.routes["/a"] = Reply(page(), {**HTML, **headers, "ETag": '"v2"'})
    found = fetched(fetcher, f"{known.url}/a")
    assert found.etag == '"v2"'
    if seconds is None:
        assert found.fresh_until is None
    else:
        assert found.fresh_until
        left = found.fresh_until - datetime.now(UTC)
        assert abs(left - timedelta(seconds=seconds)) < timedelta(seconds=5)
