"""Dates that could answer a question, and when two of them contradict each other."""

from dataclasses import dataclass
from datetime import date

from rag.disagreement.relation import Relation
from rag.disagreement.topic import Topic
from rag.quantities import When, dates


@dataclass(frozen=True, slots=True)
class Day:
    """A date at `start` of a statement, as far as it is given."""

    text: str
    when: When
    start: int

    def against(self, other: "Day") -> Relation:
        """Whether both may be the same date, or differ in a part that both give."""
        if self.when.compatible(other.when):
            return Relation.SAME
        common = self.when.parts.keys() & other.when.parts.keys()
        return Relation.DIFFERENT if common - {"weekday"} else Relation.APART


def days(text: str, topic: Topic, published: date | None) -> list[Day]:
    """The dates of a statement that the question does not give itself."""
    found = [when for when in dates(text, published) if when.relative is None]
    return [
        Day(text[when.start : when.end], when, when.start)
        for when in found
        if not any(when.compatible(asked) for asked in topic.times)
    ]
