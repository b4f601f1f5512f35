"""The Bolt app: every delivery is kept before it is acknowledged, and nothing else is done here."""

import asyncio
import logging
import re
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

from slack_bolt import BoltResponse
from slack_bolt.app.async_app import AsyncApp
from slack_bolt.authorization import AuthorizeResult
from slack_bolt.context.ack.async_ack import AsyncAck
from slack_bolt.context.async_context import AsyncBoltContext
from slack_bolt.request.async_request import AsyncBoltRequest
from slack_sdk.web.async_client import AsyncWebClient

from api.slack import incoming
from api.slack.intake import Intake
from api.slack.rendering import HELPFUL, NOT_HELPFUL, SHARE
from api.slack.text import cut, defused, spoken, words
from index.article import detect_language
from index.state import Events, Incoming, Receipt, Stage

CHECK_CLAIM = "groundwire_check_claim"
EVENTS = ("app_mention", "message", "assistant_thread_started")
BUTTONS = (HELPFUL, NOT_HELPFUL, SHARE)
_ASKED = (Stage.RECEIVED, Stage.WORKING, Stage.POSTING, Stage.DONE)
_ANY = re.compile(r".*")
_MOST_ECHO = 300
_DELIVERED, _FAILURE = "groundwire_delivered", "groundwire_failure"
_Read = Callable[[Mapping[str, Any], str], Incoming | None]


_LOG = logging.getLogger(__name__)


class Replayed(Exception):
    """A request that was sent before, to the letter, and not because Slack sends it again."""


@dataclass(frozen=True, slots=True)
class Delivered:
    """How a request came: its signature, and whether Slack says that it is a repetition."""

    signature: str = ""
    retried: bool = False


def looking(asked: str) -> str:
    """What is said at once to who gave a command, with what was understood."""
    question = cut(spoken(asked), _MOST_ECHO)
    return words(detect_language(question))["looking"].format(question=question)


class Listener:
    """Turns deliveries into kept events; `token` is the bot's, for Socket Mode `url` another Slack."""

    def __init__(self, events: Events, intake: Intake, token: str, url: str) -> None:
        self._events, self._intake = events, intake
        base = url or AsyncWebClient.BASE_URL
        self.app = AsyncApp(
            name="groundwire",
            client=AsyncWebClient(base_url=base),
            signing_secret="checked before",  # noqa: S106  else Bolt would look in the environment
            authorize=_authorizing(token),
            process_before_response=True,
            request_verification_enabled=False,  # the route does, on the raw bytes
            ignoring_self_events_enabled=False,  # api/slack/incoming.py does
            attaching_conversation_kwargs_enabled=False,
        )
        self._listen()

    def _listen(self) -> None:
        asked_before = partial(self._in_lane)
        question = partial(incoming.question, in_lane=asked_before)
        self.app.event("app_mention")(self._event(question))
        self.app.event("message")(self._event(question))
        self.app.event("assistant_thread_started")(self._event(incoming.opened))
        self.app.event(_ANY)(_nothing)  # a wider subscription than ours is no error
        self.app.command(_ANY)(self._command())
        self.app.message_shortcut(CHECK_CLAIM)(self._interaction(incoming.shortcut))
        for button in BUTTONS:
            self.app.action(button)(self._interaction(incoming.pressed))
        self.app.action(_ANY)(_acknowledge)
        self.app.error(_note)

    def _in_lane(self, lane: str) -> bool:
        return self._events.in_lane(lane, *_ASKED)

    def _event(self, read: _Read) -> Callable[..., Awaitable[None]]:
        async def listen(body: dict[str, Any], context: AsyncBoltContext) -> None:
            await self._take(read, body, context)

        return listen

    def _interaction(self, read: _Read) -> Callable[..., Awaitable[None]]:
        async def listen(body: dict[str, Any], context: AsyncBoltContext, ack: AsyncAck) -> None:
            await self._take(read, body, context)
            await ack()

        return listen

    def _command(self) -> Callable[..., Awaitable[None]]:
        async def listen(body: dict[str, Any], context: AsyncBoltContext, ack: AsyncAck) -> None:
            await self._take(incoming.command, body, context)
            await ack(text=defused(looking(body.get("text", ""))), response_type="ephemeral")

        return listen

    async def _take(self, read: _Read, body: dict[str, Any], context: AsyncBoltContext) -> None:
        delivered: Delivered = context.get(_DELIVERED, Delivered())
        # follow-ups are looked up in the catalog
        found = await asyncio.to_thread(read, body, delivered.signature)
        if found is None:
            return
        receipt = await self._intake.take(found)
        if receipt is Receipt.REPLAYED and not delivered.retried:
            raise Replayed("this request was sent before")

    async def dispatch(
        self, body: str, headers: Mapping[str, str], delivered: Delivered
    ) -> BoltResponse:
        """Keep what a verified request of Slack's brings, and say so.

        Raises what stands in the way: ValidationError, Replayed, TimeoutError, or an IndexFault.
        """
        request = AsyncBoltRequest(body=body, headers=dict(headers))
        request.context[_DELIVERED] = delivered
        response = await self.app.async_dispatch(request)
        if failure := request.context.get(_FAILURE):
            raise failure
        return response


def _authorizing(token: str) -> Callable[..., Awaitable[AuthorizeResult]]:
    async def authorize() -> AuthorizeResult:  # noqa: RUF029  Bolt awaits it
        """One workspace, whose token is known: asking Slack would delay what has to be quick."""
        return AuthorizeResult(enterprise_id=None, team_id=None, bot_token=token)

    return authorize


async def _nothing() -> None:
    """What no listener of ours wants is acknowledged: Slack would send it again."""


async def _acknowledge(ack: AsyncAck) -> None:
    await ack()


async def _note(error: Exception, context: AsyncBoltContext) -> BoltResponse:  # noqa: RUF029  Bolt awaits it
    """Hand an error on to whoever dispatched; Socket Mode leaves unacknowledged what is not 200."""
    context[_FAILURE] = error
    if _DELIVERED not in context:
        _LOG.warning("a delivery was not kept, and comes again: %s", error)
    return BoltResponse(status=503)
