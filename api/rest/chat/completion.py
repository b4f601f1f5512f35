"""An answer as a chat completion."""

import re
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal

from pydantic import BaseModel

from api.links import quotation_url
from rag import Answer, Citation

_MARKER = re.compile(r"\[(\d+)\]")


class UrlCitation(BaseModel):
    """A marker's place, `content[start_index:end_index]` in code points, and what it cites."""

    start_index: int
    end_index: int
    url: str
    title: str


class Annotation(BaseModel):
    """What a marker stands for."""

    type: Literal["url_citation"] = "url_citation"
    url_citation: UrlCitation


class AssistantMessage(BaseModel):
    """The answer's text, or why there is none."""

    role: Literal["assistant"] = "assistant"
    content: str
    refusal: None = None
    annotations: list[Annotation]


class Choice(BaseModel):
    """The only one."""

    index: int = 0
    message: AssistantMessage
    logprobs: None = None
    finish_reason: Literal["stop"] = "stop"


class Usage(BaseModel):
    """Words, where others count tokens: no model needs to have been asked."""

    prompt_tokens: int
    completion_tokens: int
    total_tokens: int


class Completion(BaseModel):
    """A chat completion, and the whole answer."""

    id: str
    object: Literal["chat.completion"] = "chat.completion"
    created: int
    model: str
    choices: list[Choice]
    usage: Usage
    groundwire: Answer


@dataclass(frozen=True, slots=True)
class Writer:
    """Writes answers as what the model called `model` says; `page` is the web page's address.

    `words` cuts a text, `asked` is how many were sent.
    """

    model: str
    page: str
    words: Callable[[str], Sequence[str]]
    asked: int

    def usage(self, said: str) -> Usage:
        """How much was asked and said."""
        asked, answered = self.asked, len(self.words(said))
        return Usage(prompt_tokens=asked, completion_tokens=answered, total_tokens=asked + answered)

    def annotations(self, answer: Answer, at: int = 0) -> list[Annotation]:
        """One for each marker of the answer's text, which begins at the offset `at`."""
        cited = {str(citation.number): citation for citation in answer.citations}
        return [
            Annotation(url_citation=self._citation(cited[found[1]], at + found.start(), found[0]))
            for found in _MARKER.finditer(answer.answer)
            if found[1] in cited
        ]

    def _citation(self, citation: Citation, at: int, marker: str) -> UrlCitation:
        return UrlCitation(
            start_index=at,
            end_index=at + len(marker),
            url=citation.url or quotation_url(self.page, citation),
            title=citation.title or citation.article_id,
        )


def said_of(answer: Answer) -> str:
    """The answer's text, or the words of its abstention."""
    return answer.abstention.message if answer.abstention else answer.answer


def now() -> int:
    """Seconds since 1970."""
    return int(time.time())


def completion(writer: Writer, answer: Answer) -> Completion:
    """The whole of it."""
    said = said_of(answer)
    message = AssistantMessage(
        role="assistant", content=said, refusal=None, annotations=writer.annotations(answer)
    )
    return Completion(
        id=f"chatcmpl-{answer.id}",
        created=now(),
        model=writer.model,
        choices=[Choice(message=message)],
        usage=writer.usage(said),
        groundwire=answer,
    )
