"""How much each feature of a statement counts, and when to answer: fitted to the development sets.

    python -m training.evidence ../shared/data rag/data/evidence.json

asks the questions of every set, some among other news, some without the article that answers them, and writes the weights.
"""

import argparse
import json
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np

from index import Hit, Index
from index.evaluation import Homes, RetrievalSet, copied
from index.parsing import parse_path
from rag.evaluation import held
from rag.evidence import cut
from rag.features import NAMES, candidates
from rag.question import understand
from rag.weighing import ALL, summary
from training.regression import Mask, Matrix, logistic, softmax

_QUESTIONS = 400  # of each set
_HITS, _MORE_HITS = 12, 40
_REFUSED = 0.14  # of the answerable questions about news, at most
_SAME = ("xquad-zh", "xquad-en", "cmrc-trial", "drcd-dev")
_ACROSS = ("xquad-en2zh", "xquad-zh2en")
_NEWS = "crud-qa"
_AMONG = ("xquad-zh", "xquad-en2zh")  # asked among the news, too, with their passages and without
_STRANGE = ("xquad-zh", "xquad-en")

Keep = Callable[[Hit], bool]


@dataclass(frozen=True, slots=True)
class Asked:
    """One question: the features of its statements, which of them hold an accepted answer.

    `there` says that an answer can be right; `summed` is made once the statements have weights.
    """

    group: str
    same_language: bool
    rows: Matrix
    right: Mask
    there: bool
    concepts: int
    hit_scores: Sequence[float]

    def summed(self, weights: Matrix) -> Matrix:
        """What the second regression is given."""
        return summary(self.rows, self.rows @ weights, self.concepts, self.hit_scores)

    def answered(self, weights: Matrix) -> bool:
        """Whether one of the two best statements is right."""
        best = np.argsort(-(self.rows @ weights), kind="stable")[:2]
        return bool(self.there and self.right[best].any())


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
            said = {n: found for n, hit in enumerate(hits) if (found := cut(hit))}
            if not said:
                continue
            made = candidates(question, said, hits, self._index)
            right = [any(held(a, s.text) for a in row["answers"]) for s in made.statements]
            same = hits[0].language == question.language
            scores = [hit.score for hit in hits]
            yield Asked(
                group, same, made.rows, np.array(right), there, len(question.concepts), scores
            )

    def _copy(self, hit: Hit, relevant: Sequence[str]) -> bool:
        texts = [self._which.passages[key] for key in relevant]
        ids = [hit.article_id, *(copy.article_id for copy in hit.duplicates)]
        own = (self._index.article(article_id).article.text for article_id in ids)
        return any(copied(text, other) for text in own for other in texts)


def _read(path: Path) -> list[dict[str, Any]]:
    import gzip

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
            yield from asker(index, _NEWS).ask("removed", there=True, without=True)
            for name in _STRANGE:
                yield from asker(index, name).ask(f"{name} strange", there=False)


def learn(asked: Sequence[Asked]) -> dict[str, Any]:
    """The weights of one side, in the form in which they are stored."""
    sizes = {one.group: sum(o.group == one.group for o in asked) for one in asked}
    ordered = [
        o for o in asked if o.there and o.right.any() and not o.right.all() and o.group != "removed"
    ]
    statement = softmax(
        [o.rows for o in ordered],
        [o.right for o in ordered],
        np.array([1 / sizes[o.group] for o in ordered]),
    )
    answer, bias = logistic(
        np.stack([o.summed(statement) for o in asked]),
        np.array([o.answered(statement) for o in asked]),
        np.array([1 / sizes[o.group] for o in asked]),
    )
    return {
        "statement": dict(zip(NAMES, statement.round(3).tolist(), strict=True)),
        "answer": {**dict(zip(ALL, answer.round(4).tolist(), strict=True)), "bias": round(bias, 4)},
    }


def threshold(asked: Sequence[Asked], weights: dict[str, Any]) -> float:
    """The probability that so many of the answerable questions about news do not reach."""
    statement = np.array([weights["statement"][name] for name in NAMES])
    answer = np.array([weights["answer"][name] for name in ALL])
    sums = [o.summed(statement) @ answer for o in asked if o.group == _NEWS]
    reached = 1 / (1 + np.exp(-(np.array(sums) + weights["answer"]["bias"])))
    return round(float(np.quantile(reached, _REFUSED)), 3)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path)
    parser.add_argument("file", type=Path)
    options = parser.parse_args()
    asked = list(gather(options.data))
    same = learn([one for one in asked if one.same_language])
    across = learn([one for one in asked if not one.same_language])
    written = {"threshold": threshold(asked, same), "same": same, "across": across}
    options.file.write_text(json.dumps(written, indent=1) + "\n", "utf-8")


if __name__ == "__main__":
    main()
