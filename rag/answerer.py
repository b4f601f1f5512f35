"""From a question to a checked answer."""

import time
import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from index import Filters, Hit, Index, Searched
from rag.abstention import abstention, reason_to_abstain
from rag.answer import Answer, Reason, SearchedFor, Status
from rag.errors import BadQuestion
from rag.evidence import EvidenceFinder
from rag.generators import DEFAULT, Generator, Task, load_generator
from rag.question import understand
from rag.verification import Checked, Entailment, check

TOP_K = 12
MOST_TOP_K = 100
_EVIDENCE = 8


@dataclass(frozen=True, slots=True)
class Request:
    """What is asked; `history` holds the same person's earlier questions, oldest first."""

    question: str
    filters: Filters = field(default_factory=Filters)
    history: Sequence[str] = ()
    top_k: int = TOP_K
    generator: str = DEFAULT


class Answerer:
    """Answers questions over one index.

    `load` gives a generator by its name; `entailment` has to agree to claims in other words.
    """

    def __init__(
        self,
        index: Index,
        load: Callable[[str], Generator] = load_generator,
        entailment: Entailment | None = None,
    ) -> None:
        self._index, self._load, self._entailment = index, load, entailment

    def ask(self, request: Request) -> Answer:
        """A checked answer, or an abstention with its reason.

        Raises BadQuestion or UnknownGenerator for what cannot be asked, and IndexFault.
        """
        if not 1 <= request.top_k <= MOST_TOP_K:
            raise BadQuestion(f"top_k is {request.top_k}: give a number from 1 to {MOST_TOP_K}")
        generator = self._load(request.generator)
        clock = _Clock()
        question = understand(request.question, self._index, request.history)
        hits = self._index.search(question.search_text, request.filters, top_k=request.top_k)
        searched = self._index.searched(request.filters)
        clock.lap("retrieve")
        evidence = EvidenceFinder(question, self._index).find(hits, _EVIDENCE)
        reason = reason_to_abstain(evidence, searched, request.filters)
        clock.lap("evidence")
        checked = Checked((), (), 0)
        if reason is None:
            draft = "".join(generator.write(Task(question, evidence)))
            clock.lap("generate")
            checked = check(draft, evidence, self._index, self._entailment)
            reason = None if checked.claims else Reason.UNSUPPORTED_DRAFT
            clock.lap("verify")
        return _answer(request, checked, reason, question.language, searched, clock.laps)

    def hits(self, request: Request) -> list[Hit]:
        """The passages that `ask` would look at."""
        question = understand(request.question, self._index, request.history)
        return self._index.search(question.search_text, request.filters, top_k=request.top_k)


class _Clock:
    """Times of the steps, in milliseconds."""

    def __init__(self) -> None:
        self.laps: dict[str, float] = {}
        self._start = self._last = time.perf_counter()

    def lap(self, step: str) -> None:
        now = time.perf_counter()
        self.laps[step] = round((now - self._last) * 1000, 2)
        self.laps["total"] = round((now - self._start) * 1000, 2)
        self._last = now


def _answer(
    request: Request,
    checked: Checked,
    reason: Reason | None,
    language: str,
    searched: Searched,
    laps: dict[str, float],
) -> Answer:
    return Answer(
        id=uuid.uuid4().hex,
        question=request.question,
        status=Status.ABSTAINED if reason else Status.ANSWERED,
        answer=checked.text,
        claims=checked.claims,
        citations=checked.citations,
        disagreements=(),
        abstention=abstention(reason, language, searched) if reason else None,
        searched=SearchedFor(
            searched.passages, searched.articles, searched.undated, _written(request.filters)
        ),
        generator=request.generator,
        degraded=False,
        timings_ms=laps,
    )


def _written(filters: Filters) -> dict[str, str | list[str]]:
    """The filters that were set, as a reader sees them."""
    times = {"as_of": filters.as_of, "since": filters.since, "until": filters.until}
    written: dict[str, str | list[str]] = {n: t.isoformat() for n, t in times.items() if t}
    for name, values in (("sources", filters.sources), ("languages", filters.languages)):
        if values:
            written[name] = list(values)
    return written
