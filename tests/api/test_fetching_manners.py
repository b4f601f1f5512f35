"""What sites ask of those who fetch their pages: robots.txt, and what need not be sent again."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from web import HTML, TEXT, Reply, Site, fetched, page, reason, site

from api.fetching import Allowlist, Fetcher, Limits
from index.state import Fetch

MOST = 200_000


@pytest.fixture
def known() -> Iterator[Site]:
    with site() as running:
        yield running


@pytest.fixture
def fetcher(known: Site) -> Fetcher:
    return Fetcher(Allowlist(known.allowed), Limits(MOST, 2.0))


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
