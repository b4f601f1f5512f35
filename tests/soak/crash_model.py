"""What must be true of a home, from what its writer intended and what it was told."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Stored:
    """The current state of an article."""

    number: int
    text: str


State = Mapping[str, Stored]


@dataclass
class Verdict:
    """Ids of articles that are not as they have to be."""

    lost: list[str] = field(default_factory=list)
    returned: list[str] = field(default_factory=list)
    torn: list[str] = field(default_factory=list)


class Model:
    """Acknowledged articles by id, and the one operation that may be there or not.

    `past` holds the text of every acknowledged revision, of deleted articles too.
    """

    def __init__(self) -> None:
        self.current: dict[str, Stored] = {}
        self.past: dict[tuple[str, int], str] = {}
        self.pending: dict[str, Any] | None = None
        self.acknowledged = 0
        self._last: dict[str, int] = {}

    def intend(self, line: dict[str, Any]) -> None:
        self.pending = line

    def acknowledge(self, line: dict[str, Any]) -> list[str]:
        """Take an acknowledgement in; the ids for which it does not say what it should."""
        expected, touched = self._after(), self.touched()
        wrong = [
            name
            for name, number in line.get("added", [])
            if name not in expected or expected[name].number != number
        ]
        wrong += [
            name
            for name, deleted in zip(touched, line.get("deleted", []), strict=False)
            if deleted != (name in self.current)
        ]
        self._adopt(expected, touched)
        self.pending = None
        self.acknowledged += 1
        return wrong

    def touched(self) -> list[str]:
        """The ids that the pending operation is about."""
        if self.pending is None:
            return []
        given = self.pending.get("articles", [])
        return [*(article["id"] for article in given), *self.pending.get("ids", [])]

    def _after(self) -> State:
        """The touched articles as they are once the pending operation is done."""
        given = self.pending.get("articles", []) if self.pending else []
        return {article["id"]: self._revised(article["id"], article["text"]) for article in given}

    def _revised(self, name: str, text: str) -> Stored:
        before = self.current.get(name)
        if before and before.text == text:
            return before
        return Stored(self._last.get(name, 0) + 1, text)

    def compare(self, observed: State) -> Verdict:
        """What of a home differs from what it has to be."""
        touched = self.touched()
        verdict = Verdict(
            lost=[
                name
                for name, stored in self.current.items()
                if name not in touched and observed.get(name) != stored
            ],
            returned=[
                name for name in observed if name not in self.current and name not in touched
            ],
        )
        allowed = [_only(self.current, touched), self._after()]
        if _only(observed, touched) not in allowed:
            verdict.torn = touched
        return verdict

    def adopt(self, observed: State) -> None:
        """Go on from what was observed: what was pending has happened, or never will have."""
        everything = [*self.current, *observed, *self.touched()]
        self._adopt(observed, everything)
        self.pending = None

    def _adopt(self, state: State, names: Sequence[str]) -> None:
        for name in names:
            if name not in state:
                self.current.pop(name, None)
                continue
            stored = self.current[name] = state[name]
            self._last[name] = stored.number
            self.past[name, stored.number] = stored.text

    def outdated(self) -> list[tuple[str, int]]:
        """Ids and numbers of the revisions that are no longer current."""
        last = {(name, stored.number) for name, stored in self.current.items()}
        return [key for key in self.past if key not in last]


def _only(state: State, names: Sequence[str]) -> State:
    return {name: state[name] for name in names if name in state}
