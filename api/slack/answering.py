"""Replies made: a question answered, statements checked, or what went wrong, in words."""

import logging
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass

from api.faults import REPORTED
from api.slack.errand import Errand
from api.slack.posting import LeaseLost
from api.slack.reply import Reply, read_reply
from api.slack.text import spoken, words
from api.slack.web import Later, Refused, SlackFault, Web
from index.article import detect_language
from index.state import Event
from rag import Answer, Answerer, BadQuestion, Request, TextAdded, answer_of
from rag import Event as Told
from rag.claims import ClaimChecker

_TRIES = 3  # before a person is told that it does not work
_MOST_HISTORY = 20
_LOG = logging.getLogger(__name__)


class NotNow(Exception):
    """A part of the service does not answer: the errand is tried again."""


@dataclass(frozen=True, slots=True)
class Answering:
    """What makes replies, with the generator of the settings."""

    answerer: Answerer
    checker: ClaimChecker
    generator: str
    web: Web

    def reply(
        self, event: Event, errand: Errand, grow: Callable[[str], None] = lambda _: None
    ) -> Reply:
        """The answer to a question or a command; `grow` is told its text as far as it is there.

        Raises NotNow or a SlackFault, and what `grow` raises.
        """
        said = words(detect_language(errand.text))
        if not any(c.isalnum() for c in errand.text):
            both = (words(language)["empty"] for language in ("en", "zh"))
            return Reply(told=" ".join(both))
        return _made(event, said, lambda: Reply(answer=self._answer(errand, grow)))

    def checked(self, event: Event, errand: Errand) -> Reply:
        """The statements of a message, checked. Raises NotNow."""
        said = words(detect_language(errand.text))
        return _made(event, said, lambda: Reply(checked=self.checker.check(errand.text)))

    def _answer(self, errand: Errand, grow: Callable[[str], None]) -> Answer:
        history = self._history(errand) if errand.thread != errand.ts else ()
        request = Request(errand.text, history=history, generator=self.generator)
        with closing(self.answerer.stream(request)) as events:
            return answer_of(_growing(events, grow))

    def _history(self, errand: Errand) -> tuple[str, ...]:
        """What people said in the thread before, the oldest first."""
        try:
            said = self.web.replies(errand.channel, errand.thread)
        except Later:
            raise
        except Refused as error:
            _LOG.warning("the thread cannot be read, so that a follow-up may miss it: %s", error)
            return ()
        people = (m for m in said if m.get("user") and not m.get("bot_id") and m["ts"] < errand.ts)
        texts = [spoken(message.get("text", "")) for message in people]
        return tuple(text for text in texts if text)[-_MOST_HISTORY:]


def _growing(events: Iterable[Told], grow: Callable[[str], None]) -> Iterator[Told]:
    """The same events, while `grow` is told the text so far."""
    text = ""
    for event in events:
        if isinstance(event, TextAdded):
            text += event.text
            grow(text)
        yield event


def _made(event: Event, said: dict[str, str], make: Callable[[], Reply]) -> Reply:
    """What was made before, or is now; a failure is told once it does not go away."""
    if event.answer:
        return read_reply(event.answer)
    try:
        return make()
    except BadQuestion as error:
        return Reply(told=said["failed"].format(because=error))
    except REPORTED as error:
        if event.attempts < _TRIES:
            raise NotNow(str(error)) from error
        return Reply(told=said["failed"].format(because=error))
    except (SlackFault, LeaseLost):
        raise
    except Exception:  # ruff: ignore[blind-except]  a person waits, and is told
        _LOG.exception("%s brought up a defect", event.id)
        return Reply(told=said["failed"].format(because=said["defect"]))
