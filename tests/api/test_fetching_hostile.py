"""Urls that lead into this machine and its networks: nothing of ours ever connects there."""

import socket
from collections.abc import Iterator, Sequence

import pytest
from web import Reply, Tripwire, page, site

from api.fetching import Allowlist, Fetcher, Limits
from api.fetching.connection import resolve
from api.fetching.faults import Refused, Unreachable
from api.fetching.fetcher import _MOST_REDIRECTS
from index.errors import BadFile

PORT = "PORT"  # stands for the tripwire's
WRITTEN = [
    # one address in the forms that inet_aton takes
    "127.0.0.1", "127.1", "127.0.1", "127.0.0.1.", "2130706433", "0x7f000001", "0x7F000001",
    "0x7f.0.0.1", "0x7f.1", "0177.0.0.1", "0177.1", "017700000001", "00177.0.0.0x1", "127.0x0.0.1",
    "127.127.127.127", "0", "0.0.0.0", "0x0", "00.0x0.0",
    # in IPv6, itself and wrapped up in other ways
    "[::1]", "[::]", "[0:0:0:0:0:0:0:1]", "[0000::0001]", "[::ffff:127.0.0.1]", "[::ffff:7f00:1]",
    "[0:0:0:0:0:FFFF:127.0.0.1]", "[::127.0.0.1]", "[::7f00:1]", "[::ffff:0:127.0.0.1]",
    "[64:ff9b::127.0.0.1]", "[64:ff9b::7f00:1]", "[64:ff9b:1::7f00:1]", "[2002:7f00:1::]",
    "[2002:7f00:1::7f00:1]", "[2001:0:7f00:1::]", "[2001::80ff:fffe]", "[fe80::1]", "[fe80::1%25lo]",
    "[::1%25lo]", "[fc00::1]", "[fd00:ec2::254]", "[ff02::1]", "[100::1]", "[2001:db8::1]",
    # by name
    "localhost", "LOCALHOST", "localhost.", "ip6-localhost", "ip6-loopback", "a.localhost",
    "localhost.localdomain", "LocalHost%2e", "%6c%6f%63%61%6c%68%6f%73%74", socket.gethostname(),
    # letters that become others
    "\uff11\uff12\uff17.0.0.1", "127\u30020\u30020\u30021", "127\uff0e0\uff0e0\uff0e1",
    "\u2460\u2461\u2466.0.0.1", "\u24db\u24de\u24d2\u24d0\u24db\u24d7\u24de\u24e2\u24e3",
    "localho\u017ft", "[::\u2460]", "\u0661\u0662\u0667.0.0.1",
]  # fmt: skip
URLS = [
    *(f"http://{host}:{PORT}/" for host in WRITTEN),
    f"https://127.0.0.1:{PORT}/",
    f"HTTP://127.0.0.1:{PORT}/",
    # a name or a password before the host, or what looks like one
    f"http://example.org@127.0.0.1:{PORT}/",
    f"http://example.org:80@127.0.0.1:{PORT}/",
    f"http://127.0.0.1:{PORT}@127.0.0.1:{PORT}/",
    f"http://a%40b@127.0.0.1:{PORT}/",
    f"http://@127.0.0.1:{PORT}/",
    f"http://:@127.0.0.1:{PORT}/",
    f"http://example.org%40127.0.0.1:{PORT}/",
    f"http://127.0.0.1:{PORT}#@example.org/",
    f"http://127.0.0.1:{PORT}?@example.org/",
    f"http://127.0.0.1:{PORT};@example.org/",
    # backslashes, spaces, control characters
    f"http://example.org\\@127.0.0.1:{PORT}/",
    f"http://127.0.0.1:{PORT}\\@example.org/",
    f"http:\\\\127.0.0.1:{PORT}\\",
    f"http:/\\127.0.0.1:{PORT}/",
    f"http://127.0.0.1 :{PORT}/",
    f" http://127.0.0.1:{PORT}/",
    f"http://127.0.0.1:{PORT}/ HTTP/1.1",
    f"http://127.0.0.1:{PORT}/\r\nX-Injected: 1",
    f"http://127.0.0.1\r\nX-Injected:1:{PORT}/",
    f"http://127.0.0.1%0d%0a:{PORT}/",
    f"http://127.0.0.1%09:{PORT}/",
    f"http://127.0.0.1%00.example.org:{PORT}/",
    f"http://127.0.0.1\0.example.org:{PORT}/",
    f"http://127.0.0.1\t:{PORT}/",
    f"http://127.0.0.1:{PORT}\u2028/",
    # other schemes, and what is no url
    "file:///etc/passwd",
    f"file://127.0.0.1:{PORT}/etc/passwd",
    f"gopher://127.0.0.1:{PORT}/_GET",
    f"ftp://127.0.0.1:{PORT}/a",
    f"dict://127.0.0.1:{PORT}/a",
    f"ldap://127.0.0.1:{PORT}/a",
    f"ws://127.0.0.1:{PORT}/",
    f"http+unix://127.0.0.1:{PORT}/",
    f"jar:http://127.0.0.1:{PORT}/!/",
    f"view-source:http://127.0.0.1:{PORT}/",
    "data:text/html,<p>hello",
    "javascript:alert(1)",
    f"http:127.0.0.1:{PORT}/",
    f"http:///127.0.0.1:{PORT}/",
    f"http:////127.0.0.1:{PORT}/",
    f"//127.0.0.1:{PORT}/",
    f"127.0.0.1:{PORT}/",
    f"/127.0.0.1:{PORT}/",
    "http://",
    "http://./",
    "",
    "http://" + "a" * 3_000,
    # ports
    f"http://127.0.0.1:{PORT}:80/",
    f"http://127.0.0.1:0{PORT}/",
    "http://127.0.0.1:0/",
    "http://127.0.0.1:-1/",
    "http://127.0.0.1:65536/",
    "http://127.0.0.1:22/",
    "http://127.0.0.1:+80/",
    # machines that are near, at the port of the web
    *(
        f"http://{near}/latest/meta-data/"
        for near in (
            "169.254.169.254", "[::ffff:169.254.169.254]", "2852039166", "100.100.100.200",
            "10.0.0.1", "172.16.0.1", "192.168.1.1", "100.64.0.1", "192.0.0.1", "192.0.2.1",
            "198.18.0.1", "203.0.113.1", "224.0.0.1", "240.0.0.1", "255.255.255.255", "127.0.0.1",
        )
    ),
]  # fmt: skip


