"""What an event is answered with, kept with it so that another worker can go on from there."""

import uuid
from dataclasses import dataclass, field

from pydantic import TypeAdapter

from api.slack.blocks import Message
from api.slack.claims import claim_message
from api.slack.rendering import View, answer_message, told_message
from rag import Answer
from rag.claims import ClaimCheck


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer, or statements checked, or something that is `told` without sources."""

    answer: Answer | None = None
    checked: ClaimCheck | None = None
    told: str = ""
    own_id: str = field(default_factory=lambda: uuid.uuid4().hex)

    @property
    def id(self) -> str:
        """What buttons name it by: the answer's id where it is one."""
        return self.answer.id if self.answer else self.own_id

    @property
    def language_of(self) -> str:
        """Text in the language that this is answered in."""
        if self.answer:
            return self.answer.question
        return self.checked.text if self.checked else self.told

    def message(self, view: View, *, share: bool = False) -> Message:
        """The same as a message."""
        if self.answer:
            return answer_message(self.answer, view, share=share)
        if self.checked:
            return claim_message(self.checked, view, self.own_id)
        return told_message(self.told)

    def written(self) -> str:
        """The same as JSON."""
        return _WIRE.dump_json(self).decode()


_WIRE = TypeAdapter(Reply)


def read_reply(written: str) -> Reply:
    """The inverse of `Reply.written`."""
    return _WIRE.validate_json(written)
