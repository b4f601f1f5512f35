"""An answer put together from what the steps made."""

import time
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import tzinfo

from index import Hit, Searched
from rag.abstention import abstention
from rag.answer import Abstention, Answer, Reason, SearchedFor, Status
from rag.disagreement import Compared
from rag.drafting import Outcome
from rag.framing import framed
from rag.limits import in_words, written
from rag.question import Question
from rag.request import Request


@dataclass(frozen=True, slots=True)
class Asked:
    """A request with all its filters, the question understood, and what was found; days are of `zone`."""

    request: Request
    question: Question
    hits: Sequence[Hit]
    searched: Searched
    zone: tzinfo


class Clock:
    """Times of the steps, in milliseconds."""

    def __init__(self) -> None:
        self.laps: dict[str, float] = {}
        self._start = self._last = time.perf_counter()

    def lap(self, step: str) -> None:
        """Note how long it took since the last one."""
        now = time.perf_counter()
        self.laps[step] = round((now - self._last) * 1000, 2)
        self.laps["total"] = round((now - self._start) * 1000, 2)
        self._last = now


def composed(
    asked: Asked,
    outcome: Outcome,
    compared: Compared,
    confidence: float,
    laps: Mapping[str, float],
) -> Answer:
    """The answer that leaves this package."""
    searched, checked = asked.searched, compared.checked
    filters = written(asked.request.filters)
    return Answer(
        id=uuid.uuid4().hex,
        question=asked.request.question,
        status=Status.ABSTAINED if outcome.reason else Status.ANSWERED,
        answer=framed(checked, asked.question, asked.zone),
        claims=checked.claims,
        citations=checked.citations,
        disagreements=compared.disagreements,
        abstention=_abstention(asked, outcome.reason) if outcome.reason else None,
        searched=SearchedFor(searched.passages, searched.articles, searched.undated, filters),
        generator=asked.request.generator,
        degraded=bool(outcome.degraded_because),
        timings_ms=laps,
        degraded_because=outcome.degraded_because,
        removed_claims=outcome.removed,
        confidence=round(confidence, 3),
    )


def _abstention(asked: Asked, reason: Reason) -> Abstention:
    """The reason in words; filters are named that let nothing in or came from the question's words."""
    language = asked.question.language
    told = abstention(reason, language, asked.searched)
    if reason is not Reason.OUT_OF_RANGE and asked.question.filters.empty:
        return told
    named = in_words(asked.request.filters, asked.zone, language)
    return Abstention(reason, f"{told.message}{'' if language == 'zh' else ' '}{named}")
