"""What is to be done for one event: what of it the worker needs, kept with the event."""

from dataclasses import dataclass
from enum import StrEnum

from pydantic import TypeAdapter


class Kind(StrEnum):
    """What is asked for, and so how it is answered."""

    QUESTION = "question"
    COMMAND = "command"
    CLAIM = "claim"
    SHARE = "share"
    VOTE = "vote"
    OPENED = "opened"


@dataclass(frozen=True, slots=True, kw_only=True)
class Errand:
    """`text` is what a person wrote, without markup; `thread` is where it is answered.

    What has a `response_url` is answered there, seen by `user` alone; `markdown` is for Mattermost.
    """

    kind: Kind
    user: str = ""
    channel: str = ""
    ts: str = ""
    thread: str = ""
    text: str = ""
    bot: str = ""
    response_url: str = ""
    answer_id: str = ""
    helpful: bool = False
    markdown: bool = False

    @property
    def assisted(self) -> bool:
        """Whether it is asked in a conversation with the bot alone."""
        return self.channel.startswith("D")

    def written(self) -> str:
        """The same as JSON."""
        return _WIRE.dump_json(self, exclude_defaults=True).decode()


_WIRE = TypeAdapter(Errand)


def read_errand(written: str) -> Errand:
    """The inverse of `Errand.written`."""
    return _WIRE.validate_json(written)
