"""Two runs over the same questions: what became right, what became wrong, and by how much all differs."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import isnan

import numpy as np

from rag.evaluation.measures import Measure, measures
from rag.evaluation.record import Record

_RESAMPLES = 1_000
_INTERVAL = (0.025, 0.975)


@dataclass(frozen=True, slots=True)
class Difference:
    """A measure before and after, and the 95 % interval of the difference over resampled questions."""

    measure: Measure
    before: float
    after: float
    low: float
    high: float

    @property
    def change(self) -> float:
        """How much more it is now."""
        return self.after - self.before

    @property
    def certain(self) -> bool:
        """Whether the interval leaves out zero."""
        return self.low > 0 or self.high < 0


@dataclass(frozen=True, slots=True)
class Comparison:
    """Questions of both runs, paired by id and text; each pair is (before, after).

    `unpaired` counts the questions that only one of the runs has, or has with another text.
    """

    became_right: Sequence[tuple[Record, Record]]
    became_wrong: Sequence[tuple[Record, Record]]
    differences: Sequence[Difference]
    paired: int
    unpaired: int


def compared(before: Sequence[Record], after: Sequence[Record]) -> Comparison:
    """What changed; there are no differences where no question is in both."""
    earlier = {(record.id, record.question): record for record in before}
    pairs = [
        (earlier[key], record)
        for record in after
        if (key := (record.id, record.question)) in earlier
    ]
    return Comparison(
        [pair for pair in pairs if pair[1].right and not pair[0].right],
        [pair for pair in pairs if pair[0].right and not pair[1].right],
        _differences(pairs),
        len(pairs),
        len(before) + len(after) - 2 * len(pairs),
    )


def _differences(pairs: Sequence[tuple[Record, Record]]) -> list[Difference]:
    if not pairs:
        return []
    before, after = zip(*pairs, strict=True)
    chosen = np.random.default_rng(0).integers(0, len(pairs), (_RESAMPLES, len(pairs)))
    found = [_difference(measure, before, after, chosen) for measure in measures(after)]
    return [one for one in found if one is not None]


def _difference(
    measure: Measure, before: Sequence[Record], after: Sequence[Record], chosen: np.ndarray
) -> Difference | None:
    """None where one of the two runs cannot tell."""
    values = measure.of(before), measure.of(after)
    if values[0] is None or values[1] is None:
        return None
    left, right = measure.columns(before), measure.columns(after)
    resampled = [
        measure.statistic(right[rows])[0] - measure.statistic(left[rows])[0] for rows in chosen
    ]
    known = [one for one in resampled if not isnan(one)]
    low, high = np.quantile(known, _INTERVAL)
    return Difference(measure, values[0].value, values[1].value, float(low), float(high))
