"""Follow-ups, made self-contained by the questions before them."""

from collections.abc import Iterator
from datetime import UTC, date, datetime

import pytest
from fakes import day

from index import Filters, Index
from rag.conversation import self_contained
from rag.expectation import Kind
from rag.question import understand

TODAY = date(2025, 10, 28)


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Index]:
    """An empty one: what a follow-up means does not depend on the articles."""
    with Index(tmp_path_factory.mktemp("home"), create=True) as empty:
        yield empty


def complete(index: Index, *turns: str) -> str:
    return self_contained(turns[-1], turns[:-1], index, TODAY)


@pytest.mark.parametrize(
    ("earlier", "asked", "whole"),
    [
        ("NVIDIA的总部在哪里？", "它的收入是多少？", "NVIDIA的收入是多少?"),
        ("MongoDB什麼時候上市？", "該公司的員工有多少？", "MongoDB的员工有多少?"),
        ("Core Scientific有多少吉瓦容量？", "哪家公司收购了它？", "哪家公司收购了Core Scientific?"),
        ("亚马逊和沃尔玛的营收分别是多少？", "它们的总部在哪里？", "亚马逊和沃尔玛的总部在哪里?"),
        ("CoreWeave首席执行官Michael Intrator说了什么？", "他持有多少股？", "Michael Intrator持有多少股?"),
        ("白鹭号渡轮的首航日是哪天？", "它的票价是多少？", "白鹭号渡轮的票价是多少?"),
        ("When did MongoDB go public?", "how many employees does it have?", "how many employees does MongoDB have?"),
        ("Where is NVIDIA based?", "And its revenue?", "And NVIDIA's revenue?"),
        ("What do Amazon and Walmart earn?", "Where are they based?", "Where are Amazon and Walmart based?"),
        ("How much did the library cost?", "Who directs it?", "Who directs the library?"),
        ("When did MongoDB go public?", "And how many employees?", "MongoDB how many employees?"),
    ],
)  # fmt: skip
def test_a_pronoun_stands_for_what_was_asked_about(
    index: Index, earlier: str, asked: str, whole: str
) -> None:
    assert complete(index, earlier, asked) == whole


@pytest.mark.parametrize(
    ("earlier", "asked", "whole"),
    [
        ("CoreWeave第二季度末的积压订单金额是多少？", "那MongoDB呢？", "MongoDB第二季度末的积压订单金额是多少?"),
        ("亞馬遜和沃爾瑪的營收是多少？", "那麼谷歌呢？", "谷歌的营收是多少?"),
        ("白鹭号渡轮的票价是多少？", "那黑鹭号渡轮呢？", "黑鹭号渡轮的票价是多少?"),
        ("What was Amazon's revenue in 2024?", "what about Walmart", "What was Walmart's revenue in 2024?"),
        ("What's new on CoreWeave this week?", "and MongoDB?", "What's new on MongoDB this week?"),
        ("How much did the library cost?", "What about the museum?", "How much did the museum cost?"),
    ],
)  # fmt: skip
def test_another_subject_keeps_the_rest(index: Index, earlier: str, asked: str, whole: str) -> None:
    assert complete(index, earlier, asked) == whole


@pytest.mark.parametrize(
    ("earlier", "asked", "whole"),
    [
        ("NuScale Power今年的收入有多少？", "去年呢？", "NuScale Power去年的收入有多少?"),
        ("上周有哪些关于CoreWeave的报道？", "上个月呢？", "上个月有哪些关于CoreWeave的报道?"),
        ("MongoDB有多少客户？", "2023年呢？", "2023年MongoDB有多少客户?"),
        ("MongoDB有多少客户？", "在欧洲呢？", "在欧洲MongoDB有多少客户?"),
        ("What was Amazon's revenue this year?", "What about last year?", "What was Amazon's revenue last year?"),
        ("How many satellites did SpaceX launch in 2024?", "and in 2023?", "How many satellites did SpaceX launch in 2023?"),
        ("How many customers does MongoDB have?", "And in Europe?", "How many customers does MongoDB have in Europe?"),
    ],
)  # fmt: skip
def test_another_time_or_place_keeps_the_rest(
    index: Index, earlier: str, asked: str, whole: str
) -> None:
    assert complete(index, earlier, asked) == whole


