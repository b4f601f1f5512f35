"""Measured values as people read them."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import starmap

from rag.evaluation import Measure, Metrics, Record, Unit, Value, measures
from rag.evaluation.comparison import Difference

ABSENT = "–"


@dataclass(frozen=True, slots=True)
class Grid:
    """A row for each measure; the first column is of all questions, the others of some."""

    heads: tuple[str, ...]
    rows: tuple[tuple[Measure, tuple[str, ...]], ...]


def grid(records: Sequence[Record], metrics: Metrics) -> Grid:
    """All values; kinds and languages have columns of their own where there are several."""
    parts = [part for part in (metrics.by_kind, metrics.by_language) if len(part) > 1]
    columns = [(name, values) for part in parts for name, values in part.items()]
    rows = [
        (
            measure,
            (
                whole(measure, metrics.overall[measure.name]),
                *(brief(measure, values[measure.name]) for _, values in columns),
            ),
        )
        for measure in measures(records)
    ]
    return Grid(("all", *(name for name, _ in columns)), tuple(rows))


def whole(measure: Measure, value: Value | None) -> str:
    """The value; a share with the counts that it was made of."""
    if value is None or measure.unit is not Unit.SHARE:
        return brief(measure, value)
    return f"{brief(measure, value)} ({value.value * value.of:.0f} of {value.of})"


def brief(measure: Measure, value: Value | None) -> str:
    """The value alone."""
    return written(measure.unit, value.value) if value else ABSENT


def written(unit: Unit, value: float, sign: str = "") -> str:
    """A number in its unit; with `+` as sign, a difference."""
    match unit:
        case Unit.SHARE:
            return f"{value * 100:{sign}.1f} {'points' if sign else '%'}"
        case Unit.AREA:
            return f"{value:{sign}.3f}"
        case Unit.CHARACTERS:
            return f"{value:{sign}.0f}"
        case Unit.MILLISECONDS:
            return f"{value:{sign}.1f} ms"


def difference(one: Difference) -> tuple[str, str, str, str]:
    """Before, after, the change, and the interval of the change."""
    unit = one.measure.unit
    low, high = starmap(written, ((unit, one.low, "+"), (unit, one.high, "+")))
    before, after = written(unit, one.before), written(unit, one.after)
    return before, after, written(unit, one.change, "+"), f"{low} to {high}"
