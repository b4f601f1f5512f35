"""What speaks for a statement as the answer to a question, in numbers."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from index import Hit, Index, Matches
from index.words import letters_of
from rag import asked as asking
from rag.coverage import COVERAGE, Coverage, Matrix
from rag.entities import NAMED, names_another
from rag.expectation import Kind
from rag.places import Numbers, Place, Surroundings, numbered
from rag.question import Question
from rag.standing import STANDING, Standing
from rag.statements import Statement
from rag.tables import pattern

_SHORT = 12  # characters
_CLOSING = "”’\"'」』）)"
OTHERS = (
    "cosine",
    "alignment",
    "unmatched",  # the weight of the word that the passage matches worst
    "focus",  # alignment of what the question word belongs to: which *team*
    "distinct",  # alignment of the words that set the article's statements apart
    "translated",  # 1 where it is in the other language
    "hit_dense",
    "hit_alignment",
    "hit_lexical",
    "first",  # 1 over the place of the passage among the hits
    "met",  # 1 where the kind of answer asked for is there
    "missed",  # 1 where it certainly has to be and is not
    "named",  # 1 where a name of the kind asked for is there, other than in the question
    "unnamed",  # 1 where it should be and is not
    "listing",  # where several things are asked for: the logarithm of how many it lists
    "placing",  # 1 where a place is asked for and it says where something is
    "bigrams",  # the share of the question's runs of two letters
    "news",  # the share of its words that the question does not say itself
    "length",  # the logarithm of its characters
    "short",  # 1 below 12 characters
    "asks",  # 1 where it is a question itself
    "day",  # 1 where the question names a day and neither it nor its article is of it
)
NAMES = (*COVERAGE, *STANDING, *OTHERS, *asking.ASKED)


@dataclass(frozen=True, slots=True)
class Candidates:
    """Statements with the numbers of their hits, and how far they cover what is asked about.

    `rows` has NAMES for each: shape (statements, NAMES).
    """

    statements: Sequence[Statement]
    numbers: Numbers
    rows: Matrix
    coverage: Coverage

    @property
    def articles(self) -> Numbers:
        """A number for the article of each statement."""
        return numbered([statement.hit.article_id for statement in self.statements])


def candidates(
    question: Question, found: Mapping[int, Sequence[Statement]], hits: Sequence[Hit], index: Index
) -> Candidates:
    """The features of all statements found; `found` has those of each hit by its number."""
    statements = [statement for said in found.values() for statement in said]
    around = Surroundings.of(found, hits)
    texts = [statement.text for statement in statements]
    coverage, standing = Coverage.of(question, around, texts, index), Standing.of(statements)
    asked, focus = index.matched([question.search_text, question.focus], texts)
    read = Reader(question)
    others = [
        [*_of_hit(hits[n], n, question.language), *read.of(statement, own)]
        for statement, n, own in zip(statements, around.passage.tolist(), around.own, strict=True)
    ]
    rows = np.column_stack([
        coverage.rows(question),
        standing.rows(coverage, asked),
        asked.cosines,
        asked.alignment,
        _unmatched(asked, around.passage),
        focus.alignment,
        standing.distinct(asked),
        np.array(others).reshape(len(statements), -1),
        asking.rows(question, around.own, coverage, asked),
    ])  # fmt: skip
    return Candidates(statements, around.passage, rows, coverage)


def _unmatched(found: Matches, numbers: Numbers) -> Matrix:
    """The weight of the word that each statement's passage matches worst."""
    shares = found.weights / (found.weights.sum() or 1.0)
    worst = np.zeros(len(numbers))
    for n in set(numbers):
        own = numbers == n
        worst[own] = ((1 - found.words[own].max(axis=0)) * shares).max(initial=0.0)
    return worst


def _of_hit(hit: Hit, n: int, language: str) -> list[float]:
    other = hit.language != language
    dense = max(hit.dense or 0.0, 0.0)
    return [float(other), dense, hit.alignment or 0.0, hit.lexical or 0.0, 1 / (n + 1)]


class Reader:
    """What a question and a statement say of each other; the question is read once."""

    def __init__(self, question: Question) -> None:
        self._question = question
        self._asked = Place.of(question.search_text)
        letters = letters_of(self._asked.text)
        self._runs = {letters[i : i + 2] for i in range(len(letters) - 1)}
        self._several = question.wants_many or question.expectation.kind is Kind.LIST

    def of(self, statement: Statement, own: Place) -> list[float]:
        """The features from `met` on."""
        text, words, runs, letters = statement.text, own.words, self._runs, letters_of(own.text)
        return [
            *self._of_kind(own.text, text),
            sum(run in letters for run in runs) / max(len(runs), 1),
            len(words - self._asked.words) / max(len(words), 1),
            math.log(len(text)),
            float(len(text) < _SHORT),
            float(text.rstrip(_CLOSING).endswith(("?", "？"))),
            _other_day(self._question, statement),
        ]

    def _of_kind(self, simplified: str, text: str) -> list[float]:
        expected = self._question.expectation
        met, named, listing = expected.met_by(text), [0.0, 0.0], 0.0
        if expected.kind in NAMED:
            new = names_another(text, expected)
            named = [float(new), float(not new)]
        if self._several:
            listing = math.log1p(len(pattern("held", "listed").findall(simplified)))
        placing = expected.kind is Kind.PLACE and pattern("held", "placed").search(simplified)
        return [
            float(met),
            float(expected.certain and not met),
            *named,
            listing,
            float(bool(placing)),
        ]


def _other_day(question: Question, statement: Statement) -> float:
    if not question.dates:
        return 0.0
    published = statement.hit.published_at
    own = {(published.month, published.day)} if published else set()
    named = any(f"{month}月{day}日" in statement.text for month, day in question.dates)
    return float(not (named or own & set(question.dates)))
