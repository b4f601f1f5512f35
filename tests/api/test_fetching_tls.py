"""Certificates are checked against the name of the url, whichever address is asked."""

import ssl
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest
import trustme
from web import Reply, Site, page, site

from api.fetching import Allowlist, Fetcher, Limits
from api.fetching.faults import Unreachable


def here(host: str, port: int) -> Sequence[str]:
    return ["127.0.0.2"]


@pytest.fixture(scope="module")
def authority() -> trustme.CA:
    return trustme.CA()


@pytest.fixture
def asked_for() -> list[str]:
    """The names that clients have asked for in their first message."""
    return []


@pytest.fixture
def secure(authority: trustme.CA, asked_for: list[str]) -> Iterator[Site]:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("wiki.example").configure_cert(context)
    context.sni_callback = lambda _, name, __: asked_for.append(name)
    with site("127.0.0.2", context=context) as running:
        running.routes["/a"] = Reply(page())
        yield running


def fetcher(secure: Site) -> Fetcher:
    return Fetcher(Allowlist(secure.allowed), Limits(seconds=10.0), here)


@pytest.fixture
def trusted(authority: trustme.CA, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Has OpenSSL know the authority as an operator would tell it."""
    authority.cert_pem.write_to_path(tmp_path / "authority.pem")
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "authority.pem"))


@pytest.mark.usefixtures("trusted")
def test_a_name_is_sent_and_checked_though_an_address_is_asked(
    secure: Site, asked_for: list[str]
) -> None:
    url = f"https://wiki.example:{secure.port}/a"
    found = fetcher(secure).fetch(url)
    assert found
    assert (found.url, found.data) == (url, page())
    assert set(asked_for) == {"wiki.example"}
    assert {headers["host"] for _, _, headers in secure.asked} == {f"wiki.example:{secure.port}"}


@pytest.mark.usefixtures("trusted")
def test_a_certificate_for_another_name_is_refused(secure: Site) -> None:
    with pytest.raises(Unreachable, match="certificate verify failed: Hostname mismatch"):
        fetcher(secure).fetch(f"https://other.example:{secure.port}/a")
    assert secure.asked == []


def test_a_certificate_of_an_unknown_authority_is_refused(secure: Site) -> None:
    with pytest.raises(Unreachable, match="certificate verify failed: unable to get local issuer"):
        fetcher(secure).fetch(f"https://wiki.example:{secure.port}/a")
    assert secure.asked == []
