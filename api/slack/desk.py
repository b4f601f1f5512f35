"""What is done for each kind of errand."""

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from pydantic import TypeAdapter

from api.slack.answering import Answering, NotNow
from api.slack.errand import Errand, Kind, read_errand
from api.slack.mattermost import literal, markdown
from api.slack.posting import ThreadReply
from api.slack.prompts import suggestions
from api.slack.rendering import View, growing_message, told_message, without_buttons
from api.slack.reply import Reply, read_reply
from api.slack.responding import clear, for_all, for_one, respond_once
from api.slack.text import words
from api.slack.web import Later, Refused, SlackFault, Unknown, Web
from index import Index
from index.article import detect_language
from index.errors import IndexFault
from index.state import Event, Stage, Vote
from rag import Answer

_MOST_ATTEMPTS = 10
_AGAIN_S = 3.0
_LOG = logging.getLogger(__name__)
_ANSWER = TypeAdapter(Answer)


@dataclass(frozen=True, slots=True)
class Desk:
    """Does errands, each of several threads one at a time."""

    index: Index
    answering: Answering
    view: View
    web: Web

    def do(self, event: Event) -> None:
        """Do what an event asks for and end it, or give it back. Raises LeaseLost or IndexFault."""
        errand = read_errand(event.payload)
        reply = ThreadReply(self.web, self.index.state.events, event, errand)
        try:
            if event.attempts > _MOST_ATTEMPTS:
                raise Refused("it was tried too often")  # noqa: TRY301  one place ends events
            self._task(errand.kind)(event, errand, reply)
        except Later as error:
            self._give_back(event, error.wait_s, posted=reply.perhaps_posted, counts=False)
        except (NotNow, Unknown) as error:
            _LOG.warning("%s is tried again: %s", event.id, error)
            self._give_back(event, _AGAIN_S, posted=reply.perhaps_posted, counts=True)
        except Refused as error:
            _LOG.error("%s is given up: %s", event.id, error)
            self.index.state.events.finish(event, Stage.FAILED)
        else:
            self.index.state.events.finish(event, Stage.DONE)

    def _give_back(self, event: Event, wait_s: float, *, posted: bool, counts: bool) -> None:
        due = datetime.now(UTC) + timedelta(seconds=wait_s)
        self.index.state.events.postpone(event, due, posted=posted, counts=counts)

    def _task(self, kind: Kind) -> Callable[[Event, Errand, ThreadReply], None]:
        return {
            Kind.QUESTION: self._question,
            Kind.COMMAND: self._command,
            Kind.CLAIM: self._claim,
            Kind.SHARE: self._share,
            Kind.VOTE: self._vote,
            Kind.OPENED: self._opened,
        }[kind]

    def _question(self, event: Event, errand: Errand, reply: ThreadReply) -> None:
        if errand.assisted:
            self._show_status(errand)

        def grow(text: str) -> None:
            reply.grow(growing_message(text, errand.text, (), self.view))

        made = self.answering.reply(event, errand, grow)
        reply.finish(made.message(self.view), made.id, made.written())

    def _show_status(self, errand: Errand) -> None:
        said = words(detect_language(errand.text))
        try:
            self.web.status(errand.channel, errand.thread, said["status"])
        except SlackFault as error:
            _LOG.info("no status is shown: %s", error)

    def _command(self, event: Event, errand: Errand, _: ThreadReply) -> None:
        made = self.answering.reply(event, errand)
        if errand.markdown:
            text = markdown(made.answer, self.view) if made.answer else literal(made.told)
            body: Mapping[str, object] = {"response_type": "ephemeral", "text": text}
        else:
            body = for_one(made.message(self.view, share=True), errand)
        respond_once(self.index.state.events, event, errand, body, (made.id, made.written()))

    def _claim(self, event: Event, errand: Errand, _: ThreadReply) -> None:
        made = self.answering.checked(event, errand)
        body = for_one(made.message(self.view), errand)
        respond_once(self.index.state.events, event, errand, body, (made.id, made.written()))

    def _share(self, event: Event, errand: Errand, _: ThreadReply) -> None:
        """Show what one person was told to all, once however often that is asked for."""
        events = self.index.state.events
        if events.in_lane(event.lane, Stage.DONE):
            return
        shared = self._kept(errand)
        if shared is None:
            self._tell(event, errand, "too_old", "")
            return
        message = without_buttons(shared.message(self.view))
        respond_once(events, event, errand, for_all(message, errand), ("", ""))
        clear(errand)

    def _vote(self, event: Event, errand: Errand, _: ThreadReply) -> None:
        kept = self._kept(errand)
        if kept is None or kept.answer is None:
            self._tell(event, errand, "too_old", "")
            return
        written = _ANSWER.dump_json(kept.answer).decode()
        vote = Vote(errand.answer_id, errand.user, errand.helpful, event.received_at, written)
        self.index.state.feedback.give(vote)
        self._tell(event, errand, "thanks", kept.language_of)

    def _kept(self, errand: Errand) -> Reply | None:
        written = self.index.state.events.answer(errand.answer_id)
        return read_reply(written) if written else None

    def _tell(self, event: Event, errand: Errand, what: str, language_of: str) -> None:
        """Say something of ours to whom it concerns."""
        text = words(detect_language(language_of))[what]
        body = for_one(told_message(text), errand)
        respond_once(self.index.state.events, event, errand, body, ("", ""))

    def _opened(self, _: Event, errand: Errand, __: ThreadReply) -> None:
        try:
            prompts = suggestions(self.index, self.answering.answerer)
        except IndexFault as error:
            raise NotNow(str(error)) from error
        if prompts:
            title = words(detect_language(prompts[0]["message"]))["prompts"]
            self.web.suggest(errand.channel, errand.thread, title, prompts)
