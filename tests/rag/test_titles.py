"""Questions that name an article by its title."""

import pytest

from index import Article, Index
from rag import Answer, Answerer, Request, Status

TITLE = "Why Did the Fog Ferry Stop? 5 Answers"
NOTES = [
    Article(
        "渡轮9月运送乘客41.8万人次 [1] - 船长由十二人增至二十人 [2] - 大雾由于海水变冷而增多 [3]",
        id="fog",
        title=TITLE,
        source="Tidewater Gazette",
    ),
    Article("The fog ferry stopped because of a broken pump.", id="pump", title="Pumps"),
    Article(
        "博物馆新馆于五月开放，藏品有三万件。", id="museum", title="海港博物馆新馆今日迎来首批客人"
    ),
]


@pytest.fixture
def titled(index: Index) -> Index:
    index.add(NOTES)
    return index


def ask(index: Index, text: str) -> Answer:
    return Answerer(index).ask(Request(text))


@pytest.mark.parametrize(
    "question",
    [
        f"What is reported about {TITLE}?",
        f"what's reported about {TITLE.lower()}",
        f"Summarize {TITLE}",
        f"关于{TITLE}有哪些报道？",
        f"有关“{TITLE}”的报道",
        f"总结一下{TITLE}这篇文章",
    ],
)
def test_what_is_in_an_article_is_told_where_its_title_is_given(
    titled: Index, question: str
) -> None:
    answer = ask(titled, question)
    assert {citation.article_id for citation in answer.citations} == {"fog"}
    assert [said in answer.answer for said in ("41.8万人次", "海水变冷")] == [True, True]


def test_a_title_may_be_in_chinese(titled: Index) -> None:
    answer = ask(titled, "关于海港博物馆新馆今日迎来首批客人有哪些报道？")
    assert [citation.article_id for citation in answer.citations] == ["museum"]
    assert answer.searched.filters == {}  # the day is part of the title


def test_a_title_alone_is_a_question_like_any_other(titled: Index) -> None:
    answer = ask(titled, "Why did the fog ferry stop?")
    assert answer.claims[0].text == "The fog ferry stopped because of a broken pump."


def test_what_is_asked_of_an_article_is_answered(titled: Index) -> None:
    answer = ask(titled, f"How many passengers does {TITLE} report?")
    assert answer.status is Status.ANSWERED
    assert answer.claims[0].text == "渡轮9月运送乘客41.8万人次"


def test_what_is_reported_about_a_name_is_not_of_one_article(titled: Index) -> None:
    answer = ask(titled, "What is reported about the fog ferry?")
    assert "pump" in {citation.article_id for citation in answer.citations}
