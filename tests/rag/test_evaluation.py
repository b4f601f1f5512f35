from pathlib import Path

import pytest

from index import Index, ingest
from index.parsing import parse_path
from rag import Answerer, Request
from rag.evaluation import Case, evaluate, held, is_right, read_cases

SHARED = Path(__file__).parents[2].parent / "shared"


@pytest.mark.parametrize(
    ("wanted", "text", "expected"),
    [
        ("20%", "占20%的股份", True),
        ("20%", "占720%的股份", False),
        ("114", "在114水平", True),
        ("114", "在1145水平", False),
        ("5.26分钟", "不超过5.26 分钟", True),
        ("59900", "达到59,900名", True),
        ("Blue Owl Capital", "with blue owl  capital", True),
        ("12", "12.5%", False),
        ("12", "涨了12。", True),
    ],
)
def test_an_accepted_string_is_compared_as_the_contract_says(
    wanted: str, text: str, expected: bool
) -> None:
    assert held(wanted, text) is expected


def test_all_of_several_answers_must_be_there() -> None:
    case = Case("1", "?", (), ("6700亿", "6930亿"), "multi")
    assert is_right(case, "分别为6700亿和6930亿 [1]")
    assert not is_right(case, "为6700亿 [6930亿]"[:6])


def test_a_marker_is_no_answer() -> None:
    assert not is_right(Case("1", "?", ("3",), (), "fact"), "It rose. [3]")


@pytest.mark.skipif(not SHARED.exists(), reason="the development data is not here")
def test_the_development_feed_is_answered(tmp_path: Path) -> None:
    with Index(tmp_path, create=True) as index:
        for _ in ingest(index, parse_path(SHARED / "corpus/cloud-computing-feed.txt")):
            pass
        answerer = Answerer(index)
        results = evaluate(
            read_cases(SHARED / "eval/feed-dev.jsonl"), lambda text: answerer.ask(Request(text))
        )
        quotes = [
            (c.quote, index.article(c.article_id, c.revision).article.text[c.start : c.end])
            for result in results
            for c in result.answer.citations
        ]
    wrong = [r.case.id for r in results if r.case.answerable and not (r.right and r.length <= 220)]
    answered = [r.case.id for r in results if not r.case.answerable and not r.right]
    assert (wrong, answered) == ([], [])
    assert all(quote == stored for quote, stored in quotes)
