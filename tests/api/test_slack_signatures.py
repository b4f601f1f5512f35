"""Who is let in: signatures over raw bytes, tokens, and bodies that are none."""

import json
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import httpx
import pytest
from doors import serving
from slack_sender import SECRET, TOKEN, Sender, event_body, eventually, signed
from slack_server import BOT, SlackServer, slack_server

from api.slack.listening import CHECK_CLAIM
from api.slack.rendering import HELPFUL

SLASH_TOKEN = "mattermost-token"
ASKED = event_body("app_mention", "C1", "1700000000.000100", f"<@{BOT}> Who built the library?")
Headers = dict[str, str | bytes]


@pytest.fixture(scope="module")
def slack() -> Iterator[SlackServer]:
    with slack_server() as server:
        yield server


@pytest.fixture(scope="module")
def sender(copied: Callable[[], Path], slack: SlackServer) -> Iterator[Sender]:
    settings = {
        "slack_signing_secret": SECRET,
        "slack_bot_token": TOKEN,
        "slack_api_url": slack.url,
        "slash_token": SLASH_TOKEN,
    }
    with serving(copied(), **settings) as url, httpx.Client(base_url=url, timeout=30) as client:
        yield Sender(client, slack)


def headers(**changed: str | bytes) -> Headers:
    """Those of Slack, some of them changed; an empty one is left out."""
    names = {"stamp": "X-Slack-Request-Timestamp", "signature": "X-Slack-Signature"}
    given: Headers = {**signed(ASKED), "Content-Type": "application/json"}
    given |= {names[name]: value for name, value in changed.items()}
    return {name: value for name, value in given.items() if value}


def now() -> int:
    return int(time.time())


FORGED: dict[str, Callable[[], Headers]] = {
    "no headers": lambda: {"Content-Type": "application/json"},
    "no signature": lambda: headers(signature=""),
    "no timestamp": lambda: headers(stamp=""),
    "another secret": lambda: headers(**_signed_with("other")),
    "an empty secret": lambda: headers(**_signed_with("")),
    "another body": lambda: headers(signature=signed(b"{}")["X-Slack-Signature"]),
    "six minutes old": lambda: headers(**_signed_at(now() - 360)),
    "six minutes ahead": lambda: headers(**_signed_at(now() + 360)),
    "a captured one with a fresh timestamp": lambda: headers(
        stamp=str(now()), signature=_signed_at(now() - 10)["signature"]
    ),
    "of the year 1970": lambda: headers(**_signed_at(0)),
    "of the year 33,658": lambda: headers(**_signed_at(999_999_999_999)),
    "a timestamp of 400 digits": lambda: headers(stamp="9" * 400),
    "a timestamp that is no number": lambda: headers(stamp="yesterday"),
    "a timestamp before 1970": lambda: headers(stamp="-1700000000"),
    "a timestamp with a fraction": lambda: headers(stamp=f"{now()}.0"),
    "digits of another script": lambda: headers(stamp="١٧٠٠٠٠٠٠٠٠".encode()),
    "a signature that is not ASCII": lambda: headers(signature="v0=签名".encode()),
    "a signature that is not UTF-8": lambda: headers(signature=b"v0=\xff\xfe\xfd"),
    "a signature of another version": lambda: headers(
        signature=signed(ASKED)["X-Slack-Signature"].replace("v0=", "v1=")
    ),
    "half a signature": lambda: headers(signature=signed(ASKED)["X-Slack-Signature"][:40]),
    "capital letters": lambda: headers(signature=signed(ASKED)["X-Slack-Signature"].upper()),
}


def _signed_with(secret: str) -> dict[str, str]:
    return {"signature": signed(ASKED, secret=secret)["X-Slack-Signature"]}


def _signed_at(at: int) -> dict[str, str]:
    given = signed(ASKED, at)
    return {"stamp": given["X-Slack-Request-Timestamp"], "signature": given["X-Slack-Signature"]}


@pytest.mark.parametrize("case", FORGED)
@pytest.mark.parametrize("path", ["/slack/events", "/slack/commands"])
def test_what_slack_did_not_sign_now_is_refused(sender: Sender, case: str, path: str) -> None:
    given = FORGED[case]()
    if path == "/slack/commands" and "X-Slack-Signature" not in given:
        given["Authorization"] = "Token of another"
    reply = sender.client.post(path, content=ASKED, headers=given)
    assert reply.status_code == 401
    assert reply.json()["title"] == "Unauthorized"
    assert sender.slack.replies("C1", "1700000000.000100") == []


def test_a_request_sent_again_to_the_letter_is_refused(sender: Sender) -> None:
    ts = sender.slack.say("C2", "")
    body = event_body("app_mention", "C2", ts, f"<@{BOT}> What is new?")
    given = {**signed(body), "Content-Type": "application/json"}
    statuses = [
        sender.client.post("/slack/events", content=body, headers=given).status_code
        for _ in range(3)
    ]
    assert statuses == [200, 401, 401]
    again = {**given, "X-Slack-Retry-Num": "1"}  # as Slack does where it saw no answer
    assert sender.client.post("/slack/events", content=body, headers=again).status_code == 200
    assert len(eventually(lambda: sender.slack.replies("C2", ts))) == 1


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"not json",
        b"[]",
        b"null",
        b"\xff\xfe",
        b'{"event": null}',
        b'{"event": {"type": 7}}',
        b'{"event": "message"}',
        b"[" * 100_000,
        json.dumps({"type": "event_callback", "event": {"type": "app_mention"}}).encode(),
        event_body("app_mention", "", "1.0", "no channel"),
        b'{"type": "event_callback", "event": {"type": "message", "channel": {}, "ts": 1}}',
    ],
)
def test_a_signed_body_that_says_nothing_is_refused(sender: Sender, body: bytes) -> None:
    assert sender.event(body).status_code == 400


