"""Ask the questions about feeds and print how they are answered: right, refused, wrong, abstained where the feed cannot tell.

python scripts/evaluate_feeds.py [FOLDER] [--wrong]

Every `NAME.txt` of the folder is a feed and `NAME.jsonl` beside it has its questions. The shipped weights of evidence have learned nothing from those of `training/feeds/apart`, which is the folder unless another is given.
"""

import argparse
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from index import Index, ingest
from index.errors import BadFile
from index.parsing import parse_path
from rag import Answerer, Request, Status
from rag.evaluation import Result, evaluate, read_cases

APART = Path(__file__).parents[1] / "training" / "feeds" / "apart"


@dataclass(frozen=True)
class Tally:
    """How the questions of one or several feeds were answered."""

    results: Sequence[Result]

    def of(self, *, answerable: bool) -> list[Result]:
        return [one for one in self.results if one.case.answerable is answerable]

    @property
    def line(self) -> str:
        """Right, refused and wrong of those with an answer; abstained of those without."""
        asked, others = self.of(answerable=True), self.of(answerable=False)
        right = sum(one.right for one in asked)
        refused = sum(one.answer.status is not Status.ANSWERED for one in asked)
        abstained = sum(one.right for one in others)
        wrong = len(asked) - right - refused
        return f"{len(asked):>6}{right:>7}{refused:>9}{wrong:>7}{len(others):>7}{abstained:>11}"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path, nargs="?", default=APART)
    parser.add_argument("--wrong", action="store_true", help="print what was not right")
    options = parser.parse_args()
    feeds = sorted(options.folder.glob("*.txt"))
    if not feeds:
        sys.exit(f"{options.folder} holds no feed: no NAME.txt with its NAME.jsonl is there")
    print(f"{'feed':60}{'asked':>6}{'right':>7}{'refused':>9}{'wrong':>7}{'others':>7}{'abstained':>11}")  # fmt: skip
    results = list[Result]()
    for feed in feeds:
        own = answered(feed)
        print(f"{feed.stem:60}{Tally(own).line}", flush=True)
        for line in not_right(own) if options.wrong else ():
            print(line)
        results += own
    print(f"{'together':60}{Tally(results).line}")


def answered(feed: Path) -> list[Result]:
    """The questions of a feed, asked over a home of it alone."""
    with TemporaryDirectory() as home, Index(Path(home), create=True) as index:
        for done in ingest(index, parse_path(feed)):
            if isinstance(done, BadFile):
                raise done
        answerer = Answerer(index)
        return evaluate(
            read_cases(feed.with_suffix(".jsonl")), lambda question: answerer.ask(Request(question))
        )


def not_right(results: Sequence[Result]) -> Iterator[str]:
    """What was asked, wanted and answered."""
    for one in results:
        if not one.right:
            wanted = " | ".join(one.case.accepted) or "nothing"
            yield f"  {one.case.id} {one.case.question}\n    wanted {wanted}\n    {one.answer.confidence:.2f} {one.answer.answer or 'refused'}"


if __name__ == "__main__":
    main()
