"""How far statements hold what is asked of whatever a question names: the measure, the period, the things counted, the reason."""

import re
from collections.abc import Sequence

import numpy as np

from index import Matches
from index.words import simplify
from rag.coverage import Coverage, Matrix
from rag.expectation import Kind
from rag.places import BESIDE, Place
from rag.question import Question
from rag.tables import compiled, forms, pattern

ASKED = (
    "attributes",  # the share of what is no name that is in the statement
    "attributes_near",  # the same with what is beside it, and by learned translations
    "unmatched_own",  # the weight of the word of the question that it matches worst
    "period",  # 1 where it names the quarter, half, month or year asked about
    "other_period",  # 1 where it names only another
    "counted",  # 1 where things are counted and it gives their number
    "uncounted",  # 1 where it does not
    "cause",  # where a reason is asked for: how often it names one, 2 at most
)
_COUNT = r"\d[\d,.]*\s?[万亿多余]*(?:\s?(?:million|billion|thousand))?\s?[个家名位座处]?\s?(?:[a-z-]+ ){0,2}"
_MOST_CAUSES = 2


def rows(question: Question, own: Sequence[Place], found: Coverage, matches: Matches) -> Matrix:
    """ASKED of each statement: shape (statements, ASKED)."""
    texts = [place.text for place in own]
    shares = matches.weights / (matches.weights.sum() or 1.0)
    return np.column_stack([
        *_attributes(found),
        ((1 - matches.words) * shares).max(axis=1, initial=0.0),
        *_periods(question, texts),
        *_counts(question, texts),
        _causes(question, texts),
    ])  # fmt: skip


def _attributes(found: Coverage) -> tuple[Matrix, Matrix]:
    """Both 1 where nothing but names is said."""
    weights = found.weights * [not concept.proper for concept in found.concepts]
    if not weights.any():
        return np.ones(len(found.nearest)), np.ones(len(found.nearest))
    shares = weights / weights.sum()
    near = np.minimum(found.nearest, found.guessed) <= BESIDE
    return np.asarray((found.nearest == 0) @ shares), np.asarray(near @ shares)


def periods(text: str) -> dict[str, set[str]]:
    """The spans of a year and the years that a simplified text names."""
    named = dict[str, set[str]]()
    for form, (written,) in forms("periods"):
        kind, _, name = form.partition(" ")
        found = {name or match[1] for match in compiled(written).finditer(text)}
        if found:
            named.setdefault(kind, set()).update(found)
    return named


def _periods(question: Question, texts: Sequence[str]) -> tuple[Matrix, Matrix]:
    """Which texts name the period asked about, and which only another of its kind."""
    wanted = periods(simplify(question.about))
    same, other = np.zeros((2, len(texts)))
    for n, text in enumerate(texts) if wanted else ():
        own = periods(text)
        both = wanted.keys() & own.keys()
        same[n] = any(wanted[kind] & own[kind] for kind in both)
        other[n] = any(not wanted[kind] & own[kind] for kind in both)
    return same, other


def _counts(question: Question, texts: Sequence[str]) -> tuple[Matrix, Matrix]:
    form = _counted(question)
    if form is None:
        return np.zeros(len(texts)), np.zeros(len(texts))
    given = np.array([bool(form.search(text)) for text in texts], dtype=float)
    return given, 1 - given


def _counted(question: Question) -> re.Pattern[str] | None:
    """A number of what is counted, by any of its names; an area where a size is asked for; None where neither is."""
    if question.expectation.kind is not Kind.NUMBER:
        return None
    if of_size(question):
        return pattern("held", "area")
    focus = question.focus.lower()
    named = [c for c in question.concepts if c.text == focus or _among(c.text, focus)]
    spelled = "|".join(sorted({re.escape(run) for c in named for run in c.all_runs}))
    return re.compile(f"{_COUNT}(?:{spelled})") if spelled else None


def of_size(question: Question) -> bool:
    """Whether the number that is asked for is how large something is."""
    return bool(pattern("wishes", "size").search(question.about))


def _among(stem: str, focus: str) -> bool:
    """Whether one of the words that the question word belongs to has this stem."""
    return any(word.startswith(stem) for word in focus.split())


def _causes(question: Question, texts: Sequence[str]) -> Matrix:
    if question.expectation.kind is not Kind.REASON:
        return np.zeros(len(texts))
    form = pattern("held", "cause")
    return np.array([min(_MOST_CAUSES, len(form.findall(text))) for text in texts], dtype=float)
