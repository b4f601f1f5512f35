"""A running groundwire service, asked over HTTP."""

import time
from typing import Any

import httpx
from pydantic import TypeAdapter, ValidationError

from rag import Answer, BadQuestion, RagFault
from rag.generators.transport import header_value

DEADLINE_S = 120.0
MOST_BYTES = 50_000_000
_REFUSALS = {400, 413, 422}  # of the question itself; any other error is the service's


class ServerFault(RagFault):
    """The service cannot be reached, or what it says is not an answer."""


def ask_server(
    server: str,
    body: dict[str, Any],
    transport: httpx.BaseTransport | None = None,
    key: str = "",
) -> Answer:
    """Put a question (the body of `POST /v1/ask`) to the service at `server`, with a key if it wants one.

    Raises BadQuestion where the service refuses it, ServerFault where it cannot answer.
    """
    if not server.startswith(("http://", "https://")):
        raise BadQuestion(f"{server!r} is no service: write its URL, as http://127.0.0.1:8080")
    url = f"{server.rstrip('/')}/v1/ask"
    headers = {"Authorization": f"Bearer {header_value(key)}"} if key else {}
    try:
        with httpx.Client(timeout=DEADLINE_S, transport=transport, headers=headers) as client:
            data, status = _read(client, url, body)
    except (httpx.HTTPError, httpx.InvalidURL, UnicodeError, ImportError) as error:
        # UnicodeError: no possible host name; ImportError: a proxy of a kind that needs an extra
        raise ServerFault(
            f"the service at {server} cannot be reached ({error}): start it with `groundwire serve`"
        ) from error
    if status != httpx.codes.OK:
        raise _refusal(server, status, data)
    try:
        return TypeAdapter(Answer).validate_json(data)
    except ValidationError as error:
        raise ServerFault(f"{server} did not send an answer: is it groundwire?") from error


def _read(client: httpx.Client, url: str, body: dict[str, Any]) -> tuple[bytes, int]:
    end, data = time.monotonic() + DEADLINE_S, bytearray()
    with client.stream("POST", url, json=body) as response:
        for chunk in response.iter_bytes():
            if time.monotonic() > end:
                raise ServerFault(f"{url} did not answer within {DEADLINE_S:.0f} seconds")
            data += chunk
            if len(data) > MOST_BYTES:
                raise ServerFault(f"{url} sent more than an answer: is it groundwire?")
        return bytes(data), response.status_code


def _refusal(server: str, status: int, data: bytes) -> RagFault:
    try:
        detail = str(httpx.Response(status, content=data).json()["detail"])
    except (ValueError, KeyError, TypeError, RecursionError):
        return ServerFault(f"{server} answered {status}: is it groundwire?")
    if status == httpx.codes.UNAUTHORIZED:
        return ServerFault(f"{server} asks for a key: set GROUNDWIRE_SERVER_KEY to one that counts")
    return BadQuestion(detail) if status in _REFUSALS else ServerFault(f"{server}: {detail}")
