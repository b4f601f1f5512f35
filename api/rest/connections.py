"""Connections as `groundwire serve` keeps them: slow ones are cut.

uvicorn bounds only how long an idle connection is kept. This bounds the time that the head of a
request may take, the time that a response may lie unread, and the number of connections.
"""

import asyncio
from typing import Any

import h11
from uvicorn.protocols.http.h11_impl import H11Protocol, RequestResponseCycle

MOST_CONNECTIONS = 1_000  # in a process
HEAD_S = 10.0
UNREAD_S = 20.0
_FULL = (
    b"HTTP/1.1 503 Service Unavailable\r\ncontent-length: 0\r\nretry-after: 5\r\n"
    b"connection: close\r\n\r\n"
)


class BoundedConnection(H11Protocol):
    """One connection."""

    _head: asyncio.TimerHandle | None = None
    _unread: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        if len(self.connections) > MOST_CONNECTIONS:
            transport.write(_FULL)
            transport.close()
        self._await_head()

    def data_received(self, data: bytes) -> None:
        super().data_received(data)
        self._await_head()

    def on_response_complete(self) -> None:
        super().on_response_complete()
        if self.transport.get_write_buffer_size():
            self.loop.call_later(UNREAD_S, self._cut_if_unread, self.cycle)

    def pause_writing(self) -> None:
        super().pause_writing()
        self._unread = self._unread or self.loop.call_later(UNREAD_S, self.transport.abort)

    def resume_writing(self) -> None:
        super().resume_writing()
        self._unread = _ended(self._unread)

    def connection_lost(self, exc: Exception | None) -> None:
        self._head, self._unread = _ended(self._head), _ended(self._unread)
        super().connection_lost(exc)

    def _await_head(self) -> None:
        """Be patient from the first byte of a head, or the connection, until the head's end."""
        if self.conn.their_state is not h11.IDLE:
            self._head = _ended(self._head)
        elif self._head is None:
            self._head = self.loop.call_later(HEAD_S, self.transport.abort)

    def _cut_if_unread(self, cycle: RequestResponseCycle) -> None:
        """Cut where the rest of that response still lies here."""
        if self.cycle is cycle and self.transport.get_write_buffer_size():
            self.transport.abort()


def _ended(timer: asyncio.TimerHandle | None) -> Any:
    if timer:
        timer.cancel()
