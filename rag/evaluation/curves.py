"""How right the answers given are, as more of the questions are answered."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from rag.evaluation.record import Record


@dataclass(frozen=True, slots=True)
class Point:
    """With answers of at least `confidence` given: the share of all questions that these are, and how many of them are right."""

    confidence: float
    coverage: float
    accuracy: float


def risk_coverage(records: Sequence[Record]) -> list[Point]:
    """A point for every confidence that an answer has, the highest first.

    What was not answered is never covered; an answer to an unanswerable question is wrong.
    """
    given = sorted((r for r in records if r.answered), key=_confidence, reverse=True)
    points, answered, right = list[Point](), 0, 0
    for confidence, group in groupby(given, key=_confidence):
        for record in group:
            answered += 1
            right += record.right
        points.append(Point(confidence, answered / len(records), right / answered))
    return points


def _confidence(record: Record) -> float:
    return record.confidence
