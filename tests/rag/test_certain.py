"""A question for an amount, a date or a number has no answer where there is none."""

import pytest

from index import Article, Index
from rag import Answer, Answerer, Reason, Request
from rag.expectation import expectation

ARTICLE = Article(
    "The crane ship Haifeng was handed over at Qidong and sails under its own power. "
    "Its builder praised the crew of the crane ship. The crane ship will lay cables off Fujian.",
    id="ship",
    title="Crane Ship Haifeng Handed Over",
)


def ask(index: Index, question: str) -> Answer:
    index.add([ARTICLE])
    return Answerer(index).ask(Request(question))


@pytest.mark.parametrize(
    "question",
    [
        "How much did the crane ship Haifeng cost?",
        "When was the crane ship Haifeng handed over?",
        "How many people are the crew of the crane ship Haifeng?",
        "What share of the crane ship Haifeng does its builder own?",
    ],
)
def test_what_holds_nothing_of_the_kind_is_no_answer(index: Index, question: str) -> None:
    abstention = ask(index, question).abstention
    assert abstention is not None
    assert abstention.reason is Reason.WEAK_EVIDENCE


def test_what_needs_no_figure_is_answered_by_the_same_article(index: Index) -> None:
    assert (
        "handed over at Qidong"
        in ask(index, "Where was the crane ship Haifeng handed over?").answer
    )


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("空客积压订单有多少架？", "Airbus has a backlog of 7,967 aircraft"),
        ("设拉子袭击伤了多少人？", "One person was killed and eight were wounded"),
        ("买移动空调花了多少欧元？", "Angela paid 320 euros for it"),
        ("When did the game come out?", "It reached shops on 12 May"),
        ("When will he leave?", "他将于年底离任"),
        ("What share of the drinks is cold?", "冷饮占饮品订单的四分之三"),
        ("A股股东每股能分到多少人民币？", "按每股2.2247元人民币领取"),
        ("哈密到重庆的线路有多长？", "a 2,290-kilometre line"),
        ("挪威每天罚多少钱？", "每天罚100万挪威克朗"),
        ("门票多少钱？", "博物馆周一免费开放"),
        ("工期有多长时间？", "工程用了半年"),
        ("What share of the staff agreed?", "Most of the staff agreed"),
    ],
)  # fmt: skip
def test_a_kind_is_met_in_the_words_of_either_language(question: str, said: str) -> None:
    asked = expectation(question)
    assert asked.certain
    assert asked.met_by(said)
