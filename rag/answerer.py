"""From a question to a checked answer."""

import time
import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, tzinfo

from index import Filters, Hit, Index, Searched
from rag.abstention import abstention, reason_to_abstain
from rag.answer import Answer, Reason, SearchedFor, Status
from rag.disagreement import Compared, disagreements
from rag.drafting import DEADLINE_S, Drafter, Outcome, verified
from rag.errors import BadQuestion
from rag.evidence import find
from rag.generators import DEFAULT, Generator, Task, load_generator
from rag.limits import in_words, merged, written
from rag.question import Question, understand
from rag.verification import Checked

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
    """Answers questions over one index. `load` gives a generator by its name.

    One that has written nothing after `deadline_s` seconds is not waited for. Days that a question names (yesterday, 上周) are those of `zone`, by `clock` (aware), or as of the
    request's `as_of`.
    """

    def __init__(
        self,
        index: Index,
        load: Callable[[str], Generator] = load_generator,
        deadline_s: float = DEADLINE_S,
        *,
        zone: tzinfo = UTC,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._index, self._load, self._drafter = index, load, Drafter(deadline_s)
        self._zone, self._now = zone, clock

    def ask(self, request: Request) -> Answer:
        """A checked answer, or an abstention with its reason.

        Raises BadQuestion or UnknownGenerator for what cannot be asked, and IndexFault.
        """
        if not 1 <= request.top_k <= MOST_TOP_K:
            raise BadQuestion(f"top_k is {request.top_k}: give a number from 1 to {MOST_TOP_K}")
        generator = self._load(request.generator)
        clock = _Clock()
        question, request = self._understood(request)
        hits = self._index.search(question.search_text, request.filters, top_k=request.top_k)
        searched = self._index.searched(request.filters)
        clock.lap("retrieve")
        found = find(question, hits, self._index, _EVIDENCE)
        reason = reason_to_abstain(found, searched, request.filters)
        clock.lap("evidence")
        outcome = Outcome(Checked((), (), 0), reason)
        compared = Compared(outcome.checked, ())
        if reason is None:
            outcome = self._written(Task(question, found.evidence), generator, request, clock)
            compared = disagreements(question, outcome.checked, found.evidence, hits, self._index)
            clock.lap("compare")
        answer = _answer(request, outcome, compared, question.language, searched, clock.laps)
        return self._naming_filters(answer, request, question) if outcome.reason else answer

    def _written(
        self, task: Task, generator: Generator, request: Request, clock: "_Clock"
    ) -> Outcome:
        """What the generator makes of the evidence, checked; the default one stands in for others."""
        stand_in = None if request.generator == DEFAULT else self._load(DEFAULT)
        draft = self._drafter.draft(generator, task, at_once=stand_in is None)
        clock.lap("generate")
        outcome = verified(draft, task, self._index, stand_in)
        clock.lap("verify")
        return outcome

    def _understood(self, request: Request) -> tuple[Question, Request]:
        """The question, and the request with the filters that its words set added to its own."""
        now = (request.filters.as_of or self._now()).astimezone(self._zone)
        question = understand(request.question, self._index, request.history, now)
        return question, replace(request, filters=merged(request.filters, question.filters))

    def _naming_filters(self, answer: Answer, request: Request, question: Question) -> Answer:
        """The same, where filters let nothing in or came from the question's words, naming them."""
        told = answer.abstention
        if not told or (told.reason is not Reason.OUT_OF_RANGE and question.filters.empty):
            return answer
        named = in_words(request.filters, self._zone, question.language)
        space = "" if question.language == "zh" else " "
        return replace(answer, abstention=replace(told, message=f"{told.message}{space}{named}"))

    def hits(self, request: Request) -> list[Hit]:
        """The passages that `ask` would look at."""
        question, request = self._understood(request)
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
    outcome: Outcome,
    compared: Compared,
    language: str,
    searched: Searched,
    laps: dict[str, float],
) -> Answer:
    checked, reason = compared.checked, outcome.reason
    return Answer(
        id=uuid.uuid4().hex,
        question=request.question,
        status=Status.ABSTAINED if reason else Status.ANSWERED,
        answer=compared.checked.text,
        claims=compared.checked.claims,
        citations=compared.checked.citations,
        disagreements=compared.disagreements,
        abstention=abstention(reason, language, searched) if reason else None,
        searched=SearchedFor(
            searched.passages, searched.articles, searched.undated, written(request.filters)
        ),
        generator=request.generator,
        degraded=bool(outcome.degraded_because),
        timings_ms=laps,
        degraded_because=outcome.degraded_because,
        removed_claims=outcome.removed,
    )
