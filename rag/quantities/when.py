"""A date as far as a text gives it, and when two of them can be the same."""

from dataclasses import dataclass, fields, replace
from datetime import date, timedelta


@dataclass(frozen=True, slots=True)
class When:
    """What is not written is None. `weekday` is 0 on Monday, `half` 1 or 2.

    `through` is the last of the quarters from the beginning of the year: 3 for 前三季度.
    `relative` counts from the day of writing: `d-1` is yesterday, `y-1` last year, `m0` this month,
    `w1` next week. `start` and `end` are offsets into the text.
    """

    year: int | None = None
    month: int | None = None
    day: int | None = None
    quarter: int | None = None
    half: int | None = None
    through: int | None = None
    weekday: int | None = None
    relative: str | None = None
    start: int = 0
    end: int = 0

    @property
    def parts(self) -> dict[str, int | str]:
        """What is written, and the quarter and half that follow from the month."""
        names = [f.name for f in fields(self) if f.name not in {"start", "end"}]
        found = {name: value for name in names if (value := getattr(self, name)) is not None}
        if self.month is not None:
            found.setdefault("quarter", (self.month + 2) // 3)
        if "quarter" in found:
            found.setdefault("half", 1 if int(found["quarter"]) < 3 else 2)
        return found

    def compatible(self, other: "When") -> bool:
        """Whether they share a part, and differ in none that both give."""
        mine, theirs = self.parts, other.parts
        common = mine.keys() & theirs.keys()
        return bool(common) and all(mine[name] == theirs[name] for name in common)

    def resolved(self, reference: date) -> "When":
        """The date that a relative one means in a text written on `reference`."""
        if self.relative is None:
            return self
        kind, steps = self.relative[0], int(self.relative[1:])
        known = replace(self, relative=None)
        if kind == "d":
            day = reference + timedelta(days=steps)
            return replace(known, year=day.year, month=day.month, day=day.day)
        if kind == "y":
            return replace(known, year=reference.year + steps)
        if kind == "m":
            months = reference.year * 12 + reference.month - 1 + steps
            return replace(known, year=months // 12, month=months % 12 + 1)
        return self
