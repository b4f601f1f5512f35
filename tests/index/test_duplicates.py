"""Near-copies among hits."""

import pytest

from index.duplicates import distinct
from index.passage import Duplicate, Hit

TEXT = "The ferry between the two harbours resumed on Monday after repairs that took nine weeks."


def hit(article: str, text: str) -> Hit:
    return Hit(article, 1, f"T {article}", "Ledger", "", None, "en", "", 0, len(text), text, 0.5)


@pytest.mark.parametrize(
    "copy",
    [
        TEXT,
        TEXT.upper(),
        TEXT.replace(" ", "  ").replace(".", "!"),
        TEXT.replace("Monday", "Mondays"),
        TEXT + " (ap)",
    ],
)
def test_a_near_copy_is_listed_with_the_first(copy: str) -> None:
    (only,) = distinct([hit("a", TEXT), hit("b", copy)])
    assert (only.article_id, only.text) == ("a", TEXT)
    assert only.duplicates == (Duplicate("b", "T b", "Ledger"),)


@pytest.mark.parametrize(
    "other",
    [
        TEXT.replace("nine weeks", "two weeks and a day, said the operator"),
        TEXT[:40],
        "A library opened on the quay.",
        "",
    ],
)
def test_another_statement_stays_a_hit(other: str) -> None:
    assert [h.text for h in distinct([hit("a", TEXT), hit("b", other)])] == [TEXT, other]


def test_texts_that_differ_in_a_number_alone_may_disagree_and_both_stay() -> None:
    one, two = (f"{TEXT} It carried {n} passengers." for n in ("1,200", "1,300"))
    assert [h.text for h in distinct([hit("a", one), hit("b", two)])] == [one, two]


def test_traditional_and_simplified_characters_are_copies() -> None:
    simplified, traditional = "云计算公司的积压订单增加了三成", "雲計算公司的積壓訂單增加了三成"
    (only,) = distinct([hit("a", simplified), hit("b", traditional)])
    assert [copy.article_id for copy in only.duplicates] == ["b"]


def test_short_texts_are_compared_whole() -> None:
    assert [h.text for h in distinct([hit("a", "Ja."), hit("b", "Ne."), hit("c", "ja!")])] == [
        "Ja.",
        "Ne.",
    ]
