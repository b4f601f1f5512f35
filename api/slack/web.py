"""Slack's Web API, with the three ways in which a call can fail told apart.

SlackFault
├── Refused                  it was not done; `code` is Slack's word for why
│   └── Later              too many calls: it may be repeated after `wait_s` seconds
└── Unknown                  it may have been done: the connection broke, or Slack itself failed
"""

import re
from collections.abc import Generator, Mapping, Sequence
from contextlib import contextmanager
from http.client import HTTPException
from socket import gaierror
from typing import Any
from urllib.error import URLError

from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError
from slack_sdk.webhook import WebhookClient

from api.slack.blocks import Message

TIMEOUT_S = 10
_PAGE = 200
_DEFAULT_WAIT_S = 30.0
_OK = 200
_TOO_MANY = 429
_FAILED = 500
# Slack says of these that a part may have been done
_PERHAPS_DONE = {"fatal_error", "internal_error", "service_unavailable", "request_timeout"}
_CODE = re.compile(r"[a-z][a-z0-9_-]*")  # anything else is no word of Slack's
_QUIET: dict[str, Any] = {
    "unfurl_links": False,
    "unfurl_media": False,
    "link_names": False,
    "parse": "none",
}


class SlackFault(Exception):
    pass


class Refused(SlackFault):
    def __init__(self, code: str) -> None:
        self.code = code
        super().__init__(f"Slack refused: {code}")


class Later(Refused):
    def __init__(self, wait_s: float, code: str = "ratelimited") -> None:
        self.wait_s = wait_s
        super().__init__(code)


class Unknown(SlackFault):
    pass


class Web:
    """The calls that the bot makes. None of them is repeated by itself."""

    def __init__(self, token: str, url: str = "") -> None:
        base = url or WebClient.BASE_URL
        self._client = WebClient(token, base_url=base, timeout=TIMEOUT_S, retry_handlers=[])

    def post(self, channel: str, thread: str, message: Message, metadata: Mapping[str, Any]) -> str:
        """Post to a thread; the `ts` of what was posted."""
        with _told_apart():
            posted = self._client.chat_postMessage(
                channel=channel,
                thread_ts=thread,
                text=message.text,
                blocks=[dict(block) for block in message.blocks],
                metadata=dict(metadata),
                mrkdwn=False,
                **_QUIET,
            )
        return str(posted["ts"])

    def update(self, channel: str, ts: str, message: Message, metadata: Mapping[str, Any]) -> None:
        """Put another message in the place of one of ours."""
        with _told_apart():
            self._client.chat_update(
                channel=channel,
                ts=ts,
                text=message.text,
                blocks=[dict(block) for block in message.blocks],
                metadata=dict(metadata),
                link_names=False,
                parse="none",
            )

    def delete(self, channel: str, ts: str) -> None:
        """Remove a message of ours."""
        with _told_apart():
            self._client.chat_delete(channel=channel, ts=ts)

    def replies(self, channel: str, thread: str, since: str = "0") -> list[dict[str, Any]]:
        """A thread's messages from `since` on, the oldest first, with what their apps noted."""
        found, cursor = list[dict[str, Any]](), ""
        while True:
            with _told_apart():
                page = self._client.conversations_replies(
                    channel=channel,
                    ts=thread,
                    oldest=since,
                    inclusive=True,
                    limit=_PAGE,
                    include_all_metadata=True,
                    **({"cursor": cursor} if cursor else {}),
                )
            found += page["messages"]
            cursor = (page.get("response_metadata") or {}).get("next_cursor") or ""
            if not cursor:
                return found

    def whoami(self) -> str:
        """The bot's name and its workspace."""
        with _told_apart():
            known = self._client.auth_test()
        return f"@{known['user']} in {known['team']}"

    def status(self, channel: str, thread: str, status: str) -> None:
        """Say in an assistant's thread what is being done."""
        with _told_apart():
            self._client.assistant_threads_setStatus(
                channel_id=channel, thread_ts=thread, status=status
            )

    def suggest(
        self, channel: str, thread: str, title: str, prompts: Sequence[Mapping[str, str]]
    ) -> None:
        """Offer questions in an assistant's thread."""
        with _told_apart():
            self._client.assistant_threads_setSuggestedPrompts(
                channel_id=channel,
                thread_ts=thread,
                title=title,
                prompts=[dict(p) for p in prompts],
            )


def respond(url: str, body: Mapping[str, Any]) -> None:
    """Send to the `response_url` of a command or a button. Raises SlackFault."""
    client = WebhookClient(url, timeout=TIMEOUT_S, retry_handlers=[])
    with _told_apart():
        reply = client.send_dict(dict(body))
    if reply.status_code == _TOO_MANY:
        raise Later(_wait(reply.headers))
    if reply.status_code >= _FAILED:
        raise Unknown(f"the response was answered {reply.status_code}")
    if reply.status_code != _OK:
        raise Refused(reply.body[:200])


@contextmanager
def _told_apart() -> Generator[None, None, None]:
    try:
        yield
    except SlackApiError as error:
        raise _fault(error) from error
    except (OSError, HTTPException, ValueError) as error:
        reason = error.reason if isinstance(error, URLError) else error
        if isinstance(reason, (ConnectionRefusedError, gaierror)):
            raise Later(_DEFAULT_WAIT_S / 3, f"not reached: {reason}") from error
        raise Unknown(f"{type(error).__name__}: {error}") from error


def _fault(error: SlackApiError) -> SlackFault:
    response = error.response
    if response.status_code == _TOO_MANY:
        return Later(_wait(response.headers))
    code = str(response.get("error", ""))
    if response.status_code >= _FAILED or code in _PERHAPS_DONE or not _CODE.fullmatch(code):
        return Unknown(f"Slack answered {response.status_code} {code[:100]}")
    return Later(_DEFAULT_WAIT_S) if code == "ratelimited" else Refused(code)


def _wait(headers: Mapping[str, Any]) -> float:
    written = next((v for name, v in headers.items() if name.lower() == "retry-after"), "")
    try:
        return max(float(written[0] if isinstance(written, list) else written), 1.0)
    except ValueError:
        return _DEFAULT_WAIT_S
