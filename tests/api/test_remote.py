import socket
from collections.abc import Callable
from threading import Thread
from typing import Any

import httpx
import pytest
from doors import BACKLOG, BACKLOG_ANSWER, nobody_listening
from remote_answer import ANSWER

import api.remote
from api.remote import ServerFault, ask_server
from rag import BadQuestion, Status

SERVER = "http://groundwire.example"
BODY = {"question": BACKLOG}


def replying(status: int = 200, **reply: Any) -> httpx.MockTransport:
    return httpx.MockTransport(lambda _: httpx.Response(status, **reply))


def raising(error: Exception) -> httpx.MockTransport:
    def handle(_: httpx.Request) -> httpx.Response:
        raise error

    return httpx.MockTransport(handle)


def problem(status: int, detail: str) -> httpx.MockTransport:
    return replying(status, json={"title": "t", "status": status, "detail": detail})


@pytest.mark.parametrize("server", [SERVER, f"{SERVER}/", f"{SERVER}//"])
def test_the_body_goes_to_the_one_place_however_the_server_is_written(server: str) -> None:
    seen = list[tuple[str, str, bytes]]()

    def handle(request: httpx.Request) -> httpx.Response:
        seen.append((request.method, str(request.url), request.read()))
        return httpx.Response(200, json=ANSWER)

    answer = ask_server(server, {"question": "多少？"}, httpx.MockTransport(handle))
    assert seen == [("POST", f"{SERVER}/v1/ask", '{"question":"多少？"}'.encode())]
    assert (answer.id, answer.status) == ("a", Status.ABSTAINED)


@pytest.mark.parametrize("status", [400, 413, 422])
def test_what_the_service_refuses_is_a_bad_question_in_its_words(status: int) -> None:
    with pytest.raises(BadQuestion, match=r"^there are: Cloud Weekly$"):
        ask_server(SERVER, BODY, problem(status, "there are: Cloud Weekly"))


@pytest.mark.parametrize("status", [403, 404, 405, 409, 429, 500, 503, 507])
def test_what_the_service_cannot_do_is_its_fault_not_the_questions(status: int) -> None:
    with pytest.raises(ServerFault, match=rf"^{SERVER}: the home is elsewhere$"):
        ask_server(SERVER, BODY, problem(status, "the home is elsewhere"))


@pytest.mark.parametrize(
    "reply",
    [
        {"text": "<html>Bad gateway</html>"},
        {"content": b"\xff\xfe"},
        {"json": ["detail"]},
        {"json": {"title": "t"}},
        {"content": b"[" * 100_000},
        {"content": b""},
    ],
    ids=["page", "bytes", "list", "no detail", "deep", "nothing"],
)
@pytest.mark.parametrize("status", [422, 502])
def test_a_refusal_that_is_no_problem_document_is_a_fault(
    status: int, reply: dict[str, Any]
) -> None:
    with pytest.raises(ServerFault, match=rf"^{SERVER} answered {status}: is it groundwire\?$"):
        ask_server(SERVER, BODY, replying(status, **reply))


@pytest.mark.parametrize(
    "reply",
    [
        {"text": "<html>Hello</html>"},
        {"content": b"\xff\xfe"},
        {"json": {}},
        {"json": {**ANSWER, "status": "perhaps"}},
        {"json": {**ANSWER, "citations": [{"number": 1}]}},
        {"content": b"[" * 100_000},
        {"content": b""},
    ],
    ids=["page", "bytes", "empty", "status", "citation", "deep", "nothing"],
)
def test_what_is_no_answer_is_a_fault(reply: dict[str, Any]) -> None:
    with pytest.raises(ServerFault, match=rf"^{SERVER} did not send an answer: is it groundwire\?"):
        ask_server(SERVER, BODY, replying(**reply))


def test_a_redirect_is_not_followed() -> None:
    elsewhere = replying(307, headers={"location": "http://elsewhere.example"})
    with pytest.raises(ServerFault, match=r"answered 307: is it groundwire\?"):
        ask_server(SERVER, BODY, elsewhere)


def test_an_answer_without_an_end_is_cut_off(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(api.remote, "MOST_BYTES", 1_000)
    with pytest.raises(ServerFault, match=r"/v1/ask sent more than an answer"):
        ask_server(SERVER, BODY, replying(content=b" " * 1_001))


@pytest.mark.parametrize(
    "error",
    [
        httpx.ConnectError("refused"),
        httpx.ReadTimeout("too slow"),
        httpx.RemoteProtocolError("no HTTP"),
        httpx.DecodingError("no gzip"),
    ],
)
def test_a_connection_that_fails_is_a_fault_that_says_how_to_start_the_service(
    error: Exception,
) -> None:
    message = rf"{SERVER} cannot be reached \({error}\): start it with `groundwire serve`"
    with pytest.raises(ServerFault, match=message):
        ask_server(SERVER, BODY, raising(error))


@pytest.mark.parametrize("server", ["localhost:8080", "ftp://a", "/v1", " http://a", ""])
def test_what_is_no_url_of_a_service_is_misuse(server: str) -> None:
    with pytest.raises(
        BadQuestion, match=r"is no service: write its URL, as http://127.0.0.1:8080"
    ):
        ask_server(server, BODY)


@pytest.mark.parametrize(
    "server", ["http://", "http://[::1", "http://a:port", "http://xn--/", "http://€.example"]
)
def test_a_url_that_leads_nowhere_is_a_fault(server: str) -> None:
    with pytest.raises(ServerFault, match=r"cannot be reached \(.+\): start it with"):
        ask_server(server, BODY)


def test_a_refused_connection_is_a_fault() -> None:
    with nobody_listening() as url, pytest.raises(ServerFault, match=rf"{url} cannot be reached"):
        ask_server(url, BODY)


def trickling(listener: socket.socket, piece: bytes) -> Callable[[], None]:
    """Answer one request with a head, and then with `piece` over and over while anyone reads."""

    def serve() -> None:
        connection, _ = listener.accept()
        with connection:
            connection.recv(65536)
            connection.sendall(b"HTTP/1.1 200 OK\r\ncontent-length: 100000000\r\n\r\n")
            try:
                while True:
                    connection.sendall(piece)
            except OSError:
                return

    return serve


def test_an_answer_that_never_ends_does_not_outlast_the_deadline(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(api.remote, "DEADLINE_S", 0.2)
    monkeypatch.setattr(api.remote, "MOST_BYTES", 10**12)
    with socket.create_server(("127.0.0.1", 0)) as listener:
        thread = Thread(target=trickling(listener, b" "))
        thread.start()
        url = f"http://127.0.0.1:{listener.getsockname()[1]}"
        with pytest.raises(ServerFault, match=r"did not answer within 0 seconds"):
            ask_server(url, BODY)
        thread.join()


def test_a_service_that_says_nothing_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(api.remote, "DEADLINE_S", 0.1)
    with socket.create_server(("127.0.0.1", 0)) as listener:  # it accepts and is silent
        url = f"http://127.0.0.1:{listener.getsockname()[1]}"
        with pytest.raises(ServerFault, match=r"cannot be reached \(timed out\)"):
            ask_server(url, BODY)


def test_the_real_service_answers_and_refuses(server: str) -> None:
    assert ask_server(server, BODY).answer == f"{BACKLOG_ANSWER} [1]"
    with pytest.raises(BadQuestion, match=r"top_k: Input should be greater than or equal to 1"):
        ask_server(server, {**BODY, "top_k": 0})
    with pytest.raises(ServerFault, match=r"there is no /else/v1/ask"):
        ask_server(f"{server}/else", BODY)