@pytest.fixture(scope="module")
def wire() -> Iterator[Tripwire]:
    wire = Tripwire()
    yield wire
    wire.close()


def fetcher(wire: Tripwire, *also: str) -> Fetcher:
    """What may ask the tripwire's port of another host, so that ports alone refuse nothing."""
    allowlist = Allowlist(" ".join((f"wiki.example:{wire.port}", *also)))
    return Fetcher(allowlist, Limits(seconds=10.0))


def test_there_are_at_least_sixty() -> None:
    assert len(set(URLS)) >= 60


@pytest.mark.parametrize("url", URLS)
def test_a_hostile_url_reaches_nothing(url: str, wire: Tripwire) -> None:
    hostile = url.replace(PORT, str(wire.port))
    with pytest.raises(BadFile, match=r": ") as said:
        fetcher(wire).fetch(hostile)
    unknown = said.value.reason == "cannot be reached: its host is not known"
    assert isinstance(said.value, Refused) or unknown
    assert wire.connections() == 0


@pytest.mark.parametrize(
    ("url", "reason"),
    [
        ("http://example.org@127.0.0.1/", "a URL with a user name or password is not fetched"),
        ("http://a:b@127.0.0.1/", "a URL with a user name or password is not fetched"),
        ("http://127.0.0.1\\@a.example/", "a URL has no spaces, backslashes or control characters"),
        ("http://127.0.0.1/\r\nX: y", "a URL has no spaces, backslashes or control characters"),
        ("ftp://127.0.0.1/", "only http:// and https:// are fetched"),
        ("http:127.0.0.1", "has no possible host name"),
        ("http://[fe80::1%25lo]/", "has no possible host name"),
        ("http://a.example:65536/", "only ports 80 and 443 are fetched, and those that "),
        ("http://127.0.0.1/", "is not on the public internet, or asked at an unusual port: "),
        ("http://" + "a" * 2_000, "a URL has at most 2,000 characters"),
    ],
)
def test_the_reason_is_said(url: str, reason: str, wire: Tripwire) -> None:
    with pytest.raises(Refused, match=r": ") as refused:
        fetcher(wire).fetch(url)
    assert refused.value.reason.startswith(reason)


def test_a_port_of_one_host_is_not_that_of_all(wire: Tripwire) -> None:
    asking = Fetcher(Allowlist("wiki.example:8080"), Limits(seconds=2.0), Rebinding(["1.1.1.1"]))
    with pytest.raises(Refused, match="asked at an unusual port"):
        asking.fetch("http://public.example:8080/")


