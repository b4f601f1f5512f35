"""A running groundwire service, asked over HTTP."""

import time
from typing import Any

import httpx
from pydantic import TypeAdapter, ValidationError

from rag import Answer, BadQuestion, RagFault

DEADLINE_S = 120.0


class ServerFault(RagFault):
    """The service cannot be reached, or what it says is not an answer."""


def ask_server(
    server: str, body: dict[str, Any], transport: httpx.BaseTransport | None = None
) -> Answer:
    """Put a question (the body of `POST /v1/ask`) to the service at `server`.

    Raises BadQuestion where the service refuses it, ServerFault where it cannot answer.
    """
    url = f"{server.rstrip('/')}/v1/ask"
    try:
        with httpx.Client(timeout=DEADLINE_S, transport=transport) as client:
            data, status = _read(client, url, body)
    except (httpx.HTTPError, httpx.InvalidURL) as error:
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
    end, chunks = time.monotonic() + DEADLINE_S, []
    with client.stream("POST", url, json=body) as response:
        for chunk in response.iter_bytes():
            if time.monotonic() > end:
                raise ServerFault(f"{url} did not answer within {DEADLINE_S:.0f} seconds")
            chunks.append(chunk)
        return b"".join(chunks), response.status_code


def _refusal(server: str, status: int, data: bytes) -> RagFault:
    try:
        detail = str(httpx.Response(status, content=data).json()["detail"])
    except (ValueError, KeyError, TypeError):
        return ServerFault(f"{server} answered {status}: is it groundwire?")
    client_error = httpx.codes.BAD_REQUEST <= status < httpx.codes.INTERNAL_SERVER_ERROR
    return BadQuestion(detail) if client_error else ServerFault(f"{server}: {detail}")
