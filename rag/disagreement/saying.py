"""What a statement says in answer to a question: a value, with what belongs to it."""

from dataclasses import dataclass
from functools import cached_property

from index import Index
from rag.disagreement.amounts import Amount, amounts
from rag.disagreement.clauses import Clauses, at_commas, parted
from rag.disagreement.days import Day, days
from rag.disagreement.names import Names, names
from rag.disagreement.period import Period, period
from rag.disagreement.topic import Topic, Wanted
from rag.disagreement.wording import Wording
from rag.statements import Statement

Value = Amount | Day | Names
_NAMED = 1.5
_EDGES = " \t，,；;、"


@dataclass(frozen=True)
class Saying:
    """A value in a statement; `fit` tells how much of the measure stands in the value's clause."""

    statement: Statement
    value: Value
    fit: float
    number: int
    clauses: Clauses
    topic: Topic

    @cached_property
    def clause(self) -> str:
        """The clause of the value, as commas and joining words part it."""
        return self.clauses.clause(self.number)

    @cached_property
    def wording(self) -> Wording:
        """The words of the statement."""
        return Wording(self.statement.text)

    @cached_property
    def before(self) -> str:
        """The value's clause as far as the value."""
        return self.clause[: max(0, self.value.start - self.clauses.starts[self.number])]

    @cached_property
    def until(self) -> str:
        """The statement as far as the end of the value's clause."""
        return self.clauses.text[: self.clauses.span(self.number)[1]]

    @cached_property
    def quote(self) -> str:
        """The value's clause, with as many before it as it takes to say the measure."""
        clauses = at_commas(self.statement.text)
        last = clauses.number(self.value.start)
        held = [c for c in self.topic.measures if self.wording.holds(c)]
        end = clauses.span(last)[1]
        starts = (clauses.starts[n] for n in range(last, -1, -1))
        texts = (self.statement.text[start:end].strip(_EDGES) for start in starts)
        return next(
            (text for text in texts if all(map(Wording(text).holds, held))), self.statement.text
        )

    @cached_property
    def period(self) -> Period:
        """The time that the value is of."""
        published = self.statement.hit.published_at
        return period(self.clauses, self.number, published.date() if published else None)


def sayings(statement: Statement, topic: Topic, index: Index) -> list[Saying]:
    """The values of a statement that are of the kind asked for, the most fitting first."""
    text = statement.text
    clauses = at_commas(text) if topic.wanted in {Wanted.WHO, Wanted.PLACE} else parted(text)
    held = [_held(clauses.clause(n), topic) for n in range(len(clauses.starts))]
    found = []
    for value in _values(statement, topic, index):
        number = clauses.number(value.start)
        carried = 0.25 * held[number - 1] if number else 0.0
        counted = 0.5 if isinstance(value, Amount) and value.counted else 0.0
        fit = held[number] + carried + counted + _NAMED * _names(clauses.clause(number), topic)
        found.append(Saying(statement, value, fit, number, clauses, topic))
    return sorted(found, key=lambda saying: -saying.fit)


def _held(clause: str, topic: Topic) -> int:
    wording = Wording(clause)
    return sum(wording.holds(concept) for concept in topic.measures)


def _names(clause: str, topic: Topic) -> bool:
    """Whether a clause names what is asked about: in "SoftBank holds 8%, the founder 31%" the first does."""
    return any(map(Wording(clause).holds, topic.entities))


def _values(statement: Statement, topic: Topic, index: Index) -> list[Value]:
    text = statement.text
    if topic.wanted is Wanted.AMOUNT:
        return [*amounts(text, topic)]
    if topic.wanted is Wanted.DATE:
        published = statement.hit.published_at
        return [*days(text, topic, published.date() if published else None)]
    return [*names(text, topic, index)]
