"""Evidence: the statements that could answer a question, best first."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import chain, zip_longest

import numpy as np
from numpy.typing import NDArray

from index import Hit, Index
from index.words import simplify
from rag.coverage import Matrix
from rag.expectation import Kind
from rag.features import NAMES, Candidates, candidates
from rag.others import of_another
from rag.preference import preferred
from rag.question import Question
from rag.statements import Statement, brief, statements
from rag.tables import pattern
from rag.weighing import Weights, learned, summary

_Place = tuple[str, int]  # an article and where in it a statement begins
_NO_ANSWER = 10.0  # on the scale of scores
_FIRST = 3  # statements, one of which should hold what certainly has to be there
_NEAREST = 3
_NEAR = 0.05  # how likely something answers a question that is not of another world
_AS_GOOD = 1.5  # scores that differ by less say nothing about which of two answers is newer


@dataclass(frozen=True, slots=True)
class Evidence:
    """A statement, and how well it fits.

    `score` orders statements: the logarithm of how much likelier it is to hold the answer than one that scores nothing. `covered` names the question's concepts that it covers, itself or by what is around it, `near` those that stand in it or beside it. `subjects` numbers the parts of the question that it fits, where it has any.
    """

    statement: Statement
    score: float
    covered: frozenset[str]
    subjects: frozenset[int] = frozenset()
    near: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Found:
    """The best statements, each once, how likely they answer the question (0 to 1), and whether that is enough.

    `unanswered` numbers the parts of the question that have no answer, where it has any.
    """

    evidence: Sequence[Evidence]
    probability: float
    enough: bool
    unanswered: Sequence[int] = ()

    @property
    def nearest(self) -> Sequence[Evidence]:
        """What is worth reading where nothing answers: the best, and what fits as well."""
        if self.probability < _NEAR:
            return ()
        first = self.evidence[:_NEAREST]
        least = max((one.score for one in first), default=0.0) - _AS_GOOD
        return [one for one in first if one.score >= least]


def find(question: Question, hits: Sequence[Hit], index: Index, limit: int) -> Found:
    """At most `limit` statements of the hits."""
    said = {n: runs for n, hit in enumerate(hits) if (runs := cut(hit))}
    if not said:
        return Found((), 0.0, enough=False)
    there = candidates(question, said, hits, index)
    weights = [_weights(question, hit) for hit in hits]
    sums = there.rows @ np.stack([each.statement for each in weights], axis=1)
    scores = sums[np.arange(len(sums)), there.numbers]
    none = _lacking(question, there) | of_another(there, index)
    scores -= np.where(none, _NO_ANSWER, 0.0)
    best = int(np.argmax(scores))
    threshold = weights[there.numbers[best]].threshold
    probability = learned().answer.probability(summary(there.rows, scores, there.articles))
    evidence = _best(there, (scores + preferred(question, there, scores)).tolist(), limit)
    if question.expectation.kind is Kind.OVERVIEW:
        evidence, enough = _of_what_is_named(question, evidence)
        return Found(evidence, 1.0 if enough else probability, enough)
    ordered = _newest_first(evidence) if question.latest else evidence
    told = not (_says_nothing(question, there.rows[best]) or _kind_missing(there, scores, none))
    enough = told and (probability >= threshold or _described(question, ordered[0]))
    return Found(ordered, probability, enough=enough)


def _of_what_is_named(question: Question, evidence: list[Evidence]) -> tuple[list[Evidence], bool]:
    """What is about the names of an overview, and whether all are named: it asks for no one fact."""
    if not question.concepts:
        return evidence, True
    about = {concept.text for concept in question.concepts}
    named = [one for one in evidence if one.covered]
    return named, about <= frozenset[str]().union(*(one.covered for one in named))


def _says_nothing(question: Question, row: Matrix) -> bool:
    """Whether a statement has the names, and what is asked of them stands nowhere by any of its known names, nor in it by a translation.

    Whether it is so can be told by what one does to the other. Where nothing but names is said with the kind, the kind is all that is asked for.
    """
    told = dict(zip(NAMES, row.tolist(), strict=True))
    if question.expectation.certain and all(concept.proper for concept in question.concepts):
        return not told["met"]
    asked = told["lost_known"] and question.expectation.kind is not Kind.YES_NO
    said = told["met"] or told["named"] or told["guessed"]
    return bool(asked and told["names_only"] and not said)


def _described(question: Question, best: Evidence) -> bool:
    """Whether it is asked what somebody is or does, and a statement says so of all that is named."""
    names = {concept.text for concept in question.concepts if concept.proper}
    only = question.expectation.kind is Kind.DEFINITION and len(names) == len(question.concepts)
    said = pattern("held", "describing").search(simplify(best.statement.text))
    return bool(only and names and names <= best.near and said)


def _kind_missing(there: Candidates, scores: Matrix, none: NDArray[np.bool_]) -> bool:
    """Whether what certainly has to be in an answer, such as an amount, is in none of the best statements of the best article; `none` are no answers."""
    lacking = none | (there.rows[:, NAMES.index("missed")] > 0)
    ordered = np.argsort(-scores, kind="stable")
    own = ordered[there.articles[ordered] == there.articles[ordered[0]]]
    return bool(lacking[own[:_FIRST]].all())


def of_each(parts: Sequence[Found], limit: int) -> Found:
    """At most `limit` statements by turns, the best of each part first; a part without an answer has none.

    What was found for several parts counts for those that it fits about as well as any.
    """
    answered = [part for part in parts if part.enough]
    if not answered:
        return max(parts, key=lambda part: part.probability)
    fits = dict[_Place, dict[int, Evidence]]()
    for n, part in enumerate(parts):
        for one in part.evidence if part.enough else ():
            fits.setdefault(_place(one), {})[n] = one
    turns = chain.from_iterable(zip_longest(*(part.evidence for part in answered)))
    places = dict.fromkeys(_place(one) for one in turns if one)
    best = {n: part.evidence[0].score for n, part in enumerate(parts) if part.enough}
    kept = [_of_several(fits[place], best) for place in places]
    lacking = [n for n, part in enumerate(parts) if not part.enough]
    least = min(part.probability for part in answered)
    return Found(kept[:limit], least, enough=True, unanswered=lacking)


def _place(one: Evidence) -> _Place:
    return one.statement.hit.article_id, one.statement.hit.start + one.statement.start


def _of_several(fits: Mapping[int, Evidence], best: Mapping[int, float]) -> Evidence:
    """A statement as it fits best, with the numbers of the parts that it fits about as well: by how far it is behind the `best` score of each."""
    lags = {n: best[n] - one.score for n, one in fits.items()}
    least = min(lags.values())
    close = frozenset(n for n, lag in lags.items() if lag <= least + _AS_GOOD)
    return replace(max(fits.values(), key=lambda one: one.score), subjects=close)


def _lacking(question: Question, there: Candidates) -> NDArray[np.bool_]:
    """Which statements cannot say whether it is so: those of articles that lack one of the names."""
    lack = there.rows[:, NAMES.index("names_missing")] > 0
    return np.asarray(lack & (question.expectation.kind is Kind.YES_NO))


def _newest_first(evidence: list[Evidence]) -> list[Evidence]:
    """Those that may be the answer as well as the best one by their dates, then the others."""
    least = max((found.score for found in evidence), default=0.0) - _AS_GOOD
    close = [found for found in evidence if found.score >= least]
    close.sort(key=lambda found: found.statement.hit.age)
    return [*close, *(found for found in evidence if found.score < least)]


def cut(hit: Hit) -> list[Statement]:
    """The statements of a passage, and of long ones the runs of their clauses."""
    return [run for statement in statements(hit) for run in brief(statement)]


def _weights(question: Question, hit: Hit) -> Weights:
    return learned().weights(same_language=hit.language == question.language)


def _best(there: Candidates, scores: list[float], limit: int) -> list[Evidence]:
    """The best, a text only once and no run of clauses that lies within a better one."""
    kept = list[Evidence]()
    texts = set[str]()
    for n in sorted(range(len(scores)), key=lambda n: (-scores[n], there.numbers[n], n)):
        statement = there.statements[n]
        text = "".join(statement.text.split())
        if text in texts or any(_overlap(statement, found.statement) for found in kept):
            continue
        texts.add(text)
        covered, near = there.coverage.covered(n), there.coverage.near(n)
        kept.append(Evidence(statement, scores[n], covered, near=near))
        if len(kept) == limit:
            break
    return kept


def _overlap(one: Statement, other: Statement) -> bool:
    """Whether both say part of the same text."""
    if (one.hit.article_id, one.hit.revision) != (other.hit.article_id, other.hit.revision):
        return False
    shift = one.hit.start - other.hit.start
    return one.start + shift < other.end and other.start < one.end + shift
