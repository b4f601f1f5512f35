"""What the extractive generator states, and in which order."""

from dataclasses import replace
from datetime import UTC, datetime
from itertools import accumulate

import pytest

from index import Hit, Index
from rag.evidence import Evidence
from rag.generators import Task, load_generator
from rag.question import Question, understand
from rag.statements import Statement, statements


def hit(text: str, *, article: str = "a", day: int = 1) -> Hit:
    published = datetime(2025, 10, day, tzinfo=UTC) if day else None
    return Hit(article, 1, "T", "S", "", published, "zh", "", 0, len(text), text, 1.0)


def scored(*found: tuple[Statement, float]) -> list[Evidence]:
    return [Evidence(statement, score, frozenset()) for statement, score in found]


def stated(index: Index, question: str, evidence: list[Evidence]) -> list[str]:
    task = Task(understand(question, index), evidence)
    return "".join(load_generator("extractive").write(task)).splitlines()


def of_article(text: str, article: str, day: int = 1) -> Statement:
    return statements(hit(text, article=article, day=day))[0]


def test_one_that_is_far_behind_is_not_stated(index: Index) -> None:
    evidence = scored((of_article("渡轮停运。", "a"), 9.0), (of_article("图书馆关闭。", "b"), 6.4))
    assert stated(index, "渡轮怎么了？", evidence) == ["渡轮停运。 [1]"]


def test_a_second_one_may_be_the_answer_as_well(index: Index) -> None:
    evidence = scored((of_article("渡轮停运。", "a"), 9.0), (of_article("图书馆关闭。", "b"), 6.6))
    assert stated(index, "渡轮怎么了？", evidence) == ["渡轮停运。 [1]", "图书馆关闭。 [2]"]


def test_no_more_than_two_are_stated_and_no_more_than_there_is_room_for(index: Index) -> None:
    close = [(of_article(f"渡轮停运{n}次。", str(n)), 9.0 - n / 10) for n in range(4)]
    assert len(stated(index, "渡轮怎么了？", scored(*close))) == 2
    long = of_article("渡轮" * 150 + "停运。", "z")
    assert stated(index, "渡轮怎么了？", scored(close[0], (long, 8.9), close[2])) == [
        "渡轮停运0次。 [1]",
        "渡轮停运2次。 [3]",
    ]


def test_more_are_stated_where_a_list_is_asked_for(index: Index) -> None:
    close = [(of_article(f"渡轮{n}号停运。", str(n)), 9.0 - n) for n in range(4)]
    assert stated(index, "哪些渡轮停运了？", scored(*close)) == [
        "渡轮0号停运。 [1]",
        "渡轮1号停运。 [2]",
        "渡轮2号停运。 [3]",
    ]


def test_neighbours_stand_as_in_the_article_and_gain_by_it(index: Index) -> None:
    first, second = statements(hit("船长病了。因此渡轮停运。"))
    other = of_article("图书馆关闭。", "b")
    evidence = scored((second, 9.0), (other, 7.5), (first, 7.0))
    assert stated(index, "渡轮为什么停运？", evidence) == ["船长病了。 [3]", "因此渡轮停运。 [1]"]


def test_an_overview_goes_from_the_newest_to_the_undated(index: Index) -> None:
    days = [3, 0, 20, 11]
    found = [
        (of_article(f"渡轮第{n}号停运。", str(n), day), score)
        for n, (day, score) in enumerate(zip(days, accumulate([9, -1, -1, -1]), strict=True))
    ]
    assert stated(index, "渡轮最近有什么新消息？", scored(*found)) == [
        "渡轮第2号停运。 [3]",
        "渡轮第3号停运。 [4]",
        "渡轮第0号停运。 [1]",
        "渡轮第1号停运。 [2]",
    ]


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("渡轮票价是多少欧元？", "渡轮票价为2.80欧元"),
        (
            "渡轮有什么变化？",
            "渡轮票价为2.80欧元，首航推迟48天，船长对此感到遗憾，乘客已经收到通知。",
        ),
    ],
)
def test_what_an_amount_does_not_need_is_left_out(
    index: Index, question: str, expected: str
) -> None:
    text = "渡轮票价为2.80欧元，首航推迟48天，船长对此感到遗憾，乘客已经收到通知。"
    assert stated(index, question, scored((of_article(text, "a"), 9.0))) == [f"{expected} [1]"]


def test_nothing_is_made_of_nothing(index: Index) -> None:
    assert stated(index, "渡轮怎么了？", []) == []


def test_one_without_what_was_asked_for_is_not_stated_beside_one_that_has_it(index: Index) -> None:
    evidence = scored(
        (of_article("渡轮因大雾停运。", "a"), 9.0),
        (of_article("渡轮停运引起抱怨。", "b"), 8.9),
        (of_article("渡轮由于检修停运。", "c"), 8.8),
    )
    assert stated(index, "渡轮为什么停运？", evidence) == [
        "渡轮因大雾停运。 [1]",
        "渡轮由于检修停运。 [3]",
    ]
    assert stated(index, "渡轮为什么停运？", evidence[1:]) == [
        "渡轮停运引起抱怨。 [1]",
        "渡轮由于检修停运。 [2]",
    ]


def test_only_what_is_stated_is_shortened(index: Index, monkeypatch: pytest.MonkeyPatch) -> None:
    shortened = list[str]()

    def trimmed(statement: Statement, _: Question) -> Statement:
        shortened.append(statement.text)
        return statement

    monkeypatch.setattr("rag.generators.extractive.trimmed", trimmed)
    evidence = scored(*((of_article(f"渡轮停运{n}次。", str(n)), 9.0 - n) for n in range(8)))
    assert stated(index, "渡轮怎么了？", evidence) == ["渡轮停运0次。 [1]", "渡轮停运1次。 [2]"]
    assert shortened == ["渡轮停运0次。", "渡轮停运1次。"]


def test_one_that_does_not_name_what_the_best_one_names_is_not_stated(index: Index) -> None:
    question, name = "英伟达什么时候盈利？", frozenset(["英伟达"])
    near = Evidence(of_article("英伟达预计2029年盈利。", "a"), 9.0, name, near=name)
    other = Evidence(of_article("预计2027年实现盈利。", "b"), 8.9, frozenset())
    third = Evidence(of_article("最早2028年盈利。", "c"), 8.8, name, near=name)
    assert stated(index, question, [near, other, third]) == [
        "英伟达预计2029年盈利。 [1]",
        "最早2028年盈利。 [3]",
    ]
    assert stated(index, question, [other, third]) == [
        "预计2027年实现盈利。 [1]",
        "最早2028年盈利。 [2]",
    ]


def test_another_part_of_an_article_has_to_name_it_by_itself(index: Index) -> None:
    question, name = "英伟达什么时候盈利？", frozenset(["英伟达"])
    (one,) = statements(replace(hit("英伟达预计2029年盈利。"), heading="英伟达"))
    (other,) = statements(replace(hit("预计2027年实现盈利。"), heading="阿斯麦"))
    best, second = Evidence(one, 9.0, name, near=name), Evidence(other, 8.9, name)
    assert stated(index, question, [best, second]) == ["英伟达预计2029年盈利。 [1]"]
    assert len(stated(index, question, [best, replace(second, near=name)])) == 2
