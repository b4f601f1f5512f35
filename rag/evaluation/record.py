"""What is kept of one question that was asked: enough for every metric, and for a reader."""

from collections.abc import Mapping
from dataclasses import dataclass

from rag.answer import Reason
from rag.evaluation.case import Kind


@dataclass(frozen=True, slots=True)
class Cited:
    """A citation of an answer. `exact`: the quote is the stored text at its offsets, with its hash.

    `supports`: it holds an accepted string or overlaps an evidence string; None where the question
    file gives neither.
    """

    number: int
    article_id: str
    revision: int
    title: str
    source: str
    start: int
    end: int
    quote: str
    exact: bool
    supports: bool | None


@dataclass(frozen=True, slots=True)
class Record:
    """A question, its answer, and what is known of both.

    `length` counts characters without markers. `claims_verbatim` and `claims_supported` count the
    claims shown, `claims_removed` those that were not. `evidence_rank` is the place of the first
    passage found that holds an evidence string (1 is the first, 0 is none), None where the file
    gives no such string. `confidence` is from 0 to 1; `timings_ms` names the steps.
    """

    id: str
    question: str
    kind: Kind
    language: str
    accepted: tuple[str, ...]
    right: bool
    answered: bool
    answer: str
    length: int
    reason: Reason | None
    citations: tuple[Cited, ...]
    claims_verbatim: int
    claims_supported: int
    claims_removed: int
    disagreements: int
    evidence_rank: int | None
    degraded_because: str
    confidence: float
    timings_ms: Mapping[str, float]

    @property
    def answerable(self) -> bool:
        """Whether the collection holds an answer."""
        return self.kind is not Kind.UNANSWERABLE
