"""Connections that go to a checked address, and end in time.

What a url looks like decides nothing: whatever its host is taken for, the addresses that it is
resolved to are checked here, and the socket is connected to one of those, not to the name.
"""

import socket
import threading
from collections.abc import Callable, Iterable, Sequence
from typing import Any

import httpcore

from api.fetching.addresses import is_public, read_address
from api.fetching.allowlist import Allowlist
from api.fetching.faults import Refused
from api.fetching.patience import Patience

Resolve = Callable[[str, int], Sequence[str]]
_CONNECT_S = 5.0


def resolve(host: str, port: int) -> list[str]:
    """The addresses of a host, the best first, as the system knows them. Raises OSError."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(address[0]) for *_, address in found))


class Pinned(httpcore.NetworkBackend):
    """Connects to public addresses and to those of the allowlist."""

    def __init__(self, allowlist: Allowlist, patience: Patience, resolve: Resolve) -> None:
        self._allowlist, self._patience, self._resolve = allowlist, patience, resolve
        self._sockets = httpcore.SyncBackend()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.NetworkStream:
        """A connection to the first address of the host that answers. Raises Refused."""
        del timeout, local_address
        failure: Exception = httpcore.ConnectError("its host has no address")
        for address in self._checked(host, port):
            wait = min(_CONNECT_S, self._patience.left())
            try:
                stream = self._sockets.connect_tcp(
                    address, port, timeout=wait, socket_options=socket_options
                )
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
                failure = error
            else:
                return _Patient(stream, self._patience)
        raise failure

    def _checked(self, host: str, port: int) -> list[str]:
        """The addresses of a host. Raises Refused where one of them is not to be reached."""
        found = [read_address(address) for address in self._looked_up(host, port)]
        if not self._allowlist.names(host.lower().rstrip("."), port):
            for address in found:
                allowed = is_public(address) and self._allowlist.public(port)
                if not allowed and not self._allowlist.holds(address, port):
                    raise Refused(
                        host,
                        "is not on the public internet, or asked at an unusual port: "
                        "GROUNDWIRE_FETCH_ALLOW can name it",
                    )
        return list(map(str, found))

    def _looked_up(self, host: str, port: int) -> Sequence[str]:
        """What the resolver says, unless it takes too long: nothing else can end its work."""
        found: list[Sequence[str]] = []
        failed: list[Exception] = []

        def look_up() -> None:
            try:
                found.append(self._resolve(host, port))
            except (OSError, UnicodeError) as error:
                failed.append(error)

        thread = threading.Thread(target=look_up, daemon=True)
        thread.start()
        while thread.is_alive():
            thread.join(self._patience.slice())
        if failed:
            raise httpcore.ConnectError("its host is not known") from failed[0]
        return found[0]


class _Patient(httpcore.NetworkStream):
    """A stream whose every operation ends when the patience does."""

    def __init__(self, stream: httpcore.NetworkStream, patience: Patience) -> None:
        self._stream, self._patience = stream, patience

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        del timeout
        while True:
            try:
                return self._stream.read(max_bytes, self._patience.slice())
            except httpcore.ReadTimeout:
                self._patience.left()

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        del timeout
        self._stream.write(buffer, self._patience.left())

    def close(self) -> None:
        self._stream.close()

    def start_tls(
        self, ssl_context: Any, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.NetworkStream:
        del timeout
        left = self._patience.left()
        return _Patient(self._stream.start_tls(ssl_context, server_hostname, left), self._patience)

    def get_extra_info(self, info: str) -> Any:
        return self._stream.get_extra_info(info)
