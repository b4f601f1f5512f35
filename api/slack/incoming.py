"""What Slack sends, as errands: which messages are for us, and which deliveries are one.

Pure functions of a delivery's body; `None` is for what asks nothing of us. A body that is not as
Slack describes it raises pydantic's ValidationError.
"""

import hashlib
import re
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Annotated, Any

from pydantic import BaseModel, Field, StringConstraints

from api.slack.errand import Errand, Kind
from api.slack.rendering import HELPFUL, SHARE
from api.slack.text import spoken
from index.state import Incoming

MOST_TEXT = 20_000
_SUBTYPES = {
    None,
    "file_share",
    "thread_broadcast",
}  # any other is an edit, a deletion, or a notice
_MENTION = re.compile(r"<(?:@([UW]\w+)(?:\|[^>]*)?|!(?:here|channel|everyone|subteam\b)[^>]*)>")
_Name = Annotated[str, StringConstraints(min_length=1, max_length=100)]
_Trigger = Annotated[str, StringConstraints(min_length=1, max_length=2_000)]
_Url = Annotated[str, StringConstraints(max_length=2_000, pattern=r"^https?://")]
_ABSENT: Any = None  # where a field may be missing, and must not be null
# Tells whether we were asked something in the lane before
InLane = Callable[[str], bool]


class _Authorization(BaseModel):
    user_id: str = ""
    is_bot: bool = False


class _Message(BaseModel):
    type: str
    channel: _Name
    ts: _Name
    thread_ts: _Name | None = None
    user: str = ""
    text: str = ""
    subtype: str | None = None
    bot_id: str | None = None
    channel_type: str = ""
    edited: Any = None
    hidden: bool = False


class _Delivery(BaseModel):
    team_id: str = ""
    event: _Message
    authorizations: list[_Authorization] = []

    @property
    def bot(self) -> str:
        """The user id of our bot."""
        return next((one.user_id for one in self.authorizations if one.is_bot), "")


class _Thread(BaseModel):
    channel_id: _Name
    thread_ts: _Name
    user_id: str = ""


class _OpenedEvent(BaseModel):
    assistant_thread: _Thread


class _Opened(BaseModel):
    event_id: _Name
    event: _OpenedEvent


class _Typed(BaseModel):
    type: str
    subtype: str | None = None
    user: str | dict[str, Any] | None = None
    channel: str | dict[str, Any] | None = None


class _Action(BaseModel):
    action_id: str
    block_id: str = ""
    type: str = ""


class Frame(BaseModel):
    """What Bolt looks at to find a listener; it raises errors of all kinds for other shapes."""

    type: str = ""
    event: _Typed = _ABSENT
    actions: list[_Action] = Field(_ABSENT, min_length=1)
    authorizations: list[_Authorization] | None = None
    callback_id: str | None = None
    command: str | None = None
    team: dict[str, Any] | None = None
    enterprise: dict[str, Any] | None = None
    user: dict[str, Any] | str | None = None
    channel: dict[str, Any] | str | None = None
    view: dict[str, Any] | None = None
    message: dict[str, Any] | None = None
    container: dict[str, Any] | None = None


class Command(BaseModel):
    """A slash command, of Slack or of Mattermost."""

    command: str = ""
    text: Annotated[str, Field(max_length=MOST_TEXT)] = ""
    user_id: _Name
    channel_id: _Name
    trigger_id: _Trigger
    response_url: _Url


class _Id(BaseModel):
    id: _Name


class _Button(BaseModel):
    action_id: str
    action_ts: _Name
    value: _Name


class _Container(BaseModel):
    thread_ts: str = ""


class _Pressed(BaseModel):
    user: _Id
    container: _Container = _Container()
    response_url: _Url
    actions: Annotated[list[_Button], Field(min_length=1)]


class _Checked(BaseModel):
    text: str = ""


class _Shortcut(BaseModel):
    user: _Id
    trigger_id: _Trigger
    response_url: _Url
    message: _Checked


