"""An answer's text, told while it grows."""

from collections.abc import Iterator
from datetime import tzinfo

from rag.answer import Answer
from rag.events import TextAdded
from rag.framing import between, framed_claim
from rag.question import Question
from rag.verification import Verified


class Telling:
    """The text of verified claims, as it will stand in the answer; days are of `zone`."""

    def __init__(self, question: Question, zone: tzinfo) -> None:
        self._question, self._zone, self._told = question, zone, ""

    def of(self, verified: Verified) -> TextAdded:
        """What the next claim adds."""
        framed = framed_claim(verified.claim, verified.citation, self._question, self._zone)
        added = TextAdded(f"{between(self._question)}{framed}" if self._told else framed)
        self._told += added.text
        return added

    def rest(self, answer: Answer) -> Iterator[TextAdded]:
        """What the answer has beyond that, unless it is another one."""
        if answer.answer.startswith(self._told) and answer.answer != self._told:
            yield TextAdded(answer.answer[len(self._told) :])
