"""What readers said about answers, each kept with the answer that it is about."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Vote:
    """One reader's word on one answer; `answer` is the whole answer as JSON."""

    answer_id: str
    user: str
    helpful: bool
    at: datetime
    answer: str


class Feedback(Protocol):
    """The store of votes."""

    def give(self, vote: Vote) -> None:
        """Keep a vote; it replaces the same reader's earlier one on the same answer."""
        ...

    def all(self) -> Sequence[Vote]:
        """Every vote, the oldest first."""
        ...
