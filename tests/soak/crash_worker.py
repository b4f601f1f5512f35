"""A process that works on one home without end, and says what it does, until it is killed.

It waits for one line of JSON on standard input, `{"home", "seed", "often"}` (operations that are
to be done more often than usual), and writes lines of JSON:

    {"kind": "open"}                                the home is open
    {"kind": "intent", "op", "what", ...}           what it is about to do
    {"kind": "ack", "op", "added" or "deleted"}     the call has returned
    {"kind": "enter" or "leave", "name"}            around a commit or a swap of files

The seed decides what is done; what is already in the home adds to it.
"""

import functools
import json
import os
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from random import Random
from typing import Any

import index.drafting  # noqa: F401
from index import Article, Index
from index.catalog.sqlite import database
from index.searchable.local import manifest, terms, vectors

_SENTENCES = (
    "The ferry resumed its service across the harbour on Tuesday.",
    "Construction of the library on the quay lasted four years.",
    "The battery plant asked for 38.6 million euros; the city paid 65%.",
    "渡轮的首航日改为2026年5月2日，推迟48天。",
    "Two engineers inspected the bridge before the storm arrived.",
    "图书馆每周三闭馆，读者可以预约座位。",
    "A spokesman said that the tram line would open next spring.",
)
_LETTERS = "bcdfghjklmnpqrtvwxz"
_WEIGHTS = {
    "add_one": 24,
    "add_batch": 18,
    "add_many": 1,
    "update": 20,
    "mixed_batch": 6,
    "delete": 12,
    "search": 12,
    "save": 10,
    "reopen": 3,
}
_OFTEN = 8  # times as often


def say(**fields: object) -> None:
    """Write a line at once and whole."""
    data = json.dumps(fields).encode() + b"\n"
    while data:
        data = data[os.write(1, data) :]


class Naps:
    """Short sleeps now and then, which make narrow windows wide enough to be hit."""

    def __init__(self, seed: int) -> None:
        self._random = Random(seed)

    def maybe(self) -> None:
        if self._random.random() < 0.5:
            time.sleep(self._random.uniform(0, 0.002))


def announced(name: str, function: Callable[..., Any], naps: Naps) -> Callable[..., Any]:
    """The function with a line before and a line after it."""

    @functools.wraps(function)
    def around(*args: Any, **fields: Any) -> Any:
        say(kind="enter", name=name)
        try:
            naps.maybe()
            result = function(*args, **fields)
            naps.maybe()
        finally:
            say(kind="leave", name=name)
        return result

    return around


def announce_all(naps: Naps) -> None:
    """Announce commits and swaps, and nap within a swap, before what it wrote is on disk."""
    places: Sequence[tuple[str, object, str]] = [
        ("commit", database, "commit"),
        ("replace", manifest, "replace_file"),
        ("replace", vectors, "replace_file"),
        ("replace", terms, "replace_file"),
        ("terms", terms.Terms, "add"),
        ("vectors", vectors.Vectors, "save"),
    ]
    for name, owner, attribute in places:
        setattr(owner, attribute, announced(name, getattr(owner, attribute), naps))
    flush = os.fsync

    def slow_flush(handle: int) -> None:
        naps.maybe()
        flush(handle)

    os.fsync = slow_flush  # type: ignore[assignment]


class Mix:
    """One operation after the other on one home."""

    def __init__(self, home: Path, seed: int, often: Sequence[str]) -> None:
        self._home, self._random = home, Random(seed)
        self._weights = [w * _OFTEN if what in often else w for what, w in _WEIGHTS.items()]
        self._index = Index(home, create=True)
        self._op = 0

    def step(self) -> None:
        """Draw an operation and do it."""
        self._op += 1
        (what,) = self._random.choices(list(_WEIGHTS), self._weights)
        getattr(self, f"_{what}")()

    def _add_one(self) -> None:
        self._add([self._new()])

    def _add_batch(self) -> None:
        self._add([self._new() for _ in range(self._random.randint(2, 6))])

    def _add_many(self) -> None:
        """So many that the vectors are worth writing again."""
        self._add([self._new(most=2) for _ in range(60)])

    def _update(self) -> None:
        count = self._random.randint(1, 3)
        self._add([self._changed(name) for name in self._some(count)] or [self._new()])

    def _mixed_batch(self) -> None:
        """New articles, changed ones, and one that is as it was."""
        unchanged = [self._index.article(name).article for name in self._some(1)]
        taken = [article.id for article in unchanged]
        changed = [self._changed(name) for name in self._some(2) if name not in taken]
        self._add([self._new(), *unchanged, *changed])

    def _add(self, articles: Sequence[Article]) -> None:
        given = [{"id": article.id, "text": article.text} for article in articles]
        say(kind="intent", op=self._op, what="add", articles=given)
        added = self._index.add(articles)
        say(kind="ack", op=self._op, added=[[one.id, one.revision] for one in added])

    def _delete(self) -> None:
        names = [*self._some(self._random.randint(1, 3)), "never-there"]
        say(kind="intent", op=self._op, what="delete", ids=names)
        deleted = self._index.delete(names)
        say(kind="ack", op=self._op, deleted=deleted)

    def _search(self) -> None:
        say(kind="intent", op=self._op, what="search")
        self._index.search(self._random.choice(_SENTENCES), top_k=5)
        say(kind="ack", op=self._op)

    def _save(self) -> None:
        say(kind="intent", op=self._op, what="save")
        self._index.save()
        say(kind="ack", op=self._op)

    def _reopen(self) -> None:
        say(kind="intent", op=self._op, what="reopen")
        self._index.close()
        self._index = Index(self._home)
        say(kind="ack", op=self._op)

    def _new(self, most: int = 25) -> Article:
        return self._changed(self._word(), most)

    def _changed(self, name: str, most: int = 25) -> Article:
        """A text that no other has: its first word is its own. Now and then it is long."""
        most *= 10 if self._random.random() < 0.05 else 1
        body = self._random.choices(_SENTENCES, k=self._random.randint(1, most))
        text = " ".join([self._word(), *body])
        return Article(text=text, id=name, title=f"About {name}", source="Gazette")

    def _word(self) -> str:
        return "".join(self._random.choices(_LETTERS, k=12))

    def _some(self, count: int) -> list[str]:
        """At most so many ids of articles that are there."""
        after = self._random.choice(_LETTERS)
        found = self._index.articles(after=after, limit=20) or self._index.articles(limit=20)
        names = [revision.article.id for revision in found]
        return self._random.sample(names, min(count, len(names)))


def main() -> None:
    line = sys.stdin.readline()
    if not line:  # whoever started this is gone
        return
    asked = json.loads(line)
    announce_all(Naps(asked["seed"]))
    mix = Mix(Path(asked["home"]), asked["seed"], asked["often"])
    say(kind="open")
    while True:
        mix.step()


if __name__ == "__main__":
    main()
