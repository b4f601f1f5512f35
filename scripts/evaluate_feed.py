"""Print how the questions of a question file are answered over a feed, and a summary.

python scripts/evaluate_feed.py FEED QUESTIONS [--verbose]
"""

import argparse
import hashlib
import statistics
import tempfile
from pathlib import Path

from index import Index, ingest
from index.parsing import parse_path
from rag import Answerer, Request
from rag.evaluation import Result, evaluate, read_cases

LONGEST = 220


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("feed", type=Path)
    parser.add_argument("questions", type=Path)
    parser.add_argument("--verbose", action="store_true")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as home, Index(Path(home), create=True) as index:
        for _ in ingest(index, parse_path(options.feed)):
            pass
        answerer = Answerer(index)
        results = evaluate(read_cases(options.questions), lambda text: answerer.ask(Request(text)))
        for result in results:
            if options.verbose or not result.right:
                show(result)
        summarise(results, citations_valid(results, index))


def show(result: Result) -> None:
    mark = "right" if result.right else "WRONG"
    said = result.answer.answer or f"({result.answer.abstention})"
    print(f"{mark}  {result.case.id}  {result.case.question}\n       {said}")


def citations_valid(results: list[Result], index: Index) -> str:
    """How many citations equal the stored text at their offsets, and carry its hash."""
    citations = [c for result in results for c in result.answer.citations]
    valid = sum(
        index.article(c.article_id, c.revision).article.text[c.start : c.end] == c.quote
        and hashlib.sha256(c.quote.encode()).hexdigest() == c.quote_sha256
        for c in citations
    )
    return f"{valid} of {len(citations)}"


def summarise(results: list[Result], valid: str) -> None:
    answerable = [r for r in results if r.case.answerable]
    rest = [r for r in results if not r.case.answerable]
    short = [r for r in answerable if r.right and r.length <= LONGEST]
    lengths = [r.length for r in answerable if r.right]
    print(f"answerable, right in at most {LONGEST} characters | {len(short)} of {len(answerable)}")
    print(f"unanswerable, abstained | {sum(r.right for r in rest)} of {len(rest)}")
    print(f"citations equal to the stored text | {valid}")
    print(
        f"length of right answers, median / longest | {statistics.median(lengths):.0f} / {max(lengths)}"
    )


if __name__ == "__main__":
    main()
