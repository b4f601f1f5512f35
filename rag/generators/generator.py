"""What a generator is."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol, runtime_checkable

from rag.evidence import Evidence
from rag.question import Question
from rag.stop import Stop


@dataclass(frozen=True, slots=True)
class Task:
    """A question and the evidence for it, best first; its sources are numbered from 1.

    `stop` is set once nobody waits for the draft: what takes long looks at it, or is woken by it.
    """

    question: Question
    evidence: Sequence[Evidence]
    stop: Stop = field(default_factory=Stop, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Prompt:
    """What a model is asked: turns of a chat, `role` and `content`, after an instruction.

    `schema` is the JSON schema of the reply, of at most `most_tokens` tokens.
    """

    instruction: str
    turns: Sequence[Mapping[str, str]]
    schema: Mapping[str, Any]
    most_tokens: int


@dataclass(frozen=True, slots=True)
class GeneratorOptions:
    """What generators may need: `model` is a model's name or a GGUF file.

    `timeout_s` bounds a whole draft, from asking to its last word, in seconds.
    """

    model: str = ""
    base_url: str = ""
    api_key: str = field(default="", repr=False)
    timeout_s: float = 30.0


class Generator(Protocol):
    """Writes a draft. Nothing it says reaches a reader before it has been verified."""

    def write(self, task: Task) -> Iterator[str]:
        """Yield the draft in pieces: sentences, each followed by its markers, such as `[1][3]`.

        Raises CannotAnswer where the evidence does not answer the question, and
        GeneratorUnavailable, with a reason for the reader, where there is no draft to be had.
        """
        ...


@runtime_checkable
class Speaker(Protocol):
    """A generator whose model can be asked something else, too: what a follow-up means."""

    def say(self, prompt: Prompt, stop: Stop) -> Iterator[str]:
        """Yield the model's reply in pieces until `stop` is set. Raises GeneratorUnavailable."""
        ...
