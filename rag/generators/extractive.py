"""The extractive generator: the statements themselves, no model."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from rag.evidence import Evidence
from rag.expectation import Kind
from rag.generators.generator import Task
from rag.statements import Statement
from rag.tables import pattern
from rag.trimming import trimmed

_FRAME = (
    120  # characters that a quotation in the other language counts beside its own: it reads slowly
)
# What a statement gains, on the scale of scores, by standing beside the best one, and by leading to it.
_NEIGHBOUR = 1.0
_LEADING = 3.0


@dataclass(frozen=True, slots=True)
class Measure:
    """How much is stated: so many statements, no more characters than `room` once there is one.

    A further statement may score as much less than the best one as `below` says.
    """

    most: int
    room: int
    below: float


_ONE_ANSWER = Measure(most=2, room=300, below=2.5)
_SEVERAL = Measure(most=3, room=300, below=4.0)
_DIGEST = Measure(most=5, room=800, below=15.0)
_OF_ALL = 6  # statements of an overview of several subjects, shared among them


class ExtractiveGenerator:
    """States the best statement, and a second one that may be the answer as well.

    More where several things are asked for; the best of each subject where it is asked of several; for an overview what matters, the newest first.
    """

    def write(self, task: Task) -> Iterator[str]:
        said = [
            replace(found, statement=trimmed(found.statement, task.question))
            for found in task.evidence
        ]
        overview = task.question.expectation.kind is Kind.OVERVIEW
        if subjects := len(task.question.subjects):
            for n in _digests(said, subjects) if overview else _of_each(said, subjects):
                yield _line(said, n)
            return
        measure = _DIGEST if overview else _measure(task)
        chosen = _chosen(said, measure, task.question.language)
        for n in _newest_first(said, chosen) if overview else _in_order(said, chosen):
            yield _line(said, n)


def _line(said: Sequence[Evidence], n: int) -> str:
    return f"{said[n].statement.text} [{n + 1}]\n"


def _of_each(evidence: Sequence[Evidence], subjects: int) -> list[int]:
    """The best of each subject, and where that speaks of another one, too, the next that may be the answer as well."""
    chosen = list[int]()
    for subject in range(subjects):
        own = [n for n, found in enumerate(evidence) if subject in found.subjects]
        alone = [n for n in own[1:] if len(evidence[n].subjects) == 1]
        chosen += own[:1]
        if own and len(evidence[own[0]].subjects) > 1 and alone:
            least = evidence[own[0]].score - _SEVERAL.below
            chosen += [n for n in alone[:1] if evidence[n].score >= least]
    return list(dict.fromkeys(chosen))


def _digests(evidence: Sequence[Evidence], subjects: int) -> list[int]:
    """What matters of each subject alone; of one that is spoken of only beside others, the best."""
    chosen = list[int]()
    for subject in range(subjects):
        own = [n for n, found in enumerate(evidence) if subject in found.subjects]
        alone = [n for n in own if len(evidence[n].subjects) == 1]
        chosen += alone[: _OF_ALL // subjects] or own[:1]
    return list(dict.fromkeys(chosen))


def _measure(task: Task) -> Measure:
    several = task.question.wants_many or task.question.expectation.kind is Kind.LIST
    return _SEVERAL if several else _ONE_ANSWER


def _chosen(evidence: Sequence[Evidence], measure: Measure, language: str) -> list[int]:
    """The numbers (from 0) of what is stated, the best first."""
    if not evidence:
        return []
    best, chosen = evidence[0], [0]
    room = measure.room - _length(best.statement, language)
    worth = {
        n: found.score + _gain(found.statement, best.statement) for n, found in enumerate(evidence)
    }
    for n in sorted(worth, key=lambda n: -worth[n]):
        length = _length(evidence[n].statement, language)
        if n and worth[n] >= best.score - measure.below and length <= room:
            chosen.append(n)
            room -= length
        if len(chosen) == measure.most:
            break
    return chosen


def _gain(one: Statement, best: Statement) -> float:
    """What a statement gains by where it stands: the best one may go on from it."""
    if not _beside(one, best):
        return 0.0
    leads = one.start < best.start and pattern("held", "following").match(best.text)
    return _LEADING if leads else _NEIGHBOUR


def _length(statement: Statement, language: str) -> int:
    """How much room it takes: in the other language it is framed."""
    return len(statement.text) + (_FRAME if statement.hit.language != language else 0)


def _beside(one: Statement, other: Statement) -> bool:
    """Whether both stand in one passage, with next to nothing between them."""
    return one.hit is other.hit and 0 <= max(one.start - other.end, other.start - one.end) <= 3


def _in_order(evidence: Sequence[Evidence], chosen: list[int]) -> list[int]:
    """As they stand in the article where two are neighbours, else the best first."""
    if len(chosen) == 2 and _beside(*(evidence[n].statement for n in chosen)):
        return sorted(chosen, key=lambda n: evidence[n].statement.start)
    return chosen


def _newest_first(evidence: Sequence[Evidence], chosen: list[int]) -> list[int]:
    """Those without a date come last."""
    return sorted(chosen, key=lambda n: evidence[n].statement.hit.age)
