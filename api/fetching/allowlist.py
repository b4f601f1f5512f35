"""What may be fetched beside the public internet: hosts and networks that the operator names."""

import re
from dataclasses import dataclass
from ipaddress import IPv4Network, IPv6Network, ip_network

from api.fetching.addresses import Address
from index.errors import BadInput

_PORTS = (80, 443)
_LAST_PORT = 65_535
_ENTRY = re.compile(r"(?:\[(?P<v6>[^\]]+)\]|(?P<plain>[^\s:\[\]]+))(?::(?P<port>\d{1,5}))?")
_HOST = re.compile(r"[a-z0-9_](?:[a-z0-9_.-]*[a-z0-9_])?")


@dataclass(frozen=True, slots=True)
class _Entry:
    """A host, or a network; with a port it counts for that one, else for 80 and 443."""

    host: str
    network: IPv4Network | IPv6Network | None
    port: int | None

    def fits(self, port: int) -> bool:
        return port == self.port if self.port else port in _PORTS


class Allowlist:
    """The entries that are written in `text`, with commas or spaces between them.

    Each is a host name, an address or a network, and may end in a port. Raises BadInput.
    """

    def __init__(self, text: str) -> None:
        self._entries = [_read(entry) for entry in re.split(r"[\s,]+", text) if entry]

    def port(self, port: int) -> bool:
        """Whether any host may be asked at this port."""
        return port in _PORTS or any(entry.port == port for entry in self._entries)

    def names(self, host: str, port: int) -> bool:
        """Whether the host is named, so that any address of its is right."""
        return any(entry.host == host and entry.fits(port) for entry in self._entries)

    def holds(self, address: Address, port: int) -> bool:
        """Whether the address is one of a network that is named."""
        return any(
            entry.network is not None and address in entry.network and entry.fits(port)
            for entry in self._entries
        )

    @staticmethod
    def public(port: int) -> bool:
        """Whether a public host may be asked at this port without being named."""
        return port in _PORTS


def _read(written: str) -> _Entry:
    try:
        return _Entry("", ip_network(written), None)
    except ValueError:
        pass  # it has a port, or is a name
    match = _ENTRY.fullmatch(written.lower())
    port = int(match["port"]) if match and match["port"] else None
    if match is None or (port is not None and not 0 < port <= _LAST_PORT):
        raise _unusable(written)
    plain = match["v6"] or match["plain"]
    try:
        return _Entry("", ip_network(plain), port)
    except ValueError:
        host = plain.rstrip(".")
        if not _HOST.fullmatch(host) or re.fullmatch(r"[\d.]+", host):
            raise _unusable(written) from None
        return _Entry(host, None, port)


def _unusable(written: str) -> BadInput:
    return BadInput(
        f"GROUNDWIRE_FETCH_ALLOW: {written[:80]!r} is no host and no network: write entries as "
        "wiki.example, wiki.example:8080, 10.2.0.0/16 or [fd00::1]:8080"
    )