@pytest.mark.parametrize(
    "payload", ["", "x", "[]", "null", '{"type": "block_actions", "actions": [{"action_id": 7}]}']
)
def test_a_signed_form_that_says_nothing_is_refused(sender: Sender, payload: str) -> None:
    assert sender.form({"payload": payload}).status_code == 400


def test_a_signed_command_without_its_fields_is_refused(sender: Sender) -> None:
    assert sender.form({"command": "/ask"}, "/slack/commands").status_code == 400


def _deliveries(sender: Sender) -> dict[str, dict[str, Any]]:
    """One delivery of each kind."""
    button = {
        "type": "button",
        "action_id": HELPFUL,
        "block_id": "b",
        "action_ts": "1",
        "value": "a",
    }
    opened = {"assistant_thread": {"user_id": "U1", "channel_id": "D1", "thread_ts": "1.0"}}
    common = {"user": {"id": "U1"}, "team": {"id": "T1"}, "response_url": sender.hook("odd")}
    message = {"text": "It opened in May.", "ts": "1.0"}
    return {
        "event": json.loads(event_body("message", "C9", "1.0", "hi", channel_type="channel")),
        "opened": json.loads(event_body("assistant_thread_started", "D9", "1.0", "", **opened)),
        "button": {"type": "block_actions", "actions": [button], "container": {}, **common},
        "shortcut": {
            "type": "message_action",
            "callback_id": CHECK_CLAIM,
            "trigger_id": "t",
            "message": message,
            "channel": {"id": "C1"},
            **common,
        },
    }


@pytest.mark.parametrize("kind", ["event", "opened", "button", "shortcut"])
@pytest.mark.parametrize("odd", [None, 7, "x", [], {}, [7], {"id": 7}], ids=repr)
def test_no_odd_shape_of_a_delivery_is_a_defect(sender: Sender, kind: str, odd: object) -> None:
    whole = _deliveries(sender)[kind]
    for path in _paths(whole):
        body = json.dumps(_changed(whole, path, odd))
        if kind in {"event", "opened"}:
            status = sender.event(body.encode()).status_code
        else:
            status = sender.form({"payload": body}).status_code
        assert status in {200, 400}, path


def _paths(part: object, before: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    """The way to everything within a delivery."""
    if isinstance(part, dict | list):
        for key, value in part.items() if isinstance(part, dict) else enumerate(part):
            yield (*before, key)
            yield from _paths(value, (*before, key))


def _changed(whole: Any, path: tuple[str | int, ...], odd: object) -> Any:
    copied = json.loads(json.dumps(whole))
    part = copied
    for key in path[:-1]:
        part = part[key]
    part[path[-1]] = odd
    return copied


def test_a_body_beyond_all_measure_is_refused(sender: Sender) -> None:
    body = b'{"pad": "' + b"x" * 1_100_000 + b'"}'
    assert sender.event(body).status_code == 413


def test_slack_s_check_of_the_address_is_answered(sender: Sender) -> None:
    reply = sender.event(json.dumps({"type": "url_verification", "challenge": "3eZ"}).encode())
    assert (reply.status_code, reply.json()) == (200, {"challenge": "3eZ"})


def test_events_beyond_those_we_want_are_acknowledged(sender: Sender) -> None:
    body = json.dumps({"type": "event_callback", "event": {"type": "team_join", "user": {}}})
    assert sender.event(body.encode()).status_code == 200


@pytest.mark.parametrize("token", ["", "wrong", "签", SLASH_TOKEN[:-1], SLASH_TOKEN.upper()])
def test_a_command_with_another_token_is_refused(sender: Sender, token: str) -> None:
    form = sender.command_form("Who built the library?", "mm-refused") | {"token": token}
    assert sender.form(form, "/slack/commands", sign=False).status_code == 401


@pytest.mark.parametrize("place", ["form", "header"])
def test_a_mattermost_command_is_known_by_its_token(sender: Sender, place: str) -> None:
    form = sender.command_form("Ochrebank的镍和钴回收率是多少？", f"mm-{place}")
    given = {"Content-Type": "application/x-www-form-urlencoded"}
    if place == "form":
        form["token"] = SLASH_TOKEN
    else:
        given["Authorization"] = f"Token {SLASH_TOKEN}"
    reply = sender.client.post("/slack/commands", content=urlencode(form), headers=given)
    assert reply.json()["response_type"] == "ephemeral"
    assert "Ochrebank的镍和钴回收率是多少？" in reply.json()["text"]
    named = f"mm-{place}"
    (answer,) = eventually(lambda: [b for name, b in sender.slack.responses if name == named])
    assert answer["response_type"] == "ephemeral"
    assert answer["text"].startswith("镍和钴的回收率是96% \\[1\\]\n\n\\[1\\] Ochrebank Fires Up")
    assert "> 镍和钴的回收率是96%" in answer["text"]


@pytest.mark.parametrize("path", ["/slack/events", "/slack/commands"])
def test_without_its_settings_there_is_no_such_address(server: str, path: str) -> None:
    body = b"{}"
    reply = httpx.post(f"{server}{path}", content=body, headers=signed(body))
    assert reply.status_code == 404
    assert reply.headers["content-type"] == "application/problem+json"


def test_slack_calls_by_a_name_that_the_service_was_not_told(sender: Sender) -> None:
    reply = sender.client.post(
        "/slack/events", content=ASKED, headers={**headers(), "Host": "bot.example"}
    )
    assert reply.status_code == 200
    refused = sender.client.get("/v1/stats", headers={"Host": "bot.example"})
    assert refused.status_code == 403
