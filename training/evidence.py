"""How much each feature of a statement counts, and when to answer: fitted to the development sets.

    python -m training.evidence ../shared rag/data/evidence.json

asks the questions of every set and of the feed, some among other news, some without the article or the statements that answer them, and writes the weights.
"""

import argparse
import gzip
import json
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np
from scipy.special import expit

from index import Article, Hit, Index, ingest
from index.evaluation import Homes, RetrievalSet, copied
from index.parsing import parse_path
from rag.evaluation import held, read_cases
from rag.evidence import cut
from rag.features import NAMES, candidates
from rag.question import Question, understand
from rag.weighing import ALL, summary
from training.regression import Mask, Matrix, logistic, softmax

_QUESTIONS = 400  # of each set
_HITS, _MORE_HITS = 12, 40
_SAME = ("xquad-zh", "xquad-en", "cmrc-trial", "drcd-dev")
_ACROSS = ("xquad-en2zh", "xquad-zh2en")
_NEWS = "crud-qa"
_AMONG = ("xquad-zh", "xquad-en2zh")  # asked among the news, too, with their passages and without
_STRANGE = ("xquad-zh", "xquad-en")
_MIXED = ("xquad-en", "xquad-zh")
_REMOVED = "removed"
_COUNTS = {"unsaid": 0.5, "strange": 3.0, "feed": 4.0}
# What every feature speaks for: a right answer, against one, or neither.
_FOR, _AGAINST, _NEITHER = (0.0, np.inf), (-np.inf, 0.0), (0.0, 0.0)
_BOUNDS = {
    **dict.fromkeys(ALL, _FOR),
    **dict.fromkeys(
        [
            "names_missing", "names_only", "unmatched", "missed", "unnamed", "asks", "day",
            "uncovered", "unaligned", "name_missing",
        ],
        _AGAINST,
    ),
    **dict.fromkeys(["news", "length", "short"], _NEITHER),
    "nothing_but_names": (-np.inf, -3.0),  # too rare in the sets across languages to be learned
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Asked:
    """One question: the features of its statements, and which of them hold an accepted answer.

    `there` says that an answer can be right. Weights are those of both sides, one behind the other: of statements in the question's language, and in the other one.
    """

    group: str
    rows: Matrix
    right: Mask
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

    def summed(self, weights: Matrix) -> Matrix:
        """What the second regression is given."""
        return summary(self.rows, self.scores(weights))

    def across(self, weights: Matrix) -> bool:
        """Whether its best statement is in the other language."""
        return bool(self.other[int(np.argmax(self.scores(weights)))])

    @property
    def ordered(self) -> bool:
        """Whether it tells which of its statements should come first."""
        there = self.there and self.group != _REMOVED
        return bool(there and self.right.any() and not self.right.all())

    def unsaid(self) -> "Asked":
        """The same without the statements that hold the answer: a subject that is known, a fact that is not."""
        rest = ~self.right
        return replace(
            self,
            group=f"{self.group} unsaid",
            rows=self.rows[rest],
            right=self.right[rest],
            there=False,
        )

    def answered(self, weights: Matrix) -> bool:
        """Whether one of the two best statements is right."""
        best = np.argsort(-self.scores(weights), kind="stable")[:2]
        return bool(self.there and self.right[best].any())


@dataclass(frozen=True, slots=True)
class Limit:
    """No more than that share of a group's questions may stay unanswered."""

    group: str
    refused: float

    def of(self, asked: Sequence[Asked], reached: Matrix) -> float:
        """The highest threshold that keeps it."""
        own = reached[[one.group == self.group for one in asked]]
        return float(np.quantile(own, self.refused))


class Asker:
    """Asks the questions of one set over one index."""

    def __init__(self, index: Index, which: RetrievalSet, questions: Path) -> None:
        self._index, self._which, self._path = index, which, questions

    def ask(self, group: str, *, there: bool, without: bool = False) -> Iterator[Asked]:
        """The questions; `without` their articles and those that are copies of them."""
        rows = _read(self._path)
        for row in rows[:: max(1, len(rows) // _QUESTIONS)]:
            question = understand(row["query"], self._index)
            hits = self._index.search(question.search_text, top_k=_MORE_HITS if without else _HITS)
            if without:
                hits = [hit for hit in hits if not self._copy(hit, row["relevant"])][:_HITS]
            yield from asked_of(group, question, hits, self._index, row["answers"], there=there)

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
) -> Iterator[Asked]:
    """One question with what was found; nothing where nothing was."""
    said = {n: found for n, hit in enumerate(hits) if (found := cut(hit))}
    if said:
        made = candidates(question, said, hits, index)
        right = [any(held(a, s.text) for a in accepted) for s in made.statements]
        yield Asked(group, made.rows, np.array(right), there)


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
        for name in _AMONG:
            with among.holding(RetrievalSet.read(sets, name)) as index:
                yield from asker(index, name).ask(f"{name} among news", there=True)
        with among.holding(RetrievalSet.read(sets, _NEWS)) as index:
            yield from asker(index, _NEWS).ask(_NEWS, there=True)
            yield from asker(index, _NEWS).ask(_REMOVED, there=True, without=True)
            for name in _STRANGE:
                yield from asker(index, name).ask(f"{name} strange", there=False)


def of_feed(name: str, feed: Path, questions: Path) -> Iterator[Asked]:
    """The questions about a feed."""
    with TemporaryDirectory() as home, Index(Path(home), create=True) as index:
        for _ in ingest(index, parse_path(feed)):
            pass
        for case in read_cases(questions):
            accepted = (*case.answers, *case.answers_all)
            question = understand(case.question, index)
            hits = index.search(question.search_text, question.filters, top_k=_HITS)
            yield from asked_of(name, question, hits, index, accepted, there=case.answerable)


def of_feeds(shared: Path) -> Iterator[Asked]:
    """The development feed, and the sample that comes with the project."""
    corpus, own = shared / "corpus" / "cloud-computing-feed.txt", Path("examples")
    yield from of_feed("feed", corpus, shared / "eval" / "feed-dev.jsonl")
    sample = own / "technology-feed.txt"
    yield from of_feed("sample feed", sample, own / "technology-questions.jsonl")


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
                hits = index.search(question.search_text, top_k=_HITS)
                yield from asked_of("both languages", question, hits, index, accepted, there=True)


def learn(asked: Sequence[Asked]) -> dict[str, Any]:
    """The weights of both sides, in the form in which they are stored."""
    ordered = [one for one in asked if one.ordered]
    both = softmax(
        [one.sides for one in ordered], [one.right for one in ordered], _weights(ordered)
    )
    told = [*asked, *(one.unsaid() for one in ordered)]
    across = [one.across(both) for one in told]
    same_weights, across_weights = np.split(both, 2)
    same = [one for one, other in zip(told, across, strict=True) if not other]
    other = [one for one, other in zip(told, across, strict=True) if other]
    return {
        "same": _side(same, both, same_weights, Limit("crud-qa", 0.11)),
        "across": _side(other, both, across_weights, Limit("xquad-en2zh", 0.37)),
    }


def _side(asked: Sequence[Asked], both: Matrix, statement: Matrix, limit: Limit) -> dict[str, Any]:
    """What decides on answers whose best statement is of one side."""
    summed = np.stack([one.summed(both) for one in asked])
    right = np.array([one.answered(both) for one in asked])
    answer, bias = logistic(summed, right, _weights(asked), [_BOUNDS[n] for n in ALL])
    reached = expit(summed @ answer + bias)
    for group in dict.fromkeys(one.group for one in asked):
        own = np.array([one.group == group for one in asked])
        print(f"{group:32} {own.sum():5} {right[own].mean():.3f} right, {_quantiles(reached[own])}")
    return {
        "threshold": round(limit.of(asked, reached), 3),
        "statement": dict(zip(NAMES, statement.round(3).tolist(), strict=True)),
        "answer": {**dict(zip(ALL, answer.round(4).tolist(), strict=True)), "bias": round(bias, 4)},
    }


def _weights(asked: Sequence[Asked]) -> Matrix:
    """Every group counts as its kind does, whatever its size."""
    sizes = Counter(one.group for one in asked)
    return np.array([_counts(one.group) / sizes[one.group] for one in asked])


def _counts(group: str) -> float:
    return next((weight for word, weight in _COUNTS.items() if word in group), 1.0)


def _quantiles(reached: Matrix) -> str:
    return " ".join(f"{q:.2f}" for q in np.quantile(reached, [0.05, 0.15, 0.5, 0.85, 0.95]))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("shared", type=Path)
    parser.add_argument("file", type=Path)
    options = parser.parse_args()
    data = options.shared / "data"
    asked = [*gather(data), *of_both(data / "retrieval"), *of_feeds(options.shared)]
    options.file.write_text(json.dumps(learn(asked), indent=1) + "\n", "utf-8")


if __name__ == "__main__":
    main()
