"""What is asked of whatever a question names: how far statements hold it."""

import pytest

from index import Article, Index
from rag.asked import ASKED, periods
from rag.evidence import cut
from rag.features import NAMES, candidates
from rag.question import understand


def told(index: Index, question: str, article: str) -> dict[str, list[float]]:
    """The features of every statement of the only article."""
    index.add([Article(article, id="only")])
    asked = understand(question, index)
    hits = [hit for hit in index.search(asked.search_text) if hit.article_id == "only"]
    found = candidates(asked, {n: cut(hit) for n, hit in enumerate(hits)}, hits, index)
    return {name: found.rows[:, NAMES.index(name)].tolist() for name in ASKED}


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("第二季度营收", {"span": {"2Q"}}),
        ("revenue in the first half of 2023", {"span": {"1H"}, "year": {"2023"}}),
        ("2022年7月和上半年", {"span": {"7", "1H"}, "year": {"2022"}}),
        ("12月", {"span": {"12"}}),
        ("it may rise in march", {"span": {"3"}}),
        ("12023 units", {}),
    ],
)
def test_periods_are_read_in_both_languages(text: str, named: dict[str, set[str]]) -> None:
    assert periods(text) == named


def test_a_statement_of_another_quarter_is_told_apart(index: Index) -> None:
    found = told(
        index,
        "What was Heron's revenue in the third quarter?",
        "Heron had revenue of 5 million in the second quarter. In the third quarter it was 6 million. Heron sells boats.",
    )
    assert found["period"] == [0, 1, 0]
    assert found["other_period"] == [1, 0, 0]


def test_what_is_counted_has_its_number_before_it(index: Index) -> None:
    found = told(
        index,
        "How many stores does Heron run?",
        "Heron runs 214 new stores in the north. It has sold 300 boats. Stores are closed on Sundays.",
    )
    assert found["counted"] == [1, 0, 0]
    assert found["uncounted"] == [0, 1, 1]


def test_things_that_are_not_counted_are_not_missed(index: Index) -> None:
    found = told(
        index, "Who runs Heron?", "Heron runs 214 stores. Ada Lund is its chief executive."
    )
    assert found["counted"] == found["uncounted"] == [0, 0]


def test_what_is_asked_of_a_name_is_looked_for_apart_from_the_name(index: Index) -> None:
    found = told(
        index,
        "What is the dividend of Heron?",
        "Heron pays a dividend of 2 euros. Heron sells boats. Everybody likes it.",
    )
    assert found["attributes"] == [1, 0, 0]
    assert found["attributes_near"] == [1, 1, 0]


def test_a_cause_counts_where_a_reason_is_asked_for(index: Index) -> None:
    article = "Heron closed because of a storm. It opened again on Monday."
    assert told(index, "Why did Heron close?", article)["cause"] == [1, 0]


def test_a_cause_counts_nowhere_else(index: Index) -> None:
    article = "Heron closed because of a storm. It opened again on Monday."
    assert told(index, "When did Heron close?", article)["cause"] == [0, 0]


def test_where_nothing_is_asked_of_a_name_nothing_is_missing(index: Index) -> None:
    found = told(index, "What does Heron do?", "Heron sells boats. Everybody likes it.")
    assert found["attributes"] == found["attributes_near"] == [1, 1]
