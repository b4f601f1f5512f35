"""Statements held against articles: said so, said otherwise, or not spoken of."""

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from index import Article, Index
from rag.claims import MOST_STATEMENTS, ClaimChecker, Finding

TEXT = (
    "The Marren ferry carried 420 passengers on Tuesday. Its new terminal opened on 3 May 2026. "
    "Fares did not rise this year."
)
CHINESE = "白鹭渡轮周二运送了420名乘客。新码头于2026年5月3日启用。"
BACKLOG = "Quilldon积压订单合计301亿美元，差不多是年初的两倍。"


@pytest.fixture(scope="module")
def checker(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ClaimChecker]:
    at = datetime(2026, 5, 6, tzinfo=UTC)
    with Index(tmp_path_factory.mktemp("claims") / "home", create=True) as index:
        marren = {"id": "marren", "title": "The Marren ferry", "text": TEXT}
        egret = {"id": "egret", "title": "白鹭渡轮", "text": CHINESE}
        backlog = {"id": "backlog", "title": "Quilldon", "text": BACKLOG}
        index.add([Article(**fields, published_at=at) for fields in (marren, egret, backlog)])  # type: ignore[arg-type]
        yield ClaimChecker(index)


@pytest.mark.parametrize(
    ("said", "finding", "quote"),
    [
        (
            "The Marren ferry carried 420 passengers on Tuesday.",
            Finding.SUPPORTED,
            "420 passengers",
        ),
        ("On Tuesday 420 passengers took the Marren ferry.", Finding.SUPPORTED, "420 passengers"),
        ("The Marren ferry carried 520 passengers on Tuesday.", Finding.DIFFERS, "420 passengers"),
        ("白鹭渡轮周二运送了420名乘客。", Finding.SUPPORTED, "420名乘客"),
        ("白鹭渡轮周二运送了620名乘客。", Finding.DIFFERS, "420名乘客"),
        ("Quilldon's backlog fell to $30.1 billion.", Finding.DIFFERS, "两倍"),
        ("Quilldon积压订单降至301亿美元。", Finding.DIFFERS, "两倍"),
        ("Quilldon's backlog doubled to $30.1 billion.", Finding.SUPPORTED, "两倍"),
        ("Quilldon积压订单翻倍至301亿美元。", Finding.SUPPORTED, "两倍"),
        ("The king of Spain visited Berlin.", Finding.NOT_FOUND, ""),
        ("月亮是奶酪做的。", Finding.NOT_FOUND, ""),
    ],
)
def test_a_statement_is_found_so_otherwise_or_not_at_all(
    checker: ClaimChecker, said: str, finding: Finding, quote: str
) -> None:
    (statement,) = checker.check(said).statements
    assert (statement.text, statement.finding) == (said, finding)
    assert [quote in citation.quote for citation in statement.citations[:1]] == [True] * bool(quote)


def test_a_quotation_is_stored_text_at_its_offsets(checker: ClaimChecker) -> None:
    (statement,) = checker.check("The Marren ferry carried 520 passengers on Tuesday.").statements
    (citation,) = statement.citations
    assert TEXT[citation.start : citation.end] == citation.quote


def test_statements_are_taken_one_by_one_and_questions_are_none(checker: ClaimChecker) -> None:
    said = "The Marren ferry carried 420 passengers on Tuesday [1][2]. Is that so? 是真的吗？ 7!"
    (statement,) = checker.check(said).statements
    assert statement.text == "The Marren ferry carried 420 passengers on Tuesday."


def test_markers_in_what_is_said_cite_nothing(checker: ClaimChecker) -> None:
    (statement,) = checker.check("The moon is made of cheese [1].").statements
    assert statement.finding is Finding.NOT_FOUND


def test_what_is_too_much_is_left_out_and_counted(checker: ClaimChecker) -> None:
    checked = checker.check("The moon is cheese. " * (MOST_STATEMENTS + 3))
    assert (len(checked.statements), checked.left_out) == (MOST_STATEMENTS, 3)


@pytest.mark.parametrize("said", ["", "?", "123.", "???\n\n。"])
def test_what_states_nothing_has_no_statements(checker: ClaimChecker, said: str) -> None:
    assert checker.check(said).statements == ()
