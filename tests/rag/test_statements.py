import pytest

from index import Hit
from rag.statements import LONGEST, all_runs, brief, statements


def hit(text: str, start: int = 0, language: str = "zh") -> Hit:
    return Hit("a", 1, "T", "S", "", None, language, "", start, start + len(text), text, 1.0)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("积压订单301亿美元 [4] - 容量为470兆瓦 [6]", ["积压订单301亿美元", "容量为470兆瓦"]),
        (
            "营收12亿美元。利润2亿美元！还会增长？",
            ["营收12亿美元。", "利润2亿美元！", "还会增长？"],
        ),
        ("他说：“恢复了。”渡轮周一开行。", ["他说：“恢复了。”", "渡轮周一开行。"]),
        ("It rose 3.5% in Q2. The rest fell.", ["It rose 3.5% in Q2.", "The rest fell."]),
        (
            "Mr. Smith of Acme Inc. left the U.S. Senate.",
            ["Mr. Smith of Acme Inc. left the U.S. Senate."],
        ),
        ("First line\nSecond line", ["First line", "Second line"]),
        ("一\r\n二\r三\x85四\u2028五\u2029六\v七", ["一", "二", "三", "四", "五", "六", "七"]),
        (" - ... - ", []),
        (
            "白鹭号（英文：Egret；1998年 - ）是一艘渡轮。它周一开行。",
            ["白鹭号（英文：Egret；1998年 - ）是一艘渡轮。", "它周一开行。"],
        ),
        (
            "职责有三：一是载客；二是载货；三是救援。渡轮周一开行。",
            ["职责有三：一是载客；二是载货；三是救援。", "渡轮周一开行。"],
        ),
        ("渡轮周一开行；\n票价2欧元。", ["渡轮周一开行；", "票价2欧元。"]),
        (
            "It takes approx. 4 kg of coal. So it is.",
            ["It takes approx. 4 kg of coal.", "So it is."],
        ),
    ],
)
def test_a_passage_is_cut_into_sentences_and_facts(text: str, expected: list[str]) -> None:
    assert [found.text for found in statements(hit(text))] == expected


def test_a_statement_knows_where_it_stands_without_trailing_markers() -> None:
    passage = hit("甲事实 [1] - 乙[2]事实 [3][4]", start=100)
    second = statements(passage)[1]
    assert passage.text[second.start : second.end] == "乙[2]事实"
    assert second.text == "乙事实"


def long_statement() -> list[str]:
    first, last = "这一部分说的是第一件事情" * 7, "这一部分说的是第二件事情" * 7
    return [first, "渡轮周一恢复开行", last]


def test_a_long_statement_falls_into_runs_as_long_as_allowed() -> None:
    first, middle, last = long_statement()
    runs = brief(statements(hit(f"{first}，{middle}，{last}"))[0])
    assert [run.text for run in runs] == [f"{first}，{middle}", f"{middle}，{last}"]
    assert all(len(run.text) <= LONGEST for run in runs)
    assert all(run.hit.text[run.start : run.end] == run.text for run in runs)


def test_every_run_of_clauses_is_offered_the_shortest_first() -> None:
    (statement,) = statements(hit("渡轮恢复，票价2欧元，共8个座位"))
    assert [run.text for run in all_runs(statement)] == [
        "渡轮恢复",
        "票价2欧元",
        "共8个座位",
        "渡轮恢复，票价2欧元",
        "票价2欧元，共8个座位",
        "渡轮恢复，票价2欧元，共8个座位",
    ]


def test_halves_of_a_sentence_are_parted_where_it_would_grow_too_long() -> None:
    first, second = "第一件事情说得很长" * 10 + "；", "第二件事情也很长" * 10 + "。"
    assert [found.text for found in statements(hit(first + second))] == [first, second]


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("There were 1,388 of them, all told", ["There were 1,388 of them", "all told"]),
        (
            "On Friday, October 6, 1973, it opened",
            ["On Friday, October 6, 1973", "it opened"],
        ),
        ("共有10人,3人受伤", ["共有10人", "3人受伤"]),
        ("The brands (Acura, Lexus) were new, too", ["The brands (Acura, Lexus) were new", "too"]),
    ],
)
def test_no_clause_ends_within_a_number_a_date_or_brackets(text: str, parts: list[str]) -> None:
    (statement,) = statements(hit(text))
    runs = {run.text for run in all_runs(statement)}
    assert runs == {*parts, text}


def test_a_sentence_in_latin_letters_may_be_longer() -> None:
    text = "The ferry resumed its service, " * 6 + "and so did the library."
    english, chinese = (statements(hit(text, language=language))[0] for language in ("en", "zh"))
    assert len(text) > LONGEST
    assert [run.text for run in brief(english)] == [text]
    assert len(brief(chinese)) > 1
