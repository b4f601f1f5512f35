"""What a generator is."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol

from rag.evidence import Evidence
from rag.question import Question


@dataclass(frozen=True, slots=True)
class Task:
    """A question and the evidence for it, best first; its sources are numbered from 1."""

    question: Question
    evidence: Sequence[Evidence]


class Generator(Protocol):
    """Writes a draft. Nothing it says reaches a reader before it has been verified."""

    def write(self, task: Task) -> Iterator[str]:
        """Yield the draft in pieces: sentences, each followed by its markers, such as `[1][3]`."""
        ...
