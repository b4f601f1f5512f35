"""Responses to commands and buttons, which nobody can look up: sent once, or not at all.

What is sent to a `response_url` cannot be found again. Where it is not known whether a response came
through, the person sees that there is none and asks again.
"""

import logging
from collections.abc import Mapping
from typing import Any

from api.slack.blocks import Message
from api.slack.errand import Errand
from api.slack.posting import LeaseLost, until
from api.slack.web import Refused, SlackFault, Unknown, respond
from index.state import Event, Events, Stage

_LOG = logging.getLogger(__name__)
_QUIET = {
    "unfurl_links": False,
    "unfurl_media": False,
    "link_names": False,
    "parse": "none",
    "replace_original": False,
}


def respond_once(
    events: Events, event: Event, errand: Errand, body: Mapping[str, Any], kept: tuple[str, str]
) -> None:
    """Send a response; `kept` is the answer's id and the answer, for its buttons.

    Raises LeaseLost, Later where it was not taken, or Refused where it is not known to be.
    """
    if event.stage is Stage.POSTING:
        raise Refused("a worker ended while it responded")
    if not events.posting(event, *kept, until()):
        raise LeaseLost
    try:
        respond(errand.response_url, body)
    except Unknown as error:
        raise Refused(f"it is not known whether the response came through: {error}") from error


def clear(errand: Errand) -> None:
    """Take away what only the person saw, now that everybody sees it."""
    try:
        respond(errand.response_url, {"delete_original": True})
    except SlackFault as error:
        _LOG.info("what was shared is still shown to who shared it: %s", error)


def for_one(message: Message, errand: Errand) -> dict[str, Any]:
    """The message as its asker alone sees it."""
    thread = {"thread_ts": errand.thread} if errand.thread else {}
    return {"response_type": "ephemeral", **_body(message), **thread}


def for_all(message: Message, errand: Errand) -> dict[str, Any]:
    """The message as everybody in the channel sees it."""
    thread = {"thread_ts": errand.thread} if errand.thread else {}
    return {"response_type": "in_channel", **_body(message), **thread}


def _body(message: Message) -> dict[str, Any]:
    return {"text": message.text, "blocks": [dict(b) for b in message.blocks], **_QUIET}
