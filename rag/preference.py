"""What is preferred of what was found, by the kind of question, beside what was learned.

It orders the statements; whether they are answered with at all, and how sure that is, is for what was learned.
"""

import numpy as np
from numpy.typing import NDArray

from index.words import simplify
from rag.asked import of_size
from rag.coverage import Matrix
from rag.expectation import Expectation, Kind
from rag.features import NAMES, Candidates
from rag.places import Place
from rag.quantities.changes import direction, speaks_of_change
from rag.question import Question
from rag.tables import pattern

# On the scale of scores.
_REASON = 5.0
_NAMING = 1.5
_SAYING = 1.5
_CHANGE = 3.0
_COUNTED, _COUNTED_ACROSS, _SIZE = 2.0, 4.5, 6.5  # the second so much more in the other language
_ALL = 0.99  # of what is asked about
_TOLD, _DEFINED = 1.0, 0.5
_ASIDE = 20.0  # what an overview leaves out where there is anything of what is named itself
_EVEN = 0.95  # of what a statement's score lacks
_LEVELS = frozenset(
    {Kind.MONEY, Kind.NUMBER}
)  # asked as how much there is, unless a change is asked for


def preferred(question: Question, there: Candidates, scores: Matrix) -> Matrix:
    """What statements gain: shape (statements,).

    Where a reason is asked for, those that name a cause; where it is asked whether something is so, those that speak of all that is named; where things are counted or a size is asked for, those that give it; where nothing is asked of what is named, those that tell what it is; where something is asked in words that answers do not use, those that have the words of answers. Where it is asked how much there is, those lose that tell only how much more or less it became.
    """
    gained = _of_kind(question, there, scores) + _SAYING * _says(question, there)
    return np.asarray(gained - _CHANGE * _only_changes(question, there))


def _of_kind(question: Question, there: Candidates, scores: Matrix) -> Matrix:
    match question.expectation.kind:
        case Kind.REASON:
            return _causes(there)
        case Kind.YES_NO:
            return np.asarray(_NAMING * _column(there, "own_names"))
        case Kind.NUMBER:
            return _counts(question, there)
        case Kind.DEFINITION | Kind.OVERVIEW if question.concepts:
            return _descriptions(question, there, scores)
        case _:
            return np.zeros(len(scores))


def _says(question: Question, there: Candidates) -> NDArray[np.bool_]:
    """Which statements have one of the words that answer what is asked in others."""
    said = {concept.text for concept in question.said}
    own = [concept.text in said for concept in there.coverage.concepts]
    return np.asarray((there.coverage.nearest[:, own] == 0).any(axis=1))


def _only_changes(question: Question, there: Candidates) -> NDArray[np.bool_]:
    """Which statements give only by how much something rose or fell, where it is asked how much it is."""
    expected = question.expectation
    if expected.kind not in _LEVELS or speaks_of_change(simplify(question.about)):
        return np.zeros(len(there.statements), dtype=bool)
    return np.array([_changes(s.text, expected) for s in there.statements])


def _changes(text: str, expected: Expectation) -> bool:
    plain = simplify(text)
    found = [direction(plain, m.start(), m.end()) for m in expected.answers(plain)]
    return bool(found) and all(found)


def _causes(there: Candidates) -> Matrix:
    near = sum(_column(there, name) for name in ("own", "beside", "passage", "article"))
    covering = (_column(there, "own") > 0) & (near > _ALL)
    return np.asarray(_REASON * covering * np.minimum(_column(there, "cause"), 1))


def _counts(question: Question, there: Candidates) -> Matrix:
    """For each statement of what is named that gives the number or the size."""
    near = _column(there, "own") + _column(there, "beside") > 0
    given = near * (_column(there, "names_missing") == 0) * _column(there, "counted")
    if of_size(question):
        return np.asarray(_SIZE * given)
    return np.asarray((_COUNTED + _COUNTED_ACROSS * _column(there, "translated")) * given)


def _descriptions(question: Question, there: Candidates, scores: Matrix) -> Matrix:
    """For what something is, how much describes it; for an overview figures, too, and nothing of others.

    How near the words of a statement are to a name tells little: what its score lacks hardly counts.
    """
    own, told = _column(there, "own"), _held("describing", there)
    told += _DEFINED * np.minimum(_held("defining", there), 1)
    if question.expectation.kind is Kind.OVERVIEW:
        told += _held("number", there)
    gained = own * (_TOLD * told + _EVEN * (scores.max() - scores))
    if question.expectation.kind is Kind.OVERVIEW and own.any():
        gained -= np.where((own > 0) | _titled(question, there), 0.0, _ASIDE)
    return np.asarray(gained)


def _titled(question: Question, there: Candidates) -> NDArray[np.bool_]:
    """Whether the title of each statement's article names what is asked about."""
    titles = {statement.hit.title for statement in there.statements}
    named = {t for t in titles if any(map(Place.of(t).holds, question.concepts))}
    return np.array([statement.hit.title in named for statement in there.statements])


def _column(there: Candidates, name: str) -> Matrix:
    return there.rows[:, NAMES.index(name)]


def _held(what: str, there: Candidates) -> Matrix:
    """How much of a form in the table each statement holds; twice is as good as more often."""
    form = pattern("held", what)
    return np.array([min(2, len(form.findall(simplify(s.text)))) for s in there.statements], float)
