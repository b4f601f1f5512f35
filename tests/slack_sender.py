"""Slack's side of deliveries to a service, with real signatures."""

import hashlib
import hmac
import json
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

import httpx
from slack_server import BOT, SlackServer

SECRET = "8f742231b10e8888abcd99yyyzzz85a5"
TOKEN = "xoxb-test"
TEAM = "T1"


def signed(body: bytes, at: float | None = None, secret: str = SECRET) -> dict[str, str]:
    """The headers by which Slack proves that a body is its own."""
    stamp = str(int(time.time() if at is None else at))
    base = b"v0:" + stamp.encode() + b":" + body
    digest = hmac.new(secret.encode(), base, hashlib.sha256).hexdigest()
    return {"X-Slack-Request-Timestamp": stamp, "X-Slack-Signature": f"v0={digest}"}


def event_body(
    kind: str, channel: str, ts: str, text: str, event_id: str = "", **more: Any
) -> bytes:
    """A delivery of the Events API."""
    event = {"type": kind, "channel": channel, "ts": ts, "user": "U1", "text": text, **more}
    delivery = {
        "type": "event_callback",
        "team_id": TEAM,
        "api_app_id": "A1",
        "event": event,
        "event_id": event_id or f"Ev{kind}{channel}{ts}",
        "event_time": int(float(ts)),
        "authorizations": [{"team_id": TEAM, "user_id": BOT, "is_bot": True}],
    }
    return json.dumps(delivery).encode()


@dataclass
class Sender:
    """Slack's side of deliveries to one service."""

    client: httpx.Client
    slack: SlackServer

    def event(self, body: bytes, retry: int = 0, at: float | None = None) -> httpx.Response:
        retried = {"X-Slack-Retry-Num": str(retry)} if retry else {}
        headers = {**signed(body, at), **retried, "Content-Type": "application/json"}
        return self.client.post("/slack/events", content=body, headers=headers)

    def ask(self, text: str, channel: str = "C1", thread: str | None = None, **more: Any) -> str:
        """A person mentions the bot: both events arrive; the message's ts."""
        ts = self.slack.say(channel, f"<@{BOT}> {text}", thread=thread)
        for kind in ("message", "app_mention"):
            self.tell(kind, channel, ts, f"<@{BOT}> {text}", thread, **more)
        return ts

    def tell(
        self, kind: str, channel: str, ts: str, text: str, thread: str | None = None, **more: Any
    ) -> None:
        where = {"thread_ts": thread} if thread else {}
        given = {"channel_type": "channel", **where, **more}
        self.event(event_body(kind, channel, ts, text, **given)).raise_for_status()

    def form(
        self, form: Mapping[str, Any], path: str = "/slack/events", sign: bool = True
    ) -> httpx.Response:
        body = urlencode(form).encode()
        headers = {"Content-Type": "application/x-www-form-urlencoded"}
        if sign:
            headers |= signed(body)
        return self.client.post(path, content=body, headers=headers)

    def command(self, text: str, trigger: str = "t1", **more: str) -> httpx.Response:
        """`/ask`."""
        return self.form(self.command_form(text, trigger) | more, "/slack/commands")

    def command_form(self, text: str, trigger: str = "t1") -> dict[str, str]:
        return {
            "command": "/ask",
            "text": text,
            "user_id": "U1",
            "channel_id": "C1",
            "team_id": TEAM,
            "trigger_id": trigger,
            "response_url": self.hook(trigger),
        }

    def hook(self, name: str) -> str:
        return self.slack.url.replace("/api/", f"/hooks/{name}")

    def interact(self, **payload: Any) -> httpx.Response:
        """A shortcut or a button."""
        given = {"team": {"id": TEAM}, "user": {"id": "U1"}, **payload}
        return self.form({"payload": json.dumps(given)})

    def press(self, action: str, value: str, at: str = "1.0", **more: Any) -> httpx.Response:
        pressed = {"action_id": action, "block_id": "b", "action_ts": at, "value": value}
        button = {"type": "button", **pressed}
        url = self.hook(f"press-{at}")
        return self.interact(type="block_actions", actions=[button], response_url=url, **more)


def eventually(check: Callable[[], Any], seconds: float = 30.0) -> Any:
    """What `check` gives once it gives something."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if found := check():
            return found
        time.sleep(0.02)
    return check()
