"""Kills a process that writes to a home, again and again, and looks at what it left behind."""

import shutil
import statistics
import time
from collections import Counter
from collections.abc import Iterable
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from typing import Any, TypeVar

from soak.crash_life import Aim, Worker
from soak.crash_model import Model, State, Stored

from index import Index, Mode
from index.errors import ArticleNotFound

_FRESH_EVERY = 50  # rounds after which an empty home is begun
_CHECK_EVERY = 5  # rounds after which everything in the home is checked
_SAMPLE = 5  # articles that are searched for in each round, and as many that must not be found
_Item = TypeVar("_Item")


@dataclass
class Report:
    """What all rounds have shown. `inside` counts kills by the place they hit, "" for none."""

    seed: int
    rounds: int = 0
    inside: Counter[str] = field(default_factory=Counter)
    operations: int = 0
    lost: int = 0
    returned: int = 0
    problems: list[str] = field(default_factory=list)
    recoveries: list[float] = field(default_factory=list)

    @property
    def share_inside(self) -> float:
        """The share of kills that hit a commit or a swap of index files."""
        return 1 - self.inside[""] / max(self.rounds, 1)

    def summary(self) -> str:
        places = ", ".join(f"{name} {n}" for name, n in self.inside.most_common() if name)
        times = [1000 * seconds for seconds in self.recoveries] or [0.0]
        return (
            f"crash: {self.rounds} rounds (seed {self.seed}), {self.operations} acknowledged "
            f"operations, {self.share_inside:.0%} killed inside a commit or a swap ({places}), "
            f"{self.lost} lost, {self.returned} back, {len(self.problems)} problems, recovery "
            f"{statistics.median(times):.0f} ms in the median, {max(times):.0f} ms at most"
        )


class Crashes:
    """Rounds on homes in `folder`. A home that was found wrong is kept there."""

    def __init__(self, folder: Path, seed: int) -> None:
        self._folder, self._random = folder, Random(seed)
        self._report = Report(seed)
        self._home, self._model, self._opened = folder, Model(), False
        self._number, self._workers = 0, 0

    def run(self, rounds: int) -> Report:
        worker = self._worker()
        try:
            for self._number in range(rounds):
                following = self._worker()  # it takes as long to start as a round lasts
                try:
                    self._round(worker)
                finally:
                    worker.close()
                    worker = following
        finally:
            worker.close()
        return self._report

    def _round(self, worker: Worker) -> None:
        if self._number % _FRESH_EVERY == 0:
            self._begin_home()
        self._live(worker)
        self._examine()
        self._report.rounds += 1

    def _worker(self) -> Worker:
        self._workers += 1
        return Worker(self._folder / f"errors-{self._workers}.txt")

    def _begin_home(self) -> None:
        self._home = self._folder / f"home-{self._number}"
        self._model, self._opened = Model(), False

    def _live(self, worker: Worker) -> None:
        """One life of the worker, from its start to its death."""
        inside: list[str] = []
        seed = self._random.getrandbits(32)
        first = self._number % _FRESH_EVERY == 0
        aim = Aim.drawn(self._random, self._number, first=first)
        for line in worker.lines(self._home, seed, aim):
            self._take_in(line, inside)
        self._report.inside[inside[-1] if inside else ""] += 1
        if said := worker.ended_by_itself():
            self._problem(f"the worker ended by itself: {said}")

    def _take_in(self, line: dict[str, Any], inside: list[str]) -> None:
        match line.get("kind"):
            case "open":
                self._opened = True
            case "enter":
                inside.append(line["name"])
            case "leave":
                inside.pop()
            case "intent":
                self._model.intend(line)
            case "ack":
                self._report.operations += 1
                if wrong := self._model.acknowledge(line):
                    self._problem(f"an acknowledgement was not as expected: {wrong}")

    def _examine(self) -> None:
        """Recover a copy of the home, so that the next worker finds the home as it was left."""
        copy = self._folder / "copy"
        self._copy_home(copy)
        try:
            self._recover(copy)
        except Exception as error:  # noqa: BLE001
            self._problem(f"the home cannot be used: {error!r}")

    def _recover(self, home: Path) -> None:
        started = time.perf_counter()
        with closing(Index(home, create=not self._opened)) as index:
            index.search("The ferry resumed its service", top_k=5)
            self._report.recoveries.append(time.perf_counter() - started)
            self._compare(_observed(index))
            self._compare_keys(index)
            self._compare_past(index)
            self._compare_found(index)
            if self._number % _CHECK_EVERY == 0:
                self._check(index)

    def _compare(self, observed: State) -> None:
        verdict = self._model.compare(observed)
        self._report.lost += len(verdict.lost)
        self._report.returned += len(verdict.returned)
        if verdict.lost or verdict.returned or verdict.torn:
            self._problem(f"{verdict} after {self._model.pending}")
        self._model.adopt(observed)

    def _compare_keys(self, index: Index) -> None:
        catalog, vectors, terms = index.derived_keys()
        if not catalog == vectors == terms:
            counts = [len(set(keys)) for keys in (catalog, vectors, terms)]
            self._problem(f"catalog, vectors and terms differ: {counts} keys")

    def _compare_past(self, index: Index) -> None:
        """Old revisions stay readable, those of deleted articles too."""
        for (name, number), text in self._sample(self._model.past.items(), 10 * _SAMPLE):
            if _revision(index, name, number) != text:
                self._report.lost += 1
                self._problem(f"revision {number} of {name} is not what it was")

    def _compare_found(self, index: Index) -> None:
        """The first word of each text is its own."""
        for name, stored in self._sample(self._model.current.items(), _SAMPLE):
            if name not in _found(index, stored.text):
                self._report.lost += 1
                self._problem(f"{name} is not found")
        for name, number in self._sample(self._model.outdated(), _SAMPLE):
            if name in _found(index, self._model.past[name, number]):
                self._report.returned += 1
                self._problem(f"revision {number} of {name} is found")

    def _check(self, index: Index) -> None:
        """All is sound, and the terms lie in the home itself up to date."""
        findings = index.check()
        elsewhere = self._model.past and findings[-1].detail != "up to date"
        if elsewhere or not all(finding.sound for finding in findings):
            self._problem(f"not sound: {findings}")

    def _sample(self, items: Iterable[_Item], count: int) -> list[_Item]:
        drawn = list(items)
        return self._random.sample(drawn, min(count, len(drawn)))

    def _problem(self, what: str) -> None:
        self._report.problems.append(f"round {self._number}: {what}")
        self._copy_home(self._folder / f"wrong-in-round-{self._number}")

    def _copy_home(self, folder: Path) -> None:
        """Copy the home as it is now, if it has come into being."""
        shutil.rmtree(folder, ignore_errors=True)
        if self._home.exists():
            shutil.copytree(self._home, folder)


def _observed(index: Index) -> State:
    """All current articles."""
    found: dict[str, Stored] = {}
    while page := index.articles(after=max(found, default=""), limit=500):
        found |= {one.article.id: Stored(one.number, one.article.text) for one in page}
    return found


def _revision(index: Index, name: str, number: int) -> str:
    try:
        return index.article(name, number).article.text
    except ArticleNotFound:
        return ""


def _found(index: Index, text: str) -> set[str]:
    """Ids of the articles that have the first word of a text."""
    hits = index.search(text.split(maxsplit=1)[0], mode=Mode.LEXICAL)
    return {hit.article_id for hit in hits}
