import pytest

from index import Index
from rag import BadQuestion
from rag.question import understand


def asked(text: str, index: Index, *history: str) -> set[str]:
    return {concept.text for concept in understand(text, index, history).concepts}


def test_question_words_are_no_concepts(index: Index) -> None:
    assert asked("渡轮的票价是多少？", index) == {"渡轮", "票价"}
    assert asked("How long did the library wait?", index) == {"librari", "wait"}
    assert asked("据说渡轮有多少个数据中心？", index) >= {"渡轮", "数据中心"}
    assert asked("How long did the outage last?", index) == {"outage"}
    assert asked("渡轮有什么最新消息？", index) == {"渡轮"}


def test_a_known_name_is_one_concept_with_all_its_spellings(index: Index) -> None:
    (aws,) = [c for c in understand("What did AWS earn?", index).concepts if c.named]
    assert aws.text == "aws"
    assert ("亚马逊", "云", "科技") in aws.spellings
    assert aws.proper


@pytest.mark.parametrize(
    ("text", "language"), [("渡轮何时恢复？", "zh"), ("When did CoreWeave go public?", "en")]
)
def test_the_language_is_the_question_s(index: Index, text: str, language: str) -> None:
    assert understand(text, index).language == language


def test_days_are_read(index: Index) -> None:
    assert understand("10月26日开通了哪条航线？", index).dates == ((10, 26),)


def test_a_follow_up_gets_the_names_of_what_came_before(index: Index) -> None:
    assert "nvidia" in asked("它的收入是多少？", index, "NVIDIA的总部在哪里？")
    assert "nvidia" not in asked("渡轮的票价是多少？", index, "NVIDIA的总部在哪里？")


def test_a_follow_up_of_a_follow_up_reaches_back(index: Index) -> None:
    assert "nvidia" in asked(
        "What about its margin?", index, "Where is NVIDIA?", "And its revenue?"
    )


@pytest.mark.parametrize("text", ["", "   ", "？！", "\u200b"])
def test_an_empty_question_is_refused(index: Index, text: str) -> None:
    with pytest.raises(BadQuestion, match="the question is empty"):
        understand(text, index)


def test_an_endless_question_is_refused(index: Index) -> None:
    with pytest.raises(BadQuestion, match="has 100,000 characters; at most 2,000"):
        understand("渡" * 100_000, index)