def test_redirects_to_hostile_urls_reach_nothing(wire: Tripwire) -> None:
    with site("127.0.0.2") as known:
        for number, url in enumerate(URLS):
            to = url.replace(PORT, str(wire.port)).encode().decode("latin-1")
            header = "".join(c for c in to if c not in "\r\n\0")  # which no server sends
            known.routes[f"/{number}"] = Reply(b"", {"Location": header}, 302)
        asking = fetcher(wire, known.allowed)
        for number in range(len(URLS)):
            with pytest.raises(BadFile, match=f"^{known.url}/{number}: "):
                asking.fetch(f"{known.url}/{number}")
        assert {f"/{number}" for number in range(len(URLS))} <= set(known.paths())
    assert wire.connections() == 0


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_every_kind_of_redirect_is_checked(status: int, wire: Tripwire) -> None:
    with site("127.0.0.2") as known:
        to = f"http://127.0.0.1:{wire.port}/"
        known.routes["/"] = Reply(b"", {"Location": to}, status)
        with pytest.raises(Refused, match=f"leads to {to}: is not on the public internet"):
            fetcher(wire, known.allowed).fetch(f"{known.url}/")
    assert wire.connections() == 0


def test_a_redirect_of_the_rules_for_robots_is_checked(wire: Tripwire) -> None:
    with site("127.0.0.2") as known:
        to = f"http://127.0.0.1:{wire.port}/"
        known.routes |= {"/robots.txt": Reply(b"", {"Location": to}, 302), "/": Reply(page())}
        with pytest.raises(Refused, match="is not on the public internet"):
            fetcher(wire, known.allowed).fetch(f"{known.url}/")
    assert wire.connections() == 0


class Rebinding:
    """A resolver that changes its mind: each look-up gets the next answer, then the last again."""

    def __init__(self, *answers: Sequence[str]) -> None:
        self._answers = list(answers)

    def __call__(self, host: str, port: int) -> Sequence[str]:
        return self._answers.pop(0) if len(self._answers) > 1 else self._answers[0]


@pytest.mark.parametrize(
    "answers",
    [
        (["127.0.0.1"],),
        (["127.0.0.2"], ["127.0.0.1"]),
        (["127.0.0.2", "127.0.0.1"],),
        (["127.0.0.1", "127.0.0.2"],),
        (["127.0.0.2"], ["127.0.0.2", "127.0.0.1"]),
        (["127.0.0.2"], ["::ffff:127.0.0.1"]),
        (["::1", "127.0.0.2"],),
    ],
)
def test_a_name_that_is_bound_anew_reaches_nothing(answers: tuple[Sequence[str], ...]) -> None:
    with site("127.0.0.2") as known:
        known.routes["/"] = Reply(page())
        port = int(known.url.rpartition(":")[2])
        wire = Tripwire("127.0.0.1", port)
        asking = Fetcher(Allowlist(known.allowed), Limits(), Rebinding(*answers))
        with pytest.raises(Refused, match="is not on the public internet"):
            asking.fetch(f"http://news.example:{port}/")
        assert wire.connections() == 0
        wire.close()


def test_the_address_that_was_checked_is_the_one_that_is_asked() -> None:
    with site("127.0.0.2") as known:
        known.routes["/"] = Reply(page())
        port = int(known.url.rpartition(":")[2])
        asking = Fetcher(Allowlist(known.allowed), Limits(), Rebinding(["127.0.0.2"]))
        found = asking.fetch(f"http://news.example:{port}/")
        assert found
        assert found.url == f"http://news.example:{port}/"
        assert {headers["host"] for _, _, headers in known.asked} == {f"news.example:{port}"}


def test_proxies_of_the_environment_are_not_asked(
    wire: Tripwire, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY", "https_proxy"):
        monkeypatch.setenv(name, f"http://127.0.0.1:{wire.port}")
    with site("127.0.0.2") as known:
        known.routes["/"] = Reply(page())
        assert fetcher(wire, known.allowed).fetch(f"{known.url}/")
    assert wire.connections() == 0


def test_what_a_name_stands_for_is_asked_of_the_system() -> None:
    assert set(resolve("127.1", 80)) == {"127.0.0.1"}


def test_a_host_without_an_address_is_said() -> None:
    def nowhere(host: str, port: int) -> Sequence[str]:
        raise socket.gaierror(-2, "Name or service not known")

    with pytest.raises(Unreachable, match=r"^http://gone.example/: cannot be reached: its host is"):
        Fetcher(Allowlist(""), Limits(), nowhere).fetch("http://gone.example/")


def test_a_chain_of_redirects_ends() -> None:
    with site("127.0.0.2") as known:
        for n in range(20):
            known.routes[f"/{n}"] = Reply(b"", {"Location": f"/{n + 1}"}, 302)
        with pytest.raises(Refused, match="leads on more than 5 times"):
            Fetcher(Allowlist(known.allowed)).fetch(f"{known.url}/0")
        assert len(known.paths()) == _MOST_REDIRECTS + 1
