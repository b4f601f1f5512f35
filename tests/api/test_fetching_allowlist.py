"""Which addresses are public, and what an operator may name beside them."""

import pytest

from api.fetching import Allowlist
from api.fetching.addresses import is_public, read_address
from index.errors import BadInput


@pytest.mark.parametrize(
    ("address", "public"),
    [
        ("93.184.216.34", True),
        ("1.1.1.1", True),
        ("2606:2800:220:1:248:1893:25c8:1946", True),
        ("64:ff9b::93.184.216.34", True),
        ("64:ff9b::10.0.0.1", False),
        ("2002:0a00:0001::1", False),
        ("2002:5db8:d822::1", True),
        ("2001:0:a00:1::", False),
        ("::ffff:93.184.216.34", True),
        ("::ffff:10.0.0.1", False),
        ("::93.184.216.34", False),
        ("4000::1", False),
        ("100.64.0.1", False),
        ("192.31.196.1", True),
        ("fec0::1", False),
        ("224.0.0.1", False),
        ("239.1.2.3", False),
        ("ff0e::1", False),
        ("240.0.0.1", False),
        ("255.255.255.255", False),
    ],
)
def test_an_address_is_public_or_not(address: str, public: bool) -> None:
    assert is_public(read_address(address)) is public


@pytest.mark.parametrize(
    ("written", "host", "address", "port", "allowed"),
    [
        ("wiki.example", "wiki.example", "10.0.0.1", 80, True),
        ("wiki.example", "wiki.example", "10.0.0.1", 443, True),
        ("wiki.example", "wiki.example", "10.0.0.1", 8080, False),
        ("wiki.example", "a.wiki.example", "10.0.0.1", 80, False),
        ("WIKI.example.:8080", "wiki.example", "10.0.0.1", 8080, True),
        ("wiki.example:8080", "wiki.example", "10.0.0.1", 80, False),
        ("a, 10.0.0.0/8", "b.example", "10.9.8.7", 80, True),
        ("10.0.0.0/8", "b.example", "11.9.8.7", 80, False),
        ("10.0.0.0/8:8080", "b.example", "10.9.8.7", 8080, True),
        ("10.0.0.1:8080", "b.example", "10.0.0.1", 443, False),
        ("[fd00::/8]:8080", "b.example", "fd00::1", 8080, True),
        ("fd00::/8", "b.example", "fd00::1", 80, True),
        ("", "wiki.example", "10.0.0.1", 80, False),
    ],
)
def test_the_allowlist_names_hosts_networks_and_ports(
    written: str, host: str, address: str, port: int, allowed: bool
) -> None:
    known = Allowlist(written)
    assert (known.names(host, port) or known.holds(read_address(address), port)) is allowed


@pytest.mark.parametrize(
    "written", ["http://a/", "a:b", "10.0.0.1/8", "a:0", "a:65536", "1.2.3", "a b:"]
)
def test_what_is_no_allowlist_is_refused(written: str) -> None:
    with pytest.raises(BadInput, match=r"is no host and no network: write entries as wiki.example"):
        Allowlist(written)
