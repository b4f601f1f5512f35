"""The questions of every set, asked in every situation: what the weights of evidence are learned from."""

import gzip
import json
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np
from numpy.typing import NDArray

from index import Article, Hit, Index, ingest
from index.evaluation import Homes, RetrievalSet, copied
from index.parsing import parse_path
from rag.evaluation import held, read_cases
from rag.evidence import cut
from rag.features import NAMES, candidates
from rag.question import Question, understand
from rag.weighing import ALL, summary
from training.regression import Mask, Matrix

_QUESTIONS, _STRANGERS = 400, 250  # of each set, and of those that are strange to a small home
_HITS, _MORE_HITS = 12, 40
_SAME = ("xquad-zh", "xquad-en", "cmrc-trial", "drcd-dev")
_ACROSS = ("xquad-en2zh", "xquad-zh2en")
NEWS = "crud-qa"
_AMONG = ("xquad-zh", "xquad-en2zh")  # asked among the news, too, with their passages and without
_STRANGE = ("xquad-zh", "xquad-en")
_MIXED = ("xquad-en", "xquad-zh")
REMOVED = "removed"
FEEDS = "made feeds"
_FEEDS = Path(__file__).parent / "feeds" / "learned"
# What is put to a small home of another world: a home of any size should know what it does not know.
_ELSEWHERE = {
    "xquad-zh": ("cmrc-trial",),
    "cmrc-trial": ("drcd-dev", "xquad-zh", "xquad-en"),
    "feed": ("xquad-en", "crud-qa"),
}


@dataclass(frozen=True, slots=True)
class Asked:
    """One question: the features of its statements, and which of them hold an accepted answer.

    `first` are those of them that should come first: where they stand in the article that the question was made of, these alone. `articles` has a number for the article of each statement.

    `there` says that an answer can be right. Weights are those of both sides, one behind the other: of statements in the question's language, and in the other one.
    """

    group: str
    rows: Matrix
    right: Mask
    first: Mask
    articles: NDArray[np.int64]
    there: bool

    @property
    def other(self) -> Mask:
        """Which statements are in the other language."""
        return self.rows[:, NAMES.index("translated")] > 0

    @property
    def sides(self) -> Matrix:
        """The rows with a place for each side's features, zeros in the other's."""
        other = self.other[:, None]
        return np.concatenate([self.rows * ~other, self.rows * other], axis=1)

    def scores(self, weights: Matrix) -> Matrix:
        """The sum of each statement."""
        return self.sides @ weights

    def summed(self, weights: Matrix) -> list[float]:
        """What decides on the answer: ALL."""
        told = summary(self.rows, self.scores(weights), self.articles)
        return [told[name] for name in ALL]

    def across(self, weights: Matrix) -> bool:
        """Whether its best statement is in the other language."""
        return bool(self.other[int(np.argmax(self.scores(weights)))])

    @property
    def ordered(self) -> bool:
        """Whether it tells which of its statements should come first."""
        there = self.there and self.group != REMOVED
        return bool(there and self.right.any() and not self.right.all())

    def unsaid(self) -> "Asked":
        """The same without the statements that hold the answer: a subject that is known, a fact that is not."""
        rest = ~self.right
        return replace(
            self,
            group=f"{self.group} unsaid",
            rows=self.rows[rest],
            right=self.right[rest],
            first=self.first[rest],
            articles=self.articles[rest],
            there=False,
        )

    def answered(self, weights: Matrix) -> bool:
        """Whether one of the two best statements is right."""
        best = np.argsort(-self.scores(weights), kind="stable")[:2]
        return bool(self.there and self.right[best].any())


class Asker:
    """Asks the questions of one set over one index."""

    def __init__(self, index: Index, which: RetrievalSet, questions: Path) -> None:
        self._index, self._which, self._path = index, which, questions

    def ask(self, group: str, *, there: bool, without: bool = False) -> Iterator[Asked]:
        """The questions; `without` their articles and those that are copies of them."""
        for row in _some(self._path, _QUESTIONS if "strange to" not in group else _STRANGERS):
            question = understand(row["query"], self._index)
            hits = self._index.search(question.query, top_k=_MORE_HITS if without else _HITS)
            if without:
                hits = [hit for hit in hits if not self._copy(hit, row["relevant"])][:_HITS]
            whole = {f"{self._which.name}/{key}" for key in row["relevant"]} if there else set()
            yield from asked_of(
                group, question, hits, self._index, row["answers"], there=there, whole=whole
            )

    def _copy(self, hit: Hit, relevant: Sequence[str]) -> bool:
        texts = [self._which.passages[key] for key in relevant]
        ids = [hit.article_id, *(copy.article_id for copy in hit.duplicates)]
        own = (self._index.article(article_id).article.text for article_id in ids)
        return any(copied(text, other) for text in own for other in texts)


