"""Ask the questions of retrieval sets and print how they are answered: right, refused, and in what time.

python scripts/evaluate_sets.py FOLDER [--news FILE] [--questions 200] [--set NAME]...

Each set is a pool of its own, zh-squad2 with questions that its paragraphs do not answer; with a file of news, crud-qa is asked among them: as it is, without the article that each question was made of, without any that still answers it, and questions of another world as well.
"""

import argparse
import gzip
import json
import statistics
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np

from index import Article, Index
from index.evaluation import Homes, RetrievalSet, copied
from index.parsing import parse_path
from rag import Answer, Answerer, Request, Status
from rag.evaluation import held
from rag.plain import MARKERS

ALONE = ("cmrc-trial", "drcd-dev", "xquad-zh", "xquad-en", "xquad-en2zh", "xquad-zh2en")
DOUBTFUL = "zh-squad2"
NEWS = "crud-qa"
STRANGE = ("xquad-zh", "xquad-en")
SHARES = (0.2, 0.4, 0.6, 0.8, 1.0)


@dataclass(frozen=True)
class Given:
    """One question with its answer."""

    answer: Answer
    right: bool
    rag_ms: float

    @property
    def answered(self) -> bool:
        return self.answer.status is Status.ANSWERED


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--news", type=Path)
    parser.add_argument("--questions", type=int, default=200)
    parser.add_argument("--set", action="append", dest="sets")
    options = parser.parse_args()
    print(f"{'set':32}{'asked':>6}{'right':>8}{'refused':>9}{'of given right':>16}{'rag ms':>8}")
    opened = partial(Index, create=True)
    found = dict[str, list[Given]]()
    with ExitStack() as stack:
        alone = stack.enter_context(Homes(opened))
        for name in options.sets or ALONE:
            which = RetrievalSet.read(options.folder, name)
            with alone.holding(which) as index:
                found[name] = asked(index, questions(options.folder, name, options.questions))
            show(name, found[name])
        if not options.sets:
            with alone.holding(RetrievalSet.read(options.folder, DOUBTFUL)) as index:
                doubtful(index, options.folder, options.questions)
        if options.news:
            among = stack.enter_context(Homes(opened, parse_path(options.news)))
            with among.holding(RetrievalSet.read(options.folder, NEWS)) as index:
                found[NEWS] = of_news(index, options.folder, options.questions)
    risk_coverage(found)


def questions(folder: Path, name: str, count: int) -> Sequence[dict[str, Any]]:
    """So many of a set's questions that have answers, spread over it."""
    return spread([row for row in rows_of(folder, name) if row["answers"]], count)


def rows_of(folder: Path, name: str) -> list[dict[str, Any]]:
    """A set's questions."""
    with gzip.open(folder / f"{name}.queries.jsonl.gz", "rt", encoding="utf-8") as file:
        return [row for row in map(json.loads, file) if any(map(str.isalnum, row["query"]))]


