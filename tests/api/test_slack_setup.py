"""What sets the bot up: its manifest, Socket Mode, and the commands."""

import asyncio
import json
import re
import subprocess
import sys
from collections.abc import Callable, Generator, Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Thread
from typing import Any

import httpx
import pytest
import yaml
from aiohttp import WSMsgType, web
from doors import BACKLOG, BACKLOG_QUOTE, COMMANDS, Ran, environment
from slack_sender import TOKEN, event_body, eventually
from slack_server import BOT, SlackServer, slack_server

from api.slack.listening import CHECK_CLAIM, EVENTS
from api.slack.web import Web

ROOT = Path(__file__).parents[2]
MANIFEST = yaml.safe_load((ROOT / "examples" / "slack-manifest.yaml").read_text("utf-8"))
# what Slack demands for each call and each event
SCOPES = {
    "app_mention": "app_mentions:read",
    "assistant_thread_started": "assistant:write",
    "message.channels": "channels:history",
    "message.groups": "groups:history",
    "message.im": "im:history",
    "message.mpim": "mpim:history",
}


@pytest.fixture
def slack() -> Iterator[SlackServer]:
    with slack_server() as server:
        yield server


def test_the_manifest_subscribes_to_what_is_handled() -> None:
    subscribed = MANIFEST["settings"]["event_subscriptions"]["bot_events"]
    assert {name.split(".")[0] for name in subscribed} == set(EVENTS)
    assert set(subscribed) == set(SCOPES)


def test_the_manifest_asks_for_the_scopes_that_are_needed() -> None:
    needed = {*SCOPES.values(), "chat:write", "commands"}
    assert set(MANIFEST["oauth_config"]["scopes"]["bot"]) == needed


def test_the_manifest_s_shortcut_is_the_one_that_is_handled() -> None:
    (shortcut,) = MANIFEST["features"]["shortcuts"]
    assert (shortcut["type"], shortcut["callback_id"]) == ("message", CHECK_CLAIM)


def test_the_manifest_s_addresses_are_those_of_the_service(server: str) -> None:
    paths = httpx.get(f"{server}/openapi.json").json()["paths"]
    urls = re.findall(
        r"https://groundwire\.example\.org(\S+)", json.dumps(MANIFEST).replace('"', " ")
    )
    assert len(urls) == 3
    assert {url.strip(",") for url in urls} <= set(paths)


def test_calls_to_slack_s_api_are_the_ones_that_scopes_are_asked_for() -> None:
    source = Path(sys.modules[Web.__module__].__file__ or "").read_text("utf-8")
    calls = set(re.findall(r"_client\.(\w+)\(", source))
    assert calls == {
        "assistant_threads_setStatus",
        "assistant_threads_setSuggestedPrompts",
        "auth_test",
        "chat_delete",
        "chat_postMessage",
        "chat_update",
        "conversations_replies",
    }


def test_the_page_about_its_looks_is_what_it_looks_like() -> None:
    made = subprocess.run(
        [sys.executable, ROOT / "scripts" / "render_slack.py"],
        env=environment(PYTHONPATH=str(ROOT)),
        capture_output=True,
        check=True,
    )
    assert (ROOT / "docs" / "slack.md").read_text("utf-8") == made.stdout.decode()


class Sockets:
    """Slack's end of Socket Mode: what it sends, and which of that is acknowledged."""

    def __init__(self) -> None:
        self.acknowledged = list[dict[str, Any]]()
        self.url = ""
        self._to_send: asyncio.Queue[str] = asyncio.Queue()
        self._loop = asyncio.new_event_loop()

    def send(self, kind: str, envelope: str, payload: dict[str, Any]) -> None:
        """An envelope, as Slack writes it."""
        written = {
            "type": kind,
            "envelope_id": envelope,
            "payload": payload,
            "accepts_response_payload": kind == "slash_commands",
        }
        self._loop.call_soon_threadsafe(self._to_send.put_nowait, json.dumps(written))

    async def _serve(self, request: web.Request) -> web.WebSocketResponse:
        socket = web.WebSocketResponse()
        await socket.prepare(request)
        await socket.send_str(json.dumps({"type": "hello", "num_connections": 1}))
        sending = asyncio.ensure_future(self._send_all(socket))
        async for message in socket:
            if message.type is WSMsgType.TEXT:
                self.acknowledged.append(json.loads(message.data))
        sending.cancel()
        return socket

    async def _send_all(self, socket: web.WebSocketResponse) -> None:
        while True:
            await socket.send_str(await self._to_send.get())

    async def _start(self) -> web.AppRunner:
        application = web.Application()
        application.router.add_get("/link", self._serve)
        runner = web.AppRunner(application)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        self.url = f"ws://127.0.0.1:{runner.addresses[0][1]}/link"
        return runner

    @contextmanager
    def serving(self) -> Generator[None, None, None]:
        runner = self._loop.run_until_complete(self._start())
        thread = Thread(target=self._loop.run_forever)
        thread.start()
        try:
            yield
        finally:
            asyncio.run_coroutine_threadsafe(runner.cleanup(), self._loop).result(10)
            self._loop.call_soon_threadsafe(self._loop.stop)
            thread.join()
            self._loop.close()


