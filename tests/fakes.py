"""What tests put at the edges of our control, and small builders."""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta

from index import Article


class Clock:
    """Time that moves on only when told, or by a second whenever it is read."""

    def __init__(self, start: datetime = datetime(2025, 11, 1, tzinfo=UTC)) -> None:
        self.now = start

    def __call__(self) -> datetime:
        self.now += timedelta(seconds=1)
        return self.now

    def set(self, *date: int) -> None:
        self.now = datetime(*date, tzinfo=UTC)


def day(month: int, number: int) -> datetime:
    return datetime(2025, month, number, tzinfo=UTC)


def article(text: str, **fields: object) -> Article:
    """An article with an id made from its first word, unless one is given."""
    given = {"id": text.split(maxsplit=1)[0].lower(), **fields}
    return Article(text=text, **given)  # type: ignore[arg-type]


class ScriptedGenerator:
    """A generator that writes what it is told, in pieces."""

    def __init__(self, pieces: Sequence[str]) -> None:
        self.pieces = pieces

    def write(self, task: object) -> Iterator[str]:
        yield from self.pieces