def spread(rows: Sequence[dict[str, Any]], count: int) -> Sequence[dict[str, Any]]:
    return rows[:: max(1, len(rows) // count)][:count]


def doubtful(index: Index, folder: Path, count: int) -> None:
    """Questions that a paragraph answers, and as many about it that none does."""
    rows = [row for row in rows_of(folder, DOUBTFUL) if not row["answers"]]
    sides = [
        asked(index, some) for some in (questions(folder, DOUBTFUL, count), spread(rows, count))
    ]
    for what, side in zip(("answered there", "not answered"), sides, strict=True):
        show(f"{DOUBTFUL}, {what}", side)
    show_auroc(*sides)


def asked(index: Index, rows: Iterable[dict[str, Any]]) -> list[Given]:
    """The answer to each question."""
    answerer = Answerer(index)
    return [given(answerer.ask(Request(row["query"])), row) for row in rows]


def given(answer: Answer, row: dict[str, Any]) -> Given:
    right = answer.status is Status.ANSWERED and holds(row["answers"], answer.answer)
    laps = answer.timings_ms
    return Given(answer, right, laps["total"] - laps["retrieve"])


def holds(accepted: Iterable[str], answer: str) -> bool:
    text = MARKERS.sub("", answer)
    return any(held(wanted, text) for wanted in accepted)


def of_news(index: Index, folder: Path, count: int) -> list[Given]:
    """The questions about news, with their articles and without, and questions of another world; those with them are returned."""
    rows = questions(folder, NEWS, count)
    there = asked(index, rows)
    show(f"{NEWS} among news", there)
    which = RetrievalSet.read(folder, NEWS)
    alone, all_gone = zip(*without(index, which, rows), strict=True)
    for name, gone in (("its article", alone), ("any that answers", all_gone)):
        show(f"{NEWS} without {name}", gone)
        show_auroc(there, gone)
    for name in STRANGE:
        show(f"{name} put to the news", asked(index, questions(folder, name, count)))
    return there


def without(
    index: Index, which: RetrievalSet, rows: Iterable[dict[str, Any]]
) -> Iterator[tuple[Given, Given]]:
    """Each question once its article and the copies of it are deleted, and once those are, too, from which the answer is still right: other reports of the same news. They come back after it."""
    for row in rows:
        gone = copies(index, row["query"], [which.passages[key] for key in row["relevant"]])
        alone = last = asked_after(index, gone, row)
        while last.right:
            told = {citation.article_id for citation in last.answer.citations}
            others = [index.article(key).article for key in told]
            last = asked_after(index, others, row)
            gone += others
        index.add(gone)
        yield alone, last


def copies(index: Index, query: str, texts: Sequence[str]) -> list[Article]:
    """The articles that a query finds which are one of the texts, or copies of it."""
    hits = index.search(query, top_k=80)
    ids = {h.article_id for h in hits} | {d.article_id for h in hits for d in h.duplicates}
    stored = (index.article(key).article for key in ids)
    return [a for a in stored if any(copied(a.text, text) for text in texts)]


def asked_after(index: Index, gone: Iterable[Article], row: dict[str, Any]) -> Given:
    """How the question is answered once those articles are deleted."""
    index.delete([article.id for article in gone if article.id])
    return given(Answerer(index).ask(Request(row["query"])), row)


def show_auroc(there: Sequence[Given], gone: Sequence[Given]) -> None:
    """How well confidence tells questions that can be answered from those that cannot."""
    ranked = auroc(*([g.answer.confidence for g in side] for side in (there, gone)))
    print(f"{'AUROC':32}{len(there) + len(gone):>6}{ranked:>8.3f}", flush=True)


def auroc(positive: list[float], negative: list[float]) -> float:
    """How often a positive one is above a negative one; ties count half."""
    difference = np.subtract.outer(positive, negative)
    return float((difference > 0).mean() + (difference == 0).mean() / 2)


def risk_coverage(found: Mapping[str, Sequence[Given]]) -> None:
    """How many of the answers of each set are right as fewer are given, the surest first."""
    print(f"{'right of the surest':32}" + "".join(f"{share:>8.0%}" for share in SHARES))
    for name, given in found.items():
        ordered = sorted(given, key=lambda g: -g.answer.confidence)
        print(f"{name:32}" + "".join(f"{right_of(ordered, s):>8.3f}" for s in SHARES))


def right_of(ordered: Sequence[Given], share: float) -> float:
    """How many are right of those of the first share of questions that were answered."""
    first = [g for g in ordered[: round(share * len(ordered))] if g.answered]
    return statistics.mean(g.right for g in first) if first else 0.0


def show(name: str, found: Sequence[Given]) -> None:
    answered = [g for g in found if g.answered]
    right = statistics.mean(g.right for g in found)
    of_given = statistics.mean(g.right for g in answered) if answered else 0.0
    refused = 1 - len(answered) / len(found)
    ms = statistics.median(g.rag_ms for g in found)
    print(
        f"{name:32}{len(found):>6}{right:>8.3f}{refused:>9.3f}{of_given:>16.3f}{ms:>8.1f}",
        flush=True,
    )


if __name__ == "__main__":
    main()