def test_over_socket_mode_an_event_is_acknowledged_and_answered(
    slack: SlackServer, copied: Callable[[], Path]
) -> None:
    sockets = Sockets()
    with sockets.serving():
        opened = (200, {"ok": True, "url": sockets.url})
        slack.refuse = lambda method, _: opened if method == "apps.connections.open" else None
        bot = subprocess.Popen(
            [COMMANDS / "groundwire", "slack", "--home", copied()],
            env=environment(
                GROUNDWIRE_SLACK_BOT_TOKEN=TOKEN,
                GROUNDWIRE_SLACK_APP_TOKEN="xapp-test",
                GROUNDWIRE_SLACK_API_URL=slack.url,
            ),
            stderr=subprocess.PIPE,
            text=True,
        )
        ts = slack.say("C1", "")
        for kind in ("message", "app_mention"):
            body = event_body(kind, "C1", ts, f"<@{BOT}> {BACKLOG}", channel_type="channel")
            sockets.send("events_api", f"envelope {kind}", json.loads(body))
        command = {"command": "/ask", "text": BACKLOG, "user_id": "U1", "channel_id": "C1"}
        hook = slack.url.replace("/api/", "/hooks/socket")
        asked = {**command, "trigger_id": "t", "response_url": hook}
        sockets.send("slash_commands", "envelope command", asked)
        eventually(lambda: slack.replies("C1", ts) and slack.responses)
        eventually(lambda: len(sockets.acknowledged) == 3)
        bot.terminate()
        _, said = bot.communicate(timeout=30)
    assert [BACKLOG_QUOTE in reply["text"] for reply in slack.replies("C1", ts)] == [True]
    assert BACKLOG_QUOTE in slack.responses[0][1]["text"]
    told = {one["envelope_id"]: one.get("payload", {}).get("text") for one in sockets.acknowledged}
    asked_back = f"Looking in the articles: {BACKLOG}"
    assert told == {
        "envelope message": None,
        "envelope app_mention": None,
        "envelope command": asked_back,
    }
    assert bot.returncode == 0
    assert "Answering as @groundwire in Desk; Ctrl-C ends it." in said


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        ({}, "set GROUNDWIRE_SLACK_BOT_TOKEN (xoxb-...)"),
        ({"GROUNDWIRE_SLACK_BOT_TOKEN": TOKEN}, "set GROUNDWIRE_SLACK_APP_TOKEN (xapp-...)"),
    ],
)
def test_without_its_tokens_the_bot_says_what_is_missing(
    inside: Callable[..., Ran], home: Path, settings: dict[str, str], said: str
) -> None:
    ran = inside("groundwire", "slack", "--home", home, env=settings)
    assert ran.status == 2
    assert said in ran.err


def test_a_token_that_slack_does_not_take_ends_the_bot(
    inside: Callable[..., Ran], copied: Callable[[], Path], slack: SlackServer
) -> None:
    slack.refuse = lambda *_: (200, {"ok": False, "error": "invalid_auth"})
    settings = {
        "GROUNDWIRE_SLACK_BOT_TOKEN": "xoxb-of-another",
        "GROUNDWIRE_SLACK_APP_TOKEN": "xapp-of-another",
        "GROUNDWIRE_SLACK_API_URL": slack.url,
    }
    ran = inside("groundwire", "slack", "--home", copied(), env=settings)
    assert ran.status == 2
    assert "Slack does not take the bot's token: Slack refused: invalid_auth" in ran.err
    assert "of-another" not in ran.err


def test_without_votes_there_is_nothing_to_list_or_export(
    inside: Callable[..., Ran], home: Path, tmp_path: Path
) -> None:
    assert "Nobody has said anything yet." in inside("groundwire", "feedback", "--home", home).out
    ran = inside("groundwire", "feedback", "--home", home, "--export", tmp_path / "none.jsonl")
    assert ran.status == 2
    assert "nothing to export" in ran.err
