"""Answers checked again after the articles have changed."""

from dataclasses import replace

import pytest

from index import Article, Index
from rag import Answerer, Request
from rag.recheck import Quoted, Rechecked, Standing, recheck

FARE = "单程票价为2.80欧元"


@pytest.fixture
def quoted(index: Index) -> Quoted:
    """The citation of an answer about the ferry's fare."""
    (one,) = Answerer(index).ask(Request("渡轮单程票价是多少？")).citations
    assert one.quote == FARE
    return Quoted(
        one.number, one.article_id, one.revision, one.start, one.end, one.quote, one.quote_sha256
    )


def only(quoted: Quoted, index: Index) -> Rechecked:
    found = recheck([quoted], index)
    (one,) = found.citations
    assert found.holds is (one.outcome is Standing.HOLDS)
    return one


def revise(index: Index, old: str, new: str) -> None:
    article = index.article("ferry").article
    index.add([replace(article, text=article.text.replace(old, new))])


def test_a_citation_of_the_current_text_holds(index: Index, quoted: Quoted) -> None:
    assert only(quoted, index) == Rechecked(1, Standing.HOLDS, "ferry", 1, FARE)


def test_after_a_revision_both_texts_are_given(index: Index, quoted: Quoted) -> None:
    revise(index, "2.80欧元", "3.10欧元")
    found = only(quoted, index)
    assert (found.outcome, found.stored, found.current_revision) == (Standing.REVISED, FARE, 2)
    assert found.current is not None
    assert "单程票价为3.10欧元" in found.current


def test_after_a_revision_elsewhere_the_quote_is_still_there(index: Index, quoted: Quoted) -> None:
    revise(index, "17分钟", "19分钟")
    assert only(quoted, index).current == FARE


def test_a_deleted_article_is_said_to_be(index: Index, quoted: Quoted) -> None:
    index.delete(["ferry"])
    found = only(quoted, index)
    assert (found.outcome, found.stored) == (Standing.DELETED, FARE)


@pytest.mark.parametrize(
    "change",
    [
        {"quote": "单程票价为1.80欧元"},
        {"quote_sha256": "0" * 64},
        {"start": 0},
        {"end": 10_000_000},
        {"revision": 7},
        {"quote": "", "start": 5, "end": 5},
    ],
    ids=lambda change: next(iter(change)),
)
def test_what_was_never_stored_is_altered(
    index: Index, quoted: Quoted, change: dict[str, object]
) -> None:
    assert only(replace(quoted, **change), index).outcome is Standing.ALTERED  # type: ignore[arg-type]


def test_an_altered_quote_stays_one_after_a_delete(index: Index, quoted: Quoted) -> None:
    index.delete(["ferry"])
    assert only(replace(quoted, quote="免费"), index).outcome is Standing.ALTERED


def test_an_article_of_another_home_is_not_there(index: Index, quoted: Quoted) -> None:
    index.add([Article(id="other", text="Something else.")])
    found = only(replace(quoted, article_id="unknown"), index)
    assert (found.outcome, found.stored) == (Standing.DELETED, None)


def test_an_answer_without_citations_holds(index: Index) -> None:
    assert recheck([], index).holds
