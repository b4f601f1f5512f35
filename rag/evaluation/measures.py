"""What is measured of the records of questions, by name."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import partial
from math import isnan, nan

import numpy as np

from rag.evaluation.case import Kind
from rag.evaluation.record import Record
from rag.evaluation.recording import RECALL_AT
from rag.evaluation.statistics import Columns, auroc, quantile, share

Row = Callable[[Record], tuple[float, ...]]


class Unit(StrEnum):
    """What a value counts; a share is from 0 to 1."""

    SHARE = "share"
    AREA = "area"
    CHARACTERS = "characters"
    MILLISECONDS = "ms"


@dataclass(frozen=True, slots=True)
class Value:
    """What was measured, and over how many questions, citations or claims."""

    value: float
    of: int


@dataclass(frozen=True, slots=True)
class Measure:
    """Turns each record into a row of numbers, and all rows into one value and its basis.

    `better` is 1 where more is better, -1 where less is, 0 where neither. Absent where no record `needs` it.
    """

    name: str
    label: str
    unit: Unit
    better: int
    row: Row
    statistic: Callable[[Columns], tuple[float, int]] = share
    needs: Callable[[Record], bool] = lambda _: True

    def columns(self, records: Sequence[Record]) -> Columns:
        """The rows of all records, in their order."""
        return np.array([self.row(record) for record in records], dtype=np.float64)

    def of(self, records: Sequence[Record]) -> Value | None:
        """What these records measure; None where they cannot tell."""
        if not any(map(self.needs, records)):
            return None
        value, basis = self.statistic(self.columns(records))
        return None if isnan(value) else Value(value, basis)


def measures(records: Sequence[Record]) -> list[Measure]:
    """All measures; the times of each step that the records name are among them."""
    steps = dict.fromkeys(step for record in records for step in record.timings_ms)
    ordered = sorted(steps, key=lambda step: step != "total")
    return [*_ANSWERS, *_RECALLS, *_CITATIONS, *_ABSTENTIONS, *_OTHERS, *_times(ordered)]


def _share(name: str, label: str, better: int, row: Row) -> Measure:
    return Measure(name, label, Unit.SHARE, better, row)


def _among(counted: bool, of: bool) -> tuple[float, float]:
    return float(counted and of), float(of)


def _unanswerable(record: Record) -> bool:
    return not record.answerable


def _length(record: Record) -> tuple[float]:
    return (float(record.length) if record.answered else nan,)


def _found(record: Record, at: int) -> tuple[float, float]:
    rank = record.evidence_rank
    return _among(rank is not None and 1 <= rank <= at, rank is not None)


def _supporting(record: Record) -> tuple[float, float]:
    known = [cited.supports for cited in record.citations if cited.supports is not None]
    return float(sum(known)), float(len(known))


def _supported(record: Record) -> tuple[float, float]:
    known = [cited.supports for cited in record.citations if cited.supports is not None]
    return _among(any(known), record.answered and bool(known))


def _exact(record: Record) -> tuple[float, float]:
    return float(sum(cited.exact for cited in record.citations)), float(len(record.citations))


def _shown(record: Record) -> int:
    return record.claims_verbatim + record.claims_supported


_ANSWERS = (
    _share("accuracy", "answerable, right", 1, lambda r: _among(r.right, r.answerable)),
    _share("selective_accuracy", "answers given, right", 1, lambda r: _among(r.right, r.answered)),
    _share("refused", "answerable, refused", -1, lambda r: _among(not r.answered, r.answerable)),
    *(
        Measure(name, label, Unit.CHARACTERS, -1, _length, partial(quantile, at=at))
        for name, label, at in (
            ("length_median", "length of answers, median", 0.5),
            ("length_longest", "length of answers, longest", 1.0),
        )
    ),
)
_RECALLS = tuple(
    _share(f"evidence_recall_{at}", f"evidence found, first {at}", 1, partial(_found, at=at))
    for at in RECALL_AT
)
_CITATIONS = (
    _share("citation_precision", "citations that support", 1, _supporting),
    _share("citation_recall", "answers with such a citation", 1, _supported),
    _share("citation_validity", "citations byte for byte", 1, _exact),
    _share("claims_verbatim", "claims, verbatim", 0, lambda r: (r.claims_verbatim, _shown(r))),
    _share("claims_supported", "claims, supported", 0, lambda r: (r.claims_supported, _shown(r))),
    _share(
        "claims_removed",
        "claims, removed",
        -1,
        lambda r: (r.claims_removed, _shown(r) + r.claims_removed),
    ),
)
_ABSTENTIONS = (
    Measure(
        "abstention_precision",
        "abstentions, rightly so",
        Unit.SHARE,
        1,
        lambda r: _among(not r.answerable, not r.answered),
        needs=_unanswerable,
    ),
    _share(
        "abstention_recall",
        "unanswerable, abstained",
        1,
        lambda r: _among(not r.answered, not r.answerable),
    ),
    Measure(
        "abstention_auroc",
        "confidence tells answerable, AUROC",
        Unit.AREA,
        1,
        lambda r: (r.confidence, float(r.answerable)),
        auroc,
    ),
)
_OTHERS = (
    _share(
        "disagreement_recall",
        "disagreements shown",
        1,
        lambda r: _among(r.disagreements > 0, r.kind is Kind.DISAGREEMENT),
    ),
    _share(
        "disagreement_others",
        "others that show one",
        -1,
        lambda r: _among(r.disagreements > 0, r.kind is not Kind.DISAGREEMENT),
    ),
    _share("degraded", "written by a stand-in", -1, lambda r: (bool(r.degraded_because), 1.0)),
)


def _times(steps: Sequence[str]) -> list[Measure]:
    return [
        Measure(
            f"{step}_ms_p{percent}",
            f"{step}, p{percent}",
            Unit.MILLISECONDS,
            -1,
            partial(_time, step=step),
            partial(quantile, at=percent / 100),
        )
        for step in steps
        for percent in (50, 95)
    ]


def _time(record: Record, step: str) -> tuple[float]:
    return (record.timings_ms.get(step, nan),)
