"""All measures of one run, and of its questions by kind and by language."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from rag.evaluation.measures import Measure, Value, measures
from rag.evaluation.record import Record

Values = Mapping[str, Value | None]


@dataclass(frozen=True, slots=True)
class Metrics:
    """Values by the names of measures; None where the questions cannot tell."""

    overall: Values
    by_kind: Mapping[str, Values]
    by_language: Mapping[str, Values]

    @classmethod
    def of(cls, records: Sequence[Record]) -> "Metrics":
        """Measure records, of which there is at least one."""
        wanted = measures(records)
        return cls(
            _values(wanted, records),
            _grouped(wanted, records, lambda record: record.kind.value),
            _grouped(wanted, records, lambda record: record.language),
        )


def _values(wanted: Sequence[Measure], records: Sequence[Record]) -> Values:
    return {measure.name: measure.of(records) for measure in wanted}


def _grouped(
    wanted: Sequence[Measure], records: Sequence[Record], key: Callable[[Record], str]
) -> Mapping[str, Values]:
    groups = dict[str, list[Record]]()
    for record in records:
        groups.setdefault(key(record), []).append(record)
    return {name: _values(wanted, group) for name, group in groups.items()}
