"""An answer as the chunks of a chat completion."""

import uuid
from typing import Any

from api.rest.chat.completion import Writer, now, said_of
from api.rest.chat.errors import error_of
from api.rest.problems import problem_of
from api.rest.streaming import frame
from api.withdrawal import withdrawn
from rag import Answer, Event, SourcesFound, TextAdded

_DONE = b"data: [DONE]\n\n"


class Chunks:
    """The chunks of one completion; with `counted`, its usage is the last."""

    def __init__(self, writer: Writer, *, counted: bool) -> None:
        self._writer, self._counted, self._said = writer, counted, ""
        self._head = {
            "id": f"chatcmpl-{uuid.uuid4().hex}",
            "object": "chat.completion.chunk",
            "created": now(),
            "model": writer.model,
        }

    def framed(self, event: Event) -> list[bytes]:
        """What an event becomes."""
        match event:
            case SourcesFound():
                return [self._chunk({"role": "assistant", "content": ""})]
            case TextAdded():
                return [self._content(event.text)]
            case Answer():
                return self._ending(event)

    def failed(self, error: Exception) -> bytes:
        """An error, after which nothing comes."""
        problem = problem_of(error)
        return frame(error_of(problem.status, problem.detail))

    def _content(self, text: str) -> bytes:
        self._said += text
        return self._chunk({"content": text})

    def _ending(self, answer: Answer) -> list[bytes]:
        said, chunks = said_of(answer), list[bytes]()
        if said != self._said:  # an abstention, or what replaces a draft that broke off
            before = f"\n\n{withdrawn(answer.question)}\n\n" if self._said else ""
            chunks.append(self._content(before + said))
        if annotations := self._writer.annotations(answer, len(self._said) - len(said)):
            chunks.append(self._chunk({"annotations": annotations}))
        chunks.append(self._chunk({}, "stop", groundwire=answer))
        if self._counted:
            chunks.append(
                frame({**self._head, "choices": [], "usage": self._writer.usage(self._said)})
            )
        return [*chunks, _DONE]

    def _chunk(self, delta: dict[str, Any], reason: str | None = None, **more: Any) -> bytes:
        choice = {"index": 0, "delta": delta, "logprobs": None, "finish_reason": reason}
        usage = {"usage": None} if self._counted else {}
        return frame({**self._head, "choices": [choice], **usage, **more})