@pytest.mark.parametrize(
    ("earlier", "asked", "whole"),
    [
        ("CoreWeave第二季度的营收是多少？", "净利润呢？", "CoreWeave第二季度的净利润？"),
        ("白鹭号渡轮的票价是多少？", "首航日呢？", "白鹭号渡轮的首航日？"),
        ("What was CoreWeave's revenue in 2024?", "And the net profit?", "CoreWeave's net profit 2024?"),
    ],
)  # fmt: skip
def test_another_measure_keeps_subject_and_time(
    index: Index, earlier: str, asked: str, whole: str
) -> None:
    assert complete(index, earlier, asked) == whole


@pytest.mark.parametrize(
    ("earlier", "asked", "whole"),
    [
        ("NVIDIA什么时候投资了CoreWeave？", "为什么？", "NVIDIA为什么投资了CoreWeave?"),
        ("When did CoreWeave buy the plant?", "Why?", "Why did CoreWeave buy the plant?"),
        ("How much did Nvidia invest in CoreWeave?", "When was that?", "When did Nvidia invest in CoreWeave?"),
    ],
)  # fmt: skip
def test_a_question_word_alone_asks_the_same_otherwise(
    index: Index, earlier: str, asked: str, whole: str
) -> None:
    assert complete(index, earlier, asked) == whole


@pytest.mark.parametrize(
    ("earlier", "asked", "whole"),
    [
        ("When did MongoDB go public?", "它的总部在哪里？", "MongoDB的总部在哪里?"),
        ("英伟达的总部在哪里？", "How large is its revenue?", "How large is 英伟达's revenue?"),
        ("What was Amazon's revenue in 2024?", "那沃尔玛呢？", "What was 沃尔玛's revenue in 2024?"),
    ],
)  # fmt: skip
def test_the_history_may_be_in_the_other_language(
    index: Index, earlier: str, asked: str, whole: str
) -> None:
    assert complete(index, earlier, asked) == whole


@pytest.mark.parametrize(
    "asked",
    [
        "渡轮的票价是多少？",
        "特斯拉交付了多少辆汽车，它的收入是多少？",
        "其他公司的收入是多少？",
        "CoreWeave的首席执行官是谁呢？",
        "今天天气怎么样？",
        "那不勒斯在哪里？",
        "Who won the 2025 Nobel Prize in Physics?",
        "And who won the Nobel Prize in Physics?",
        "How much did Alphabet pay to settle its dispute with Trump?",
        "Is it true that Tesla lost money?",
        "What about Walmart's customers?",
        "Which minister said that prices fell?",
    ],
)
def test_another_topic_takes_nothing_along(index: Index, asked: str) -> None:
    assert complete(index, "NVIDIA什么时候向CoreWeave投资？", asked) == asked
    assert complete(index, "When did MongoDB go public?", asked) == asked


def test_a_first_question_stands_as_it_is(index: Index) -> None:
    assert complete(index, "那MongoDB呢？") == "那MongoDB呢？"


def test_a_chain_reaches_back_to_its_beginning(index: Index) -> None:
    turns = ["What was NVIDIA's revenue in 2024?", "And its margin?", "Thanks!", "What about AMD?"]
    assert complete(index, *turns) == "And AMD's margin?"
    turns = ["NVIDIA今年的营收是多少？", "去年呢？", "谢谢", "那AMD呢？"]
    assert complete(index, *turns) == "AMD去年的营收是多少?"


def test_a_conversation_goes_on_about_its_new_topic(index: Index) -> None:
    turns = ["Where is NVIDIA based?", "How many customers does MongoDB have?", "And its revenue?"]
    assert complete(index, *turns) == "And MongoDB's revenue?"
    turns = ["英伟达的总部在哪里？", "MongoDB有多少客户？", "它的营收是多少？"]
    assert complete(index, *turns) == "MongoDB的营收是多少?"


def test_a_follow_up_is_understood_as_the_whole_question(index: Index) -> None:
    now = datetime(2025, 10, 28, 9, tzinfo=UTC)
    first = "What's new on CoreWeave this week?"
    followed = understand("那MongoDB呢？", index, [first], now)
    assert followed.filters == Filters(since=day(10, 27))
    assert followed.expectation.kind is Kind.OVERVIEW
    assert followed.language == "zh"
    assert [concept.text for concept in followed.concepts] == ["mongodb"]
