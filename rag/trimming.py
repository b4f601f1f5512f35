"""The shortest part of a statement that still answers."""

import re
from collections.abc import Callable

from index.words import fold
from rag.entities import NAMED, names_another
from rag.expectation import Kind
from rag.places import Place
from rag.question import Question
from rag.statements import Statement, all_runs

_MOST = 60  # runs of clauses that are looked at
_BRIEF = 30  # characters that nobody minds
_LONG = 100  # characters beyond which a part is better even where it is only likely to answer
_TOLD = frozenset([Kind.MONEY, Kind.PERCENTAGE, Kind.DATE, Kind.DURATION])

_DIGITS = re.compile(r"\d+")
# What a sentence cannot begin with: it says more of what was said before.
_RELATIVE = re.compile(r"(?:who|whom|whose|which|where)\b")


def trimmed(statement: Statement, question: Question) -> Statement:
    """The shortest run of its clauses that says as much of what is asked.

    That can only be told where an amount, a date or a name is asked for, in the statement's own language; else it is left whole, and so is a short one: a number without a unit or a name may be another one than is asked for, unless it stands behind what it is the number of.
    """
    expected, named = question.expectation, _named_number(question, statement)
    told = bool(expected.unit) or expected.kind in _TOLD or named is not None
    if statement.hit.language != question.language:
        return statement
    if len(statement.text) <= (_BRIEF if told else _LONG):
        return statement
    sufficient = _sufficient(statement, question, named)
    if sufficient is None:
        return statement
    return next(filter(sufficient, all_runs(statement)[:_MOST]), statement)


def _named_number(question: Question, statement: Statement) -> re.Pattern[str] | None:
    """What a number without a unit is asked for, with a number behind it: 回收率是96%.

    None where something else is asked for, or the statement has no such number.
    """
    measure = question.focus.lstrip("的")
    if question.expectation.kind is not Kind.NUMBER or question.expectation.unit:
        return None
    named = re.compile(rf"{re.escape(measure)}[^\d，,；;。]{{0,6}}\d")
    return named if len(measure) > 1 and named.search(fold(statement.text)) else None


def _sufficient(
    statement: Statement, question: Question, named: re.Pattern[str] | None
) -> Callable[[Statement], bool] | None:
    """What tells whether a run suffices, or None where nothing can; `named` finds the number itself."""
    expected = question.expectation
    if expected.kind is Kind.REASON and not expected.unit:
        return None
    if expected.certain and expected.met_by(statement.text):
        answers = expected.met_by
    elif expected.kind in NAMED and names_another(statement.text, expected):
        answers = lambda text: names_another(text, expected)  # noqa: E731
    else:
        return None
    if named:
        answers = lambda text: bool(named.search(fold(text)))  # noqa: E731
    elif expected.kind is Kind.NUMBER and not expected.unit:  # any of them may be the one
        given = len(_DIGITS.findall(statement.text))
        answers = lambda text: len(_DIGITS.findall(text)) == given and expected.met_by(text)  # noqa: E731
    whole = Place.of(statement.text)
    said = [concept for concept in question.concepts if whole.holds(concept)]

    def suffices(run: Statement) -> bool:
        if _RELATIVE.match(run.text) or not answers(run.text):
            return False
        return all(map(Place.of(run.text).holds, said))

    return suffices
