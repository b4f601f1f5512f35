"""From a question to a checked answer."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, tzinfo
from functools import partial

from index import Hit, Index
from rag.abstention import reason_to_abstain
from rag.answer import Answer
from rag.composing import Asked, Clock, composed
from rag.disagreement import Compared, disagreements
from rag.drafting import DEADLINE_S, Drafter, Outcome, verified
from rag.errors import BadQuestion
from rag.evidence import find
from rag.generators import DEFAULT, Generator, Task, load_generator
from rag.limits import merged
from rag.question import understand
from rag.request import MOST_TOP_K, Request
from rag.verification import Checked, Entailment, check

_EVIDENCE = 8


class Answerer:
    """Answers questions over one index. `load` gives a generator by its name.

    One that has written nothing after `deadline_s` seconds is not waited for. Days that a question names (yesterday, 上周) are those of `zone`, by `clock` (aware), or as of the
    request's `as_of`. `entailment` has to agree to claims in other words. `on_answer` is told of each answer.
    """

    def __init__(
        self,
        index: Index,
        load: Callable[[str], Generator] = load_generator,
        deadline_s: float = DEADLINE_S,
        *,
        entailment: Entailment | None = None,
        zone: tzinfo = UTC,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
        on_answer: Callable[[Answer], None] = lambda _: None,
    ) -> None:
        self._index, self._load, self._drafter = index, load, Drafter(deadline_s)
        self._zone, self._now, self._on_answer = zone, clock, on_answer
        self._check = partial(check, index=index, entailment=entailment)

    def ask(self, request: Request) -> Answer:
        """A checked answer, or an abstention with its reason.

        Raises BadQuestion or UnknownGenerator for what cannot be asked, and IndexFault.
        """
        if not 1 <= request.top_k <= MOST_TOP_K:
            raise BadQuestion(f"top_k is {request.top_k}: give a number from 1 to {MOST_TOP_K}")
        generator = self._load(request.generator)
        clock = Clock()
        asked = self._asked(request)
        clock.lap("retrieve")
        found = find(asked.question, asked.hits, self._index, _EVIDENCE)
        reason = reason_to_abstain(asked.question, found, asked.searched, asked.request.filters)
        clock.lap("evidence")
        outcome = Outcome(Checked((), (), 0), reason)
        compared = Compared(outcome.checked, ())
        if reason is None:
            outcome = self._written(Task(asked.question, found.evidence), generator, request, clock)
            compared = disagreements(
                asked.question,
                outcome.checked,
                found.evidence,
                asked.hits,
                self._index,
                self._check,
            )
            clock.lap("compare")
        answer = composed(asked, outcome, compared, found.probability, clock.laps)
        self._on_answer(answer)
        return answer

    def _asked(self, request: Request) -> Asked:
        """The question, understood, and what was found, its words' filters added to the given ones."""
        now = (request.filters.as_of or self._now()).astimezone(self._zone)
        question = understand(request.question, self._index, request.history, now)
        request = replace(request, filters=merged(request.filters, question.filters))
        hits = self._index.search(question.search_text, request.filters, top_k=request.top_k)
        return Asked(request, question, hits, self._index.searched(request.filters), self._zone)

    def _written(self, task: Task, generator: Generator, request: Request, clock: Clock) -> Outcome:
        """What the generator makes of the evidence, checked; the default one stands in for others."""
        stand_in = None if request.generator == DEFAULT else self._load(DEFAULT)
        draft = self._drafter.draft(generator, task, at_once=stand_in is None)
        clock.lap("generate")
        outcome = verified(draft, task, self._check, stand_in)
        clock.lap("verify")
        return outcome

    def hits(self, request: Request) -> list[Hit]:
        """The passages that `ask` would look at."""
        return list(self._asked(request).hits)
