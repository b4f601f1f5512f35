"""A reply in a thread, posted once: whatever breaks, it is looked for before it is posted again."""

import logging
import time
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from api.slack.blocks import Message
from api.slack.errand import Errand
from api.slack.web import Later, Refused, SlackFault, Web
from index.state import Event, Events, Stage

LEASE = timedelta(seconds=20)  # twice as long as a call to Slack may take
PACE_S = 1.1  # between two changes of one message
_LOG = logging.getLogger(__name__)
_TYPE = "groundwire_reply"
_TOO_MUCH = {"invalid_blocks", "msg_too_long", "msg_blocks_too_long"}


class LeaseLost(Exception):
    """Another worker has taken the event over."""


def until() -> datetime:
    """When a lease that is taken or renewed now runs out."""
    return datetime.now(UTC) + LEASE


@dataclass(frozen=True, slots=True)
class _Posted:
    ts: str
    complete: bool


class ThreadReply:
    """The reply to one event, which may grow before it is whole.

    `perhaps_posted` tells whoever comes next whether there may be a message of ours: every message
    carries the event's id in its metadata.
    """

    def __init__(
        self,
        web: Web,
        events: Events,
        event: Event,
        errand: Errand,
        pace_s: float | None = None,
    ) -> None:
        self._web, self._events, self._event, self._errand = web, events, event, errand
        self._pace_s = PACE_S if pace_s is None else pace_s
        self._posted: _Posted | None = None
        self._changed = time.monotonic()  # an answer that is there at once has no need to grow
        self.perhaps_posted = event.stage is Stage.POSTING

    def grow(self, message: Message) -> None:
        """Show what there is so far, unless something was shown a moment ago. Raises LeaseLost.

        That it cannot be shown does not matter before the reply is whole.
        """
        if time.monotonic() - self._changed < self._pace_s:
            return
        self._note("", "")
        try:
            self._put(message, complete=False)
        except SlackFault as error:
            _LOG.info("a growing answer is not shown: %s", error)
            wait_s = error.wait_s if isinstance(error, Later) else self._pace_s
            self._changed = time.monotonic() + wait_s

    def finish(self, message: Message, answer_id: str, written: str) -> None:
        """Show the whole reply. Raises LeaseLost or a SlackFault."""
        self._note(answer_id, written)
        self._put(message, complete=True)

    def _note(self, answer_id: str, written: str) -> None:
        """Have it on the disk that something is about to be posted, and the lease fresh."""
        if not self._events.posting(self._event, answer_id, written, until()):
            raise LeaseLost

    def _put(self, message: Message, *, complete: bool) -> None:
        again = self.perhaps_posted and self._posted is None
        if again:
            self._posted = self._find()
            self.perhaps_posted = self._posted is not None
        if self._posted is None:
            self._post(message, complete=complete)
            if again:  # what was not there yet when we looked may have come since
                self._posted = self._find() or self._posted
        elif not self._posted.complete:
            self._update(self._posted.ts, message, complete=complete)
        self._changed = time.monotonic()

    def _post(self, message: Message, *, complete: bool) -> None:
        self.perhaps_posted = True
        try:
            ts = self._posted_now(message, complete=complete)
        except Refused:
            self.perhaps_posted = False
            raise
        self._posted = _Posted(ts, complete)

    def _posted_now(self, message: Message, *, complete: bool) -> str:
        where, noted = self._errand, self._metadata(complete=complete)
        try:
            return self._web.post(where.channel, where.thread, message, noted)
        except Refused as error:
            if error.code not in _TOO_MUCH:
                raise
            return self._web.post(where.channel, where.thread, _shortened(message), noted)

    def _update(self, ts: str, message: Message, *, complete: bool) -> None:
        time.sleep(max(0.0, self._pace_s - (time.monotonic() - self._changed)))
        try:
            self._web.update(self._errand.channel, ts, message, self._metadata(complete=complete))
        except Refused as error:
            if error.code != "message_not_found":  # a person has deleted it
                raise
        self._posted = _Posted(ts, complete)

    def _metadata(self, *, complete: bool) -> dict[str, Any]:
        payload = {"event": self._event.id, "complete": complete}
        return {"event_type": _TYPE, "event_payload": payload}

    def _find(self) -> _Posted | None:
        """Our first message for this event; any further one is removed."""
        where = self._errand
        found = [
            _Posted(message["ts"], bool(noted["event_payload"].get("complete")))
            for message in self._web.replies(where.channel, where.thread, where.ts)
            if (noted := message.get("metadata") or {}).get("event_type") == _TYPE
            and noted["event_payload"].get("event") == self._event.id
        ]
        for further in found[1:]:
            self._web.delete(where.channel, further.ts)
        return found[0] if found else None


def _shortened(message: Message) -> Message:
    """What is left where Slack finds a message too long: the answer and its buttons."""
    return Message(message.text, (message.blocks[0], *message.blocks[-1:]))
