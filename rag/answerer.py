"""From a question to a checked answer."""

from collections.abc import Callable, Generator, Sequence
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime, tzinfo
from functools import partial
from itertools import chain

from index import Filters, Hit, Index
from rag.abstention import reason_to_abstain
from rag.answer import Answer
from rag.clock import Clock
from rag.composing import Asked, Part, composed, sources_found
from rag.digest import digest, newest, of_all
from rag.disagreement import Compared, disagreements
from rag.drafting import DEADLINE_S, Drafter
from rag.errors import BadQuestion
from rag.events import Event
from rag.evidence import Found, find, of_each
from rag.generators import DEFAULT, Task, load_generator
from rag.generators import Generator as Writer
from rag.limits import merged
from rag.outcome import NOTHING, Outcome, Writers, verified
from rag.question import Question, understand
from rag.request import MOST_TOP_K, Request
from rag.rewriting import rewritten
from rag.stop import Stop
from rag.stream import AnswerStream
from rag.telling import Telling
from rag.titles import may_give_title, of_article
from rag.verification import Checking, Entailment, check, quoted

_EVIDENCE = 8
_READING = 1 / 3  # of the deadline, at most, is for a model to understand a follow-up


class Answerer:
    """Answers questions over one index. `load` gives a generator by its name.

    One that has written nothing after `deadline_s` seconds is not waited for. Days that a question names (yesterday, 上周) are those of `zone`, by `clock` (aware), or as of the
    request's `as_of`. `entailment` has to agree to claims in other words. `on_answer` is told of each answer.
    """

    def __init__(
        self,
        index: Index,
        load: Callable[[str], Writer] = load_generator,
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
        self._begin = partial(Checking, index=index, entailment=entailment)

    def ask(self, request: Request) -> Answer:
        """A checked answer, or an abstention with its reason.

        Raises BadQuestion or UnknownGenerator for what cannot be asked, and IndexFault.
        """
        with closing(self.stream(request)) as events:
            return events.answer()

    def stream(self, request: Request) -> AnswerStream:
        """The same with what comes before it: the sources found, and its text as it is verified.

        Its first step raises for what cannot be asked. Closing it stops the generator.
        """
        stop = Stop()
        return AnswerStream(self._events(request, stop), stop)

    def _events(self, request: Request, stop: Stop) -> Generator[Event, None, None]:
        if not 1 <= request.top_k <= MOST_TOP_K:
            raise BadQuestion(f"top_k is {request.top_k}: give a number from 1 to {MOST_TOP_K}")
        writers, clock = self._writers(request.generator), Clock()
        about, drafter = self._read(request, writers.generator, stop, clock)
        asked = self._asked(request, about)
        clock.lap("retrieve")
        yield sources_found(asked)
        clock.resume()
        found = self._found(asked)
        reason = reason_to_abstain(found, asked.searched, asked.request.filters)
        clock.lap("evidence")
        outcome, telling = Outcome(NOTHING, reason), Telling(asked.question, asked.zone)
        if reason is None:
            task = Task(asked.question, found.evidence, stop)
            with closing(verified(task, writers, drafter, self._begin, clock)) as claims:
                for claim in claims:
                    if isinstance(claim, Outcome):
                        outcome = claim
                    else:
                        yield telling.of(claim)
        compared = self._compared(asked, outcome, found)
        clock.lap("compare")
        near = quoted(found.nearest, self._index) if outcome.reason else ()
        answer = composed(asked, outcome, compared, found, near, clock.laps)
        yield from telling.rest(answer)
        self._on_answer(answer)
        yield answer

    def _compared(self, asked: Asked, outcome: Outcome, found: Found) -> Compared:
        """What other articles say against the answer."""
        return disagreements(
            asked.question,
            outcome.checked,
            found.evidence,
            asked.hits,
            self._index,
            self._check,
        )

    def _writers(self, name: str) -> Writers:
        """The generator of that name; the default one stands in for others."""
        return Writers(self._load(name), None if name == DEFAULT else self._load(DEFAULT))

    def _read(
        self, request: Request, writer: Writer, stop: Stop, clock: Clock
    ) -> tuple[str, Drafter]:
        """A follow-up as the writer's model understands it, and the time that is left for a draft."""
        drafter = self._drafter
        if not request.history:
            return "", drafter
        reader = drafter.within(drafter.deadline_s * _READING)
        text = rewritten(request.question, request.history, writer, reader, self._index, stop)
        clock.lap("read")
        return text, drafter.within(drafter.deadline_s - clock.laps["read"] / 1000)

    def _asked(self, request: Request, about: str = "") -> Asked:
        """The question, understood, and what was found, its words' filters added to the given ones."""
        now = (request.filters.as_of or self._now()).astimezone(self._zone)
        question = understand(request.question, self._index, request.history, now, about)
        question, found = self._whole(question, request)
        request = replace(request, filters=merged(request.filters, question.filters))
        alone = [understand(one.question, self._index, now=now) for one in question.subjects]
        parts = [Part(one, self._hits(one, request)) for one in alone]
        every = chain(found, *(part.hits for part in parts))
        hits = {(hit.article_id, hit.start): hit for hit in every}
        searched = self._index.searched(request.filters)
        return Asked(request, question, list(hits.values()), searched, self._zone, parts)

    def _whole(self, question: Question, request: Request) -> tuple[Question, Sequence[Hit]]:
        """The question and what was found for it; words of an article's title are no filters."""
        if may_give_title(question):
            unlimited = replace(question, filters=Filters(), search_text=question.about)
            titled, found = of_article(unlimited, self._hits(unlimited, request), self._index)
            if titled is not unlimited:
                return titled, found
        limited = replace(request, filters=merged(request.filters, question.filters))
        if of_all(question):
            found = newest(question, limited.filters, self._index)
            return replace(question, headlines=True), found
        return of_article(question, self._hits(question, limited), self._index)

    def _hits(self, question: Question, request: Request) -> Sequence[Hit]:
        return self._index.search(question.query, request.filters, top_k=request.top_k)

    def _found(self, asked: Asked) -> Found:
        """The evidence for the question, or for each of its parts, or what the newest articles tell."""
        if asked.question.headlines:
            return Found(digest(asked.hits, self._index), 1.0, enough=True)
        if not asked.parts:
            return find(asked.question, asked.hits, self._index, _EVIDENCE)
        each = [find(part.question, part.hits, self._index, _EVIDENCE) for part in asked.parts]
        return of_each(each, _EVIDENCE)

    def hits(self, request: Request) -> list[Hit]:
        """The passages that `ask` would look at."""
        return list(self._asked(request).hits)
