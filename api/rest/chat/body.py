"""What a chat completion is asked with."""

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from rag import BadQuestion

_LONGEST = 1_000_000  # characters; of a question the answerer takes fewer
_LONGEST_REMEMBERED = 20_000
_REMEMBERED = 100  # earlier questions
Flag = Annotated[bool, Field(strict=True)]


class Lenient(BaseModel):
    """Clients send much that changes nothing here."""

    model_config = ConfigDict(extra="allow")


class Part(Lenient):
    """A part of a message, of which text is read."""

    type: str
    text: Annotated[str, Field(max_length=_LONGEST)] | None = None


class Message(Lenient):
    """One turn of the conversation."""

    role: Literal["developer", "system", "user", "assistant", "tool", "function"]
    content: Annotated[str, Field(max_length=_LONGEST)] | list[Part] | None = None

    def text(self) -> str:
        """What it says. Raises BadQuestion where a user sends something else than text."""
        if not isinstance(self.content, list):
            return self.content or ""
        others = sorted({part.type for part in self.content if part.type != "text"})
        if others and self.role == "user":
            raise BadQuestion(f"a message has parts of type {others[0][:60]!r}: send text alone")
        return "\n".join(part.text or "" for part in self.content)


class StreamOptions(Lenient):
    """What a stream has at its end."""

    include_usage: Flag | None = None


class ResponseFormat(Lenient):
    """Answers are text with markers: no other form can be asked for."""

    type: Literal["text"]


class ChatBody(Lenient):
    """A conversation whose last message of a user is the question."""

    model: str = Field(default="groundwire", max_length=200)
    messages: list[Message] = Field(
        min_length=1,
        max_length=1_000,
        examples=[[{"role": "user", "content": "What was CoreWeave's backlog?"}]],
        json_schema_extra={"contains": {"properties": {"role": {"const": "user"}}}},
    )
    stream: Flag | None = None
    stream_options: StreamOptions | None = None
    n: Annotated[int, Field(ge=1, le=1, strict=True)] | None = None
    response_format: ResponseFormat | None = None

    @property
    def counted(self) -> bool:
        """Whether a stream ends with its usage."""
        return bool(self.stream_options and self.stream_options.include_usage)

    def questions(self) -> list[str]:
        """The question, and then the user's earlier ones, the oldest first. Raises BadQuestion."""
        asked = [message.text() for message in self.messages if message.role == "user"]
        if not asked:
            raise BadQuestion("no message is of the role user: ask something")
        earlier = [text for text in asked[:-1] if len(text) <= _LONGEST_REMEMBERED]
        return [asked[-1], *earlier[-_REMEMBERED:]]

    def text(self) -> str:
        """All that was sent. Raises BadQuestion where it is too much."""
        text = "\n".join(message.text() for message in self.messages)
        if len(text) > _LONGEST:
            raise BadQuestion(f"the messages have more than {_LONGEST:,} characters: send less")
        return text
