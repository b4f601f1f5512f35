"""Words that ask for what answers say in others."""

import pytest

from index import Concept, Index
from rag.question import understand
from rag.wordings import worded


def spelled(concept: Concept) -> set[str]:
    return {"".join(spelling) for spelling in concept.spellings}


@pytest.mark.parametrize(
    ("question", "said", "rest"),
    [
        ("Who runs Amazon?", {"ceo", "董事长", "行长"}, "Amazon?"),
        ("Who is in charge of the Fed?", {"chairman", "主席"}, "the Fed?"),
        ("百威亚太的老板是谁？", {"首席执行官", "负责人"}, "百威亚太的是谁？"),
        ("Who owns most of Zhongrong Trust?", {"股东", "stake"}, "most of Zhongrong Trust?"),
        ("谁创立了携程？", {"founder", "创始人"}, "谁了携程？"),
        ("CoreWeave赚钱吗", {"loss", "净利润"}, "CoreWeave吗"),
        ("亚马逊的老板是谁", {"首席执行官"}, "亚马逊的是谁"),
        ("亚马逊的老板", {"首席执行官"}, "亚马逊的"),
        ("宴会厅要花多少钱", {"成本", "cost"}, "宴会厅"),
        ("猫眼上半年赚了多少钱", {"净利润"}, "猫眼上半年"),
        ("猫眼亏了多少", {"亏损", "loss"}, "猫眼"),
        ("How much did Maoyan lose?", {"亏损"}, "How much did Maoyan ?"),
        ("How much is Arm worth?", {"市值", "valuat"}, "How much is Arm ?"),
        ("How long was the site down?", {"中断", "outag"}, "How long was the site ?"),
        ("Who won the final?", {"beat", "夺冠"}, "the final?"),
    ],
)
def test_what_is_asked_has_the_words_that_may_say_it(
    question: str, said: set[str], rest: str
) -> None:
    (concept,), left = worded(question)
    assert said <= spelled(concept)
    assert "".join(left.split()).endswith("".join(rest.split()))


@pytest.mark.parametrize(
    "question",
    [
        "How fast does the ferry run?",
        "Who is the chief executive of Intel?",
        "两家公司各卖了多少？",
    ],
)
def test_other_questions_keep_their_words(question: str) -> None:
    assert worded(question) == ([], question)


def test_an_office_that_is_named_is_no_other(shared_index: Index) -> None:
    asked = understand("Who is the CEO of Amazon?", shared_index)
    assert "董事长" not in set().union(*map(spelled, asked.concepts))


def test_who_runs_something_asks_for_its_head(shared_index: Index) -> None:
    asked = understand("Who runs Ochrebank?", shared_index)
    assert [concept.text for concept in asked.concepts] == ["chief executive", "ochrebank"]


def test_such_words_are_searched_for_and_the_question_is_kept(shared_index: Index) -> None:
    asked = understand("Who runs Ochrebank?", shared_index)
    assert asked.query == "Who runs Ochrebank? chief executive"
    assert asked.search_text == "Who runs Ochrebank?"