def asked_of(
    group: str,
    question: Question,
    hits: Sequence[Hit],
    index: Index,
    accepted: Sequence[str],
    *,
    there: bool,
    whole: Collection[str] = (),
) -> Iterator[Asked]:
    """One question with what was found; nothing where nothing was.

    `whole` are the ids of the articles that the question was made of.
    """
    said = {n: found for n, hit in enumerate(hits) if (found := cut(hit))}
    if said:
        made = candidates(question, said, hits, index)
        right = [any(held(a, s.text) for a in accepted) for s in made.statements]
        own = [s.hit.article_id in whole for s in made.statements]
        first = np.logical_and(right, own)
        first = first if first.any() else np.array(right)
        yield Asked(group, made.rows, np.array(right), first, made.articles, there)


def _some(path: Path, count: int) -> list[dict[str, Any]]:
    """About so many of a set's questions, spread over it."""
    rows = _read(path)
    return rows[:: max(1, len(rows) // count)]


def _read(path: Path) -> list[dict[str, Any]]:
    with gzip.open(path, "rt", encoding="utf-8") as file:
        rows = [json.loads(line) for line in file]
    return [row for row in rows if row["answers"] and any(map(str.isalnum, row["query"]))]


def gather(data: Path) -> Iterator[Asked]:
    """Every question in every situation."""
    sets = data / "retrieval"
    opened = partial(Index, create=True)
    with ExitStack() as stack:
        alone = stack.enter_context(Homes(opened))
        among = stack.enter_context(Homes(opened, parse_path(data / "news-zh.jsonl.gz")))

        def asker(index: Index, name: str) -> Asker:
            return Asker(index, RetrievalSet.read(sets, name), sets / f"{name}.queries.jsonl.gz")

        for name in (*_SAME, *_ACROSS):
            with alone.holding(RetrievalSet.read(sets, name)) as index:
                yield from asker(index, name).ask(name, there=True)
                for other in _ELSEWHERE.get(name, ()):
                    yield from asker(index, other).ask(f"{other} strange to {name}", there=False)
        for name in _AMONG:
            with among.holding(RetrievalSet.read(sets, name)) as index:
                yield from asker(index, name).ask(f"{name} among news", there=True)
        with among.holding(RetrievalSet.read(sets, NEWS)) as index:
            yield from asker(index, NEWS).ask(NEWS, there=True)
            yield from asker(index, NEWS).ask(REMOVED, there=True, without=True)
            for name in _STRANGE:
                yield from asker(index, name).ask(f"{name} strange", there=False)


def of_feed(
    name: str, feed: Path, questions: Path, strangers: Mapping[str, Sequence[Mapping[str, Any]]]
) -> Iterator[Asked]:
    """The questions about a feed, and some about another world, by the set they are taken from."""
    with TemporaryDirectory() as home, Index(Path(home), create=True) as index:
        for _ in ingest(index, parse_path(feed)):
            pass

        def of_one(
            group: str, question: str, accepted: Sequence[str], *, there: bool
        ) -> Iterator[Asked]:
            asked = understand(question, index)
            hits = index.search(asked.query, asked.filters, top_k=_HITS)
            yield from asked_of(group, asked, hits, index, accepted, there=there)

        for case in read_cases(questions):
            accepted = (*case.answers, *case.answers_all)
            yield from of_one(name, case.question, accepted, there=case.answerable)
        for other, rows in strangers.items():
            for row in rows:
                group = f"{other} strange to {name}"
                yield from of_one(group, row["query"], row["answers"], there=False)


def of_feeds(shared: Path) -> Iterator[Asked]:
    """The development feed, the sample that comes with the project, and the feeds made to learn from."""
    sets = shared / "data" / "retrieval"
    corpus, own = shared / "corpus" / "cloud-computing-feed.txt", Path("examples")
    strangers = {
        other: _some(sets / f"{other}.queries.jsonl.gz", _STRANGERS) for other in _ELSEWHERE["feed"]
    }
    yield from of_feed("feed", corpus, shared / "eval" / "feed-dev.jsonl", strangers)
    sample = own / "technology-feed.txt"
    yield from of_feed("sample feed", sample, own / "technology-questions.jsonl", strangers)
    for feed in sorted(_FEEDS.glob("*.txt")):
        yield from of_feed(FEEDS, feed, feed.with_suffix(".jsonl"), {})


def of_both(sets: Path) -> Iterator[Asked]:
    """Questions in both languages over passages in both, none a translation of another."""
    english, chinese = (RetrievalSet.read(sets, name) for name in _MIXED)
    passages = {k: t for k, t in english.passages.items() if int(k) % 2 == 0}
    passages |= {k: t for k, t in chinese.passages.items() if int(k) % 2}
    with TemporaryDirectory() as home, Index(Path(home), create=True) as index:
        articles = [Article(text, id=f"both/{key}") for key, text in passages.items()]
        for _ in ingest(index, articles):
            pass
        rows = [_read(sets / f"{name}.queries.jsonl.gz") for name in _MIXED]
        for pair in zip(*rows, strict=True):
            accepted = [answer for row in pair for answer in row["answers"]]
            for row in pair:
                question = understand(row["query"], index)
                hits = index.search(question.query, top_k=_HITS)
                yield from asked_of("both languages", question, hits, index, accepted, there=True)
