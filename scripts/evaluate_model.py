"""Print how a GGUF model answers the questions of a question file over a feed, and a summary.

python scripts/evaluate_model.py MODEL FEED QUESTIONS [--first N] [--deadline SECONDS]
"""

import argparse
import statistics
import tempfile
from functools import partial
from pathlib import Path

from evaluate_feed import citations_valid, show

from index import Index, ingest
from index.parsing import parse_path
from rag import Answerer, GeneratorOptions, Request, Status
from rag.evaluation import Result, evaluate, read_cases
from rag.generators import load_generator


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("model", type=Path)
    parser.add_argument("feed", type=Path)
    parser.add_argument("questions", type=Path)
    parser.add_argument("--first", type=int, help="only so many questions")
    parser.add_argument("--deadline", type=float, default=300.0, help="seconds for an answer")
    options = parser.parse_args()
    wanted = GeneratorOptions(model=str(options.model), timeout_s=options.deadline)
    cases = read_cases(options.questions)[: options.first]
    with tempfile.TemporaryDirectory() as home, Index(Path(home), create=True) as index:
        for _ in ingest(index, parse_path(options.feed)):
            pass
        answerer = Answerer(index, partial(load_generator, options=wanted), options.deadline)
        results = []
        for case in cases:
            results += evaluate([case], lambda text: answerer.ask(Request(text, generator="local")))
            show(results[-1])
            print(f"       {facts(results[-1])}", flush=True)
        summarise(results, citations_valid(results, index))


def facts(result: Result) -> str:
    answer = result.answer
    seconds = answer.timings_ms["total"] / 1000
    why = f", extractive because {answer.degraded_because}" if answer.degraded else ""
    return f"{seconds:.1f} s, {answer.removed_claims} claims removed{why}"


def summarise(results: list[Result], valid: str) -> None:
    answerable = [result for result in results if result.case.answerable]
    rest = [result for result in results if not result.case.answerable]
    abstained = [r for r in answerable if r.answer.status is Status.ABSTAINED]
    written = [r for r in results if "generate" in r.answer.timings_ms]
    own = [r for r in written if not r.answer.degraded and r.answer.status is Status.ANSWERED]
    seconds = [result.answer.timings_ms["generate"] / 1000 for result in written]
    print(f"answerable, right | {sum(r.right for r in answerable)} of {len(answerable)}")
    print(f"answerable, refused | {len(abstained)} of {len(answerable)}")
    print(f"unanswerable, abstained | {sum(r.right for r in rest)} of {len(rest)}")
    print(f"answers of the model's own | {len(own)} of {len(written)} that it was asked for")
    print(f"of these right | {sum(r.right for r in own)}")
    print(f"citations equal to the stored text | {valid}")
    print(f"claims removed | {sum(r.answer.removed_claims for r in results)}")
    if seconds:
        print(f"seconds, median / longest | {statistics.median(seconds):.1f} / {max(seconds):.1f}")


if __name__ == "__main__":
    main()
