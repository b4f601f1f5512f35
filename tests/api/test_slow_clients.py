"""Clients that send or read slowly, and too many of them, on real sockets."""

import socket
import time
from collections.abc import Callable, Generator, Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Thread

import httpx
import pytest
import uvicorn
from fastapi import FastAPI
from patience import PATIENCE_S
from starlette.responses import Response

from api.rest import connections, limits
from api.rest.app import create_app
from api.rest.connections import BoundedConnection
from api.settings import read_settings

Connected = Callable[[], socket.socket]
HEAD = b"POST /v1/search HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
GET = b"GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n"


@contextmanager
def bounded(app: FastAPI) -> Generator[int, None, None]:
    """An application behind the connections that `groundwire serve` keeps; its port."""
    listener = socket.create_server(("127.0.0.1", 0))
    config = uvicorn.Config(app, log_level="warning", ws="none", http=BoundedConnection)
    server = uvicorn.Server(config)
    thread = Thread(target=server.run, kwargs={"sockets": [listener]})
    thread.start()
    try:
        yield listener.getsockname()[1]
    finally:
        server.should_exit = True
        thread.join()
        listener.close()


@pytest.fixture
def connect(home: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Connected]:
    """Opens connections to a service that is patient for half a second."""
    monkeypatch.setattr(connections, "HEAD_S", 0.5)
    monkeypatch.setattr(connections, "UNREAD_S", 0.5)
    monkeypatch.setattr(connections, "MOST_CONNECTIONS", 5)
    monkeypatch.setattr(limits, "_PAUSE_S", 0.5)
    monkeypatch.setattr(limits, "_START_S", 1.0)
    app = create_app(read_settings({}, home=home))
    app.add_route("/large", lambda _: Response(b"x" * 50_000_000))
    opened = list[socket.socket]()
    with bounded(app) as port:

        def connected() -> socket.socket:
            opened.append(socket.create_connection(("127.0.0.1", port), timeout=20))
            return opened[-1]

        yield connected
        for connection in opened:
            connection.close()


def rest(connection: socket.socket) -> bytes:
    """What comes until the other side closes; nothing more where it resets."""
    data = bytearray()
    try:
        while piece := connection.recv(65536):
            data += piece
    except ConnectionResetError:
        pass
    return bytes(data)


def alive(connection: socket.socket) -> bool:
    """Whether a request on it is answered."""
    connection.sendall(GET)
    data = b""
    while not data.endswith(b'{"status":"ok"}'):
        piece = connection.recv(65536)
        if not piece:
            return False
        data += piece
    return data.startswith(b"HTTP/1.1 200 ")


@pytest.mark.parametrize("start", [b"", b"POST /v1/ask HT", HEAD])
def test_a_head_that_does_not_come_is_not_waited_for(connect: Connected, start: bytes) -> None:
    connection, begun = connect(), time.monotonic()
    connection.sendall(start)
    assert rest(connection) == b""
    assert 0.4 < time.monotonic() - begun < PATIENCE_S


def test_a_head_that_drips_is_cut(connect: Connected) -> None:
    connection, begun = connect(), time.monotonic()
    with pytest.raises((BrokenPipeError, ConnectionResetError), match=r"pipe|reset"):
        drip(connection)
    assert time.monotonic() - begun < PATIENCE_S


def drip(connection: socket.socket) -> None:
    for byte in HEAD * 100:
        connection.sendall(bytes([byte]))
        time.sleep(0.02)


def test_the_second_head_of_a_connection_has_no_more_time_than_the_first(
    connect: Connected,
) -> None:
    connection = connect()
    assert alive(connection)
    connection.sendall(GET[:10])
    assert rest(connection) == b""


def test_a_body_that_pauses_gets_a_problem_document(connect: Connected) -> None:
    connection = connect()
    connection.sendall(HEAD + b'Content-Length: 100\r\n\r\n{"que')
    told = rest(connection)
    assert told.startswith(b"HTTP/1.1 408 ")
    assert b"the body came too slowly: send it again, on a better line" in told


def test_a_body_that_drips_is_cut(connect: Connected) -> None:
    connection, begun = connect(), time.monotonic()
    connection.sendall(HEAD + b"Content-Length: 100000\r\n\r\n")
    connection.settimeout(0.1)
    told = b""
    while not told and time.monotonic() - begun < PATIENCE_S:
        connection.sendall(b" ")
        try:
            told = connection.recv(65536)
        except TimeoutError:
            continue
    assert told.startswith(b"HTTP/1.1 408 ")


def test_a_response_that_is_not_read_is_cut(connect: Connected) -> None:
    connection = connect()
    connection.sendall(GET.replace(b"/healthz", b"/large"))
    time.sleep(1.5)
    assert alive(connect())
    assert 0 < len(rest(connection)) < 50_000_000


def test_a_reader_who_goes_on_reading_gets_everything(connect: Connected) -> None:
    connection = connect()
    connection.sendall(
        GET.replace(b"HTTP/1.1\r\n", b"HTTP/1.1\r\nConnection: close\r\n").replace(
            b"/healthz", b"/large"
        )
    )
    assert rest(connection).endswith(b"x" * 1_000)


def test_more_connections_than_can_be_kept_are_turned_away(connect: Connected) -> None:
    kept = [connect() for _ in range(5)]
    assert all(alive(connection) for connection in kept)
    assert rest(connect()).startswith(b"HTTP/1.1 503 Service Unavailable\r\n")
    kept[0].close()
    time.sleep(0.2)
    assert alive(connect())


def test_a_patient_client_is_served(connect: Connected) -> None:
    port = connect().getpeername()[1]
    with httpx.Client(base_url=f"http://127.0.0.1:{port}") as client:
        for _ in range(3):
            assert client.post("/v1/search", json={"query": "ferry"}).status_code == 200
            time.sleep(0.3)
