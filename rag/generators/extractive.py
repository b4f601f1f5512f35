"""The extractive generator: the statements themselves, no model."""

from collections import UserDict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from rag.evidence import Evidence
from rag.expectation import Kind
from rag.generators.generator import Task
from rag.question import Question
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
_REASONS = Measure(most=2, room=400, below=4.0)
_SEVERAL = Measure(most=3, room=480, below=4.0)
_DIGEST = Measure(most=5, room=800, below=15.0)
_OF_ALL = 6  # statements of an overview of several subjects, shared among them


class ExtractiveGenerator:
    """States the best statement, and a second one that may be the answer as well.

    More where several things are asked for; the best of each subject where it is asked of several; for an overview what matters, the newest first.
    """

    def write(self, task: Task) -> Iterator[str]:
        short = _Short(task)
        for n in _stated(task, short):
            yield f"{short[n].text} [{n + 1}]\n"


class _Short(UserDict[int, Statement]):
    """The statements by their numbers, each as short as it still answers: made so when it is first looked at."""

    def __init__(self, task: Task) -> None:
        super().__init__()
        self._task = task

    def __missing__(self, n: int) -> Statement:
        self[n] = trimmed(self._task.evidence[n].statement, self._task.question)
        return self[n]


def _stated(task: Task, short: _Short) -> list[int]:
    """The numbers (from 0) of what is stated, in its order."""
    evidence, overview = task.evidence, task.question.expectation.kind is Kind.OVERVIEW
    if subjects := len(task.question.subjects):
        return _digests(evidence, subjects) if overview else _of_each(task)
    if not evidence:
        return []
    if overview:
        if task.question.headlines:
            return list(range(len(evidence)))
        return _newest_first(evidence, _chosen(task, short, _DIGEST))
    return _in_order(short, _chosen(task, short, _measure(task)))


def _of_each(task: Task) -> list[int]:
    """The best of each subject, and where that speaks of another one, too, the next that may be the answer as well."""
    evidence, chosen = task.evidence, list[int]()
    for subject in range(len(task.question.subjects)):
        own = [n for n, found in enumerate(evidence) if subject in found.subjects]
        chosen += own[:1]
        if own and not _speaks_of_all(best := evidence[own[0]], task.question):
            alone = [n for n in own[1:] if _of_one(evidence[n], best, task.question)]
            least = best.score - _SEVERAL.below
            chosen += [n for n in alone[:1] if evidence[n].score >= least]
    return list(dict.fromkeys(chosen))


def _speaks_of_all(one: Evidence, question: Question) -> bool:
    """Whether it fits one subject alone, or names every one that it fits."""
    named = (question.subjects[n].named_in(one.statement.text) for n in one.subjects)
    return len(one.subjects) == 1 or all(named)


def _of_one(one: Evidence, best: Evidence, question: Question) -> bool:
    """Whether it speaks of one subject alone, by its name, and holds what is asked for where the best one does."""
    expected = question.expectation
    told = expected.certain and expected.met_by(best.statement.text)
    named = len(one.subjects) == 1 and bool(one.near & _names(question))
    return named and (not told or expected.met_by(one.statement.text))


def _digests(evidence: Sequence[Evidence], subjects: int) -> list[int]:
    """What matters of each subject alone; of one that is spoken of only beside others, the best."""
    chosen = list[int]()
    for subject in range(subjects):
        own = [n for n, found in enumerate(evidence) if subject in found.subjects]
        alone = [n for n in own if len(evidence[n].subjects) == 1]
        least = max((evidence[n].score for n in own), default=0.0) - _DIGEST.below
        told = [n for n in alone if evidence[n].score >= least]
        chosen += told[: _OF_ALL // subjects] or own[:1]
    return list(dict.fromkeys(chosen))


def _measure(task: Task) -> Measure:
    kind = task.question.expectation.kind
    if task.question.wants_many or kind is Kind.LIST:
        return _SEVERAL
    return _REASONS if kind is Kind.REASON else _ONE_ANSWER


def _chosen(task: Task, short: _Short, measure: Measure) -> list[int]:
    """The best, and others that may be the answer as well, the best first."""
    language, evidence = task.question.language, task.evidence
    gains = [_gain(found.statement, n, short) for n, found in enumerate(evidence)]
    worth = [found.score + gain for found, gain in zip(evidence, gains, strict=True)]
    chosen, room = [0], measure.room - _length(short[0], language)
    for n in sorted(range(1, len(worth)), key=lambda n: -worth[n]):
        if len(chosen) == measure.most or worth[n] < evidence[0].score - measure.below:
            break
        if not (gains[n] or _as_good(evidence[n], evidence[0], task.question)):
            continue
        if (length := _length(short[n], language)) <= room:
            chosen.append(n)
            room -= length
    return chosen


def _as_good(one: Evidence, best: Evidence, question: Question) -> bool:
    """Whether it speaks of what is named as the best one does, gives a reason where that gives one, and says in words of answers what that says so."""
    expected = question.expectation
    given = expected.kind is Kind.REASON and expected.met_by(best.statement.text)
    told = not given or expected.met_by(one.statement.text)
    said = {concept.text for concept in question.said}
    return told and said & best.near <= one.near and _of_the_same(one, best, _names(question))


def _of_the_same(one: Evidence, best: Evidence, names: frozenset[str]) -> bool:
    """Whether it has the names that the best one has: in its article, or in another part of the same one by itself."""
    mine, theirs = one.statement.hit, best.statement.hit
    if mine.article_id != theirs.article_id:
        return names & best.covered <= one.covered
    return mine.heading == theirs.heading or names & best.near <= one.near


def _names(question: Question) -> frozenset[str]:
    """The names in a question, as evidence says that it covers them."""
    return frozenset(concept.text for concept in question.concepts if concept.proper)


def _gain(one: Statement, n: int, short: _Short) -> float:
    """What a statement gains by where it stands: the best one may go on from it.

    None that is not beside the best one is so once it is shorter.
    """
    best = short[0]
    if not (_beside(one, best) and _beside(short[n], best)):
        return 0.0
    leads = short[n].start < best.start and pattern("held", "following").match(best.text)
    return _LEADING if leads else _NEIGHBOUR


def _length(statement: Statement, language: str) -> int:
    """How much room it takes: in the other language it is framed."""
    return len(statement.text) + (_FRAME if statement.hit.language != language else 0)


def _beside(one: Statement, other: Statement) -> bool:
    """Whether both stand in one passage, with next to nothing between them."""
    return one.hit is other.hit and 0 <= max(one.start - other.end, other.start - one.end) <= 3


def _in_order(short: _Short, chosen: list[int]) -> list[int]:
    """As they stand in the article where two are neighbours, else the best first."""
    if len(chosen) == 2 and _beside(*(short[n] for n in chosen)):
        return sorted(chosen, key=lambda n: short[n].start)
    return chosen


def _newest_first(evidence: Sequence[Evidence], chosen: list[int]) -> list[int]:
    """Those without a date come last."""
    return sorted(chosen, key=lambda n: evidence[n].statement.hit.age)