def question(body: Mapping[str, Any], signature: str, in_lane: InLane) -> Incoming | None:
    """A mention, a direct message, or a follow-up where we have been asked before.

    The deliveries of one message, `message` and `app_mention`, are one event.
    """
    delivery = _Delivery.model_validate(body)
    message = delivery.event
    if not _by_a_person(message, delivery.bot):
        return None
    thread = message.thread_ts or message.ts
    lane = f"{delivery.team_id}/{message.channel}/{thread}"
    if not _for_us(message, delivery.bot, lambda: in_lane(lane)):
        return None
    errand = Errand(
        kind=Kind.QUESTION,
        user=message.user,
        channel=message.channel,
        ts=message.ts,
        thread=thread,
        text=spoken(message.text)[:MOST_TEXT],
        bot=delivery.bot,
    )
    name = f"message/{delivery.team_id}/{message.channel}/{message.ts}"
    return _incoming(name, lane, errand, signature)


def _by_a_person(message: _Message, bot: str) -> bool:
    changed = message.subtype not in _SUBTYPES or message.edited or message.hidden
    return bool(message.user) and not (message.bot_id or changed or message.user == bot)


def _for_us(message: _Message, bot: str, asked_before: Callable[[], bool]) -> bool:
    """Whether the message is addressed to us: a mention of others in a thread speaks to them."""
    if message.type == "app_mention" or message.channel_type == "im":
        return True
    named = {match[1] for match in _MENTION.finditer(message.text)}
    if bot and bot in named:
        return True
    return message.thread_ts is not None and not named and asked_before()


def opened(body: Mapping[str, Any], signature: str) -> Incoming:
    """A thread with the assistant that a person has opened: it is offered questions."""
    delivery = _Opened.model_validate(body)
    thread = delivery.event.assistant_thread
    errand = Errand(
        kind=Kind.OPENED, user=thread.user_id, channel=thread.channel_id, thread=thread.thread_ts
    )
    return _incoming(f"event/{delivery.event_id}", f"opened/{delivery.event_id}", errand, signature)


def command(form: Mapping[str, Any], signature: str = "", *, markdown: bool = False) -> Incoming:
    """A slash command: a question that is answered to whom it asked alone."""
    asked = Command.model_validate(form)
    errand = Errand(
        kind=Kind.COMMAND,
        user=asked.user_id,
        channel=asked.channel_id,
        text=spoken(asked.text),
        response_url=asked.response_url,
        markdown=markdown,
    )
    name = f"command/{_digest(asked.trigger_id, asked.user_id, asked.response_url)}"
    return _incoming(name, name, errand, signature)


def shortcut(body: Mapping[str, Any], signature: str) -> Incoming:
    """A message whose statements are to be checked."""
    asked = _Shortcut.model_validate(body)
    errand = Errand(
        kind=Kind.CLAIM,
        user=asked.user.id,
        text=spoken(asked.message.text)[:MOST_TEXT],
        response_url=asked.response_url,
    )
    name = f"shortcut/{_digest(asked.trigger_id, asked.user.id)}"
    return _incoming(name, name, errand, signature)


def pressed(body: Mapping[str, Any], signature: str) -> Incoming:
    """A button under an answer: a vote on it, or the wish to show it to others."""
    press = _Pressed.model_validate(body)
    button = press.actions[0]
    share = button.action_id == SHARE
    errand = Errand(
        kind=Kind.SHARE if share else Kind.VOTE,
        user=press.user.id,
        answer_id=button.value,
        helpful=button.action_id == HELPFUL,
        thread=press.container.thread_ts,
        response_url=press.response_url,
    )
    lane = f"share/{button.value}" if share else f"vote/{button.value}/{press.user.id}"
    return _incoming(f"{lane}/{button.action_id}/{button.action_ts}", lane, errand, signature)


def _incoming(name: str, lane: str, errand: Errand, signature: str) -> Incoming:
    return Incoming(name, lane, errand.written(), datetime.now(UTC), signature)


def _digest(*parts: str) -> str:
    """What stands for secrets that an event is known by: a trigger id is one while it is fresh."""
    return hashlib.sha256("\n".join(parts).encode("utf-8", "surrogatepass")).hexdigest()
