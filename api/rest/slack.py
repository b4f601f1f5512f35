"""Slack's requests, and slash commands of Mattermost."""

import hmac
import json
import time
from http import HTTPStatus
from typing import Annotated, Any
from urllib.parse import parse_qsl

from fastapi import APIRouter, Depends, HTTPException, Request, Response
from pydantic import ValidationError

from api.rest.problems import documented
from api.rest.service import SettingsDep
from api.slack.signatures import BadSignature, check_signature

MOST_BODY = 1_000_000  # bytes
_PROBLEMS = documented(400, 401, 404, 409, 413, 500, 503, 507)
_PROBLEMS[401]["description"] = "Neither signed by Slack nor bearing the token."
_PROBLEMS[404]["description"] = "This is not set up here."
_FORM = {"application/x-www-form-urlencoded": {"schema": {"type": "object"}}}
_EVENT = {"requestBody": {"content": {"application/json": {"schema": {"type": "object"}}, **_FORM}}}
_COMMAND = {"requestBody": {"content": _FORM}}
router = APIRouter(prefix="/slack", tags=["slack"], responses=_PROBLEMS)


def _bot(request: Request) -> Any:
    if request.app.state.slack is None:
        raise HTTPException(404)
    return request.app.state.slack


BotDep = Annotated[Any, Depends(_bot)]  # a Bot, whose library is imported where it is wanted


@router.post("/events", openapi_extra=_EVENT)
async def events(request: Request, bot: BotDep, settings: SettingsDep) -> Response:
    """Take what Slack sends, signed by it: events, commands, shortcuts and buttons."""
    secret = settings.slack_signing_secret.reveal()
    if not secret:
        raise HTTPException(404)
    return await _take_signed(request, bot, secret.encode())


@router.post("/commands", openapi_extra=_COMMAND)
async def commands(request: Request, bot: BotDep, settings: SettingsDep) -> Response:
    """Take a slash command, signed by Slack, or of Mattermost with its token."""
    secret = settings.slack_signing_secret.reveal()
    token = settings.slash_token.reveal()
    if secret and ("x-slack-signature" in request.headers or not token):
        return await _take_signed(request, bot, secret.encode())
    return await _take_token(request, bot, token.encode())


async def _take_signed(request: Request, bot: Any, secret: bytes) -> Response:
    from slack_bolt.adapter.starlette.async_handler import to_starlette_response

    from api.slack.listening import Delivered, Replayed

    body, header = await _body(request), request.headers.get
    stamp, signature = (_bytes(header(f"x-slack-{n}")) for n in ("request-timestamp", "signature"))
    try:
        check_signature(secret, stamp, signature, body, time.time())
        text = _sound(body, header("content-type", ""))
        delivered = Delivered(signature.decode(), "x-slack-retry-num" in request.headers)
        told = await bot.listener.dispatch(text, request.headers, delivered)
    except (BadSignature, Replayed) as error:
        raise _unknown(str(error)) from error
    except ValidationError as error:
        raise HTTPException(400) from error
    except TimeoutError as error:
        raise _busy() from error
    if told.status == HTTPStatus.NOT_FOUND:  # nothing that Slack sends to an app like ours
        raise HTTPException(400)
    return to_starlette_response(told)


async def _take_token(request: Request, bot: Any, token: bytes) -> Response:
    from fastapi.responses import JSONResponse

    from api.slack import incoming
    from api.slack.listening import looking
    from api.slack.mattermost import literal

    form = _form(await _body(request))
    written = request.headers.get("authorization", "").removeprefix("Token ")
    given = [_bytes(written), form.get("token", "").encode()]
    if not any(hmac.compare_digest(token, one) for one in given):
        raise _unknown("the token is not that of the setting")
    try:
        await bot.intake.take(incoming.command(form, markdown=True))
    except ValidationError as error:
        raise HTTPException(400) from error
    except TimeoutError as error:
        raise _busy() from error
    said = literal(looking(form.get("text", "")))
    return JSONResponse({"response_type": "ephemeral", "text": said})


def _bytes(header: str | None) -> bytes:
    """A header as it came: its characters are bytes."""
    return (header or "").encode("latin-1")


async def _body(request: Request) -> bytes:
    """The raw body, which is what is signed."""
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > MOST_BODY:
            raise HTTPException(413, f"the body is larger than {MOST_BODY:,} bytes")
    return bytes(body)


def _sound(body: bytes, content_type: str) -> str:
    """The body as text. Raises HTTPException or ValidationError where it is no delivery."""
    from api.slack.incoming import Frame

    form = content_type.startswith("application/x-www-form-urlencoded")
    written = _form(body) if form else _object(body)
    Frame.model_validate(_object(written["payload"]) if form and "payload" in written else written)
    return body.decode()


def _form(body: bytes) -> dict[str, Any]:
    try:
        return dict(parse_qsl(body.decode(), keep_blank_values=True, max_num_fields=100))
    except ValueError as error:
        raise HTTPException(400) from error


def _object(written: bytes | str) -> dict[str, Any]:
    try:
        found = json.loads(written)
    except (ValueError, RecursionError) as error:
        raise HTTPException(400) from error
    if not isinstance(found, dict):
        raise HTTPException(400)
    return found


def _unknown(detail: str) -> HTTPException:
    return HTTPException(401, detail, {"WWW-Authenticate": "Signature"})


def _busy() -> HTTPException:
    return HTTPException(503, "the event could not be kept in time: send it again")
