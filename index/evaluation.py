"""How well searches find the passages that are known to be relevant."""

import gzip
import json
import shutil
from collections.abc import Callable, Generator, Iterable
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from index.article import Article
from index.errors import BadFile
from index.index import Index
from index.ingest import ingest
from index.passage import Mode
from index.words import shingles

AT = (1, 5, 10)
_MODES = (Mode.LEXICAL, Mode.DENSE, Mode.HYBRID)
_PASSAGES = 80  # looked at, so that ten articles are among them
_BATCH = 256
_SHINGLE = 12  # letters and digits
_COPY = 0.5  # share of the shingles of the shorter text
_RESAMPLES = 2_000


@dataclass(frozen=True)
class RetrievalSet:
    """Passages by id, and queries with the ids of the passages that are relevant.

    Read from `NAME.passages.jsonl.gz` (`id`, `text`) and `NAME.queries.jsonl.gz` (`query`, `relevant`).
    """

    name: str
    passages: dict[str, str]
    queries: list[tuple[str, set[str]]]

    @classmethod
    def read(cls, folder: Path, name: str) -> "RetrievalSet":
        """One set of a folder. Raises BadFile for what cannot be read."""
        passages = _rows(folder / f"{name}.passages.jsonl.gz")
        queries = _rows(folder / f"{name}.queries.jsonl.gz")
        try:
            return cls(
                name,
                {row["id"]: row["text"] for row in passages},
                [(row["query"], set(row["relevant"])) for row in queries],
            )
        except (KeyError, TypeError) as error:
            raise BadFile(f"{folder}/{name}", f"is no retrieval set: {error} is missing") from None

    @classmethod
    def names(cls, folder: Path) -> list[str]:
        """The sets that a folder holds. Raises BadFile where there is none."""
        paths = sorted(folder.glob("*.queries.jsonl.gz"))
        if not paths:
            raise BadFile(str(folder), "holds no retrieval set: no NAME.queries.jsonl.gz is there")
        return [path.name.removesuffix(".queries.jsonl.gz") for path in paths]


def _rows(path: Path) -> list[dict[str, Any]]:
    try:
        with gzip.open(path, "rt", encoding="utf-8") as file:
            return [json.loads(line) for line in file]
    except (OSError, EOFError, ValueError) as error:
        raise BadFile(str(path), f"cannot be read: {error}") from error


class Homes:
    """Homes for one set at a time, each among the same other articles, which are stored once.

    `opened` opens the index of a folder, and makes it where there is none. Used as a context; what was made is gone after it.
    """

    def __init__(
        self, opened: Callable[[Path], Index], others: Iterable[Article | BadFile] = ()
    ) -> None:
        self._opened, self._others = opened, others

    def __enter__(self) -> Self:
        self._scratch = TemporaryDirectory(prefix="groundwire-")
        self._base = Path(self._scratch.name) / "others"
        with self._opened(self._base) as index:
            _store(index, self._others)
        return self

    def __exit__(self, *_: object) -> None:
        self._scratch.cleanup()

    @contextmanager
    def holding(self, which: RetrievalSet) -> Generator[Index, None, None]:
        """An index of the set's passages, with ids `SET/PASSAGE`, and of the other articles."""
        with TemporaryDirectory(dir=self._scratch.name) as folder:
            home = Path(shutil.copytree(self._base, Path(folder) / which.name))
            with self._opened(home) as index:
                passages = which.passages.items()
                _store(index, [Article(text, id=f"{which.name}/{key}") for key, text in passages])
                yield index


def _store(index: Index, articles: Iterable[Article | BadFile]) -> None:
    for _ in ingest(index, articles, batch=_BATCH):
        pass
    index.save()


def ranks(index: Index, which: RetrievalSet, mode: Mode) -> NDArray[np.int64]:
    """For each query the place of the first relevant article (1 is the first, 0 is none).

    An article that is a near-copy of a relevant one is relevant, too.
    """
    found = []
    for query, relevant in which.queries:
        hits = index.search(query, top_k=_PASSAGES, mode=mode)
        articles = dict.fromkeys(article for hit in hits for article in _articles(hit))
        ids = list(articles)[: max(AT)]
        judge = _Judge(index, which, relevant)
        found.append(next((n for n, key in enumerate(ids, start=1) if judge.relevant(key)), 0))
    return np.array(found)


def _articles(hit: Any) -> list[str]:
    return [hit.article_id, *(copy.article_id for copy in hit.duplicates)]


class _Judge:
    """Says what is relevant to one query."""

    def __init__(self, index: Index, which: RetrievalSet, relevant: set[str]) -> None:
        self._index, self._which = index, which
        self._ids = {f"{which.name}/{key}" for key in relevant}
        self._relevant = relevant

    def relevant(self, article_id: str) -> bool:
        if article_id in self._ids:
            return True
        if article_id.startswith(f"{self._which.name}/"):
            return False
        text = self._index.article(article_id).article.text
        return any(copied(text, self._which.passages[key]) for key in self._relevant)


def copied(text: str, other: str) -> bool:
    """Whether half of the shingles of the shorter text are in the other."""
    left, right = shingles(text, _SHINGLE), shingles(other, _SHINGLE)
    fewer = min(len(left), len(right))
    return bool(fewer) and len(left & right) >= _COPY * fewer


@dataclass(frozen=True)
class Scores:
    """Hit rates at 1, 5 and 10 by mode, and what both searches together gain.

    `gains` are for 1 and 10: the difference to the better of the two alone, and its 95 % interval over resampled queries.
    """

    name: str
    queries: int
    rates: dict[Mode, list[float]]
    gains: list[tuple[float, float, float]]

    @classmethod
    def of(cls, index: Index, which: RetrievalSet) -> "Scores":
        """Ask every query of a set in each mode."""
        found = {mode: ranks(index, which, mode) for mode in _MODES}
        gains = [_gain(found, at) for at in (AT[0], AT[-1])]
        rates = {
            mode: [float(_hit(places, at).mean()) for at in AT] for mode, places in found.items()
        }
        return cls(which.name, len(which.queries), rates, gains)


def _hit(places: NDArray[np.int64], at: int) -> NDArray[np.bool_]:
    return np.asarray((places > 0) & (places <= at))


def _gain(found: dict[Mode, NDArray[np.int64]], at: int) -> tuple[float, float, float]:
    """How much the hybrid is above the better mode, with a paired bootstrap's interval."""
    both, *alone = (_hit(found[mode], at).astype(float) for mode in _MODES[::-1])
    differences = both - max(alone, key=lambda hits: float(hits.mean()))
    chosen = np.random.default_rng(0).integers(0, len(both), (_RESAMPLES, len(both)))
    low, high = np.quantile(differences[chosen].mean(axis=1), [0.025, 0.975])
    return float(differences.mean()), float(low), float(high)
