"""The shortest part of a statement that still answers."""

from datetime import UTC, datetime

import pytest

from index import Hit, Index
from index.article import detect_language
from rag.question import understand
from rag.statements import statements
from rag.trimming import trimmed

NOW = datetime(2025, 11, 1, tzinfo=UTC)


def shortened(index: Index, text: str, question: str) -> str:
    language = detect_language(text)
    hit = Hit("a", 1, "T", "S", "", None, language, "", 0, len(text), text, 1.0)
    (statement,) = statements(hit)
    found = trimmed(statement, understand(question, index, (), NOW))
    assert hit.text[found.start : found.end] == found.text
    return found.text


@pytest.mark.parametrize(
    ("text", "question", "said"),
    [
        (
            "The harbour library opened after four years, it cost 38.6 million euros, and the city paid 65% of it",
            "How much did it cost?",
            "it cost 38.6 million euros",
        ),
        (
            "港口图书馆历时四年终于在上个月建成开放，造价为3860万欧元，其中市政府出资占到了65%",
            "造价是多少欧元？",
            "造价为3860万欧元",
        ),
        (
            "The harbour library opened after four years, it cost 38.6 million euros, and the city paid 65% of it",
            "Is the library admired?",
            "The harbour library opened after four years, it cost 38.6 million euros, and the city paid 65% of it",
        ),
        ("It cost $38m, the city paid 65%", "How much did it cost?", "It cost $38m"),
        ("It cost $38m, the city paid", "How much did it cost?", "It cost $38m, the city paid"),
        ("造价为3860万欧元，市府出资65%", "造价是多少？", "造价为3860万欧元，市府出资65%"),
    ],
)
def test_a_statement_is_cut_to_the_clauses_that_answer(
    shared_index: Index, text: str, question: str, said: str
) -> None:
    assert shortened(shared_index, text, question) == said


def test_what_is_asked_about_is_kept(shared_index: Index) -> None:
    text = (
        "The library opened in May after four years of work, and it cost 38.6 million euros in all"
    )
    said = shortened(shared_index, text, "How much did the library cost?")
    assert said == text


def test_a_quotation_for_readers_of_the_other_language_is_left_whole(shared_index: Index) -> None:
    text = "港口图书馆历时四年终于在上个月建成开放，造价为3860万欧元，其中市政府出资占到了65%"
    assert shortened(shared_index, text, "How much did the library cost?") == text


def test_no_number_is_cut_off_where_its_unit_is_not_told(shared_index: Index) -> None:
    text = "据北港海关七月二十日公布的统计数据显示，今年上半年，北港与沿线国家的货物进出口继续保持较快的增长势头，进出口额3712.9亿元，同比增长6.2%，比全国的平均增速要高出7.5个百分点，港口一片繁忙，海关的工作人员说他们很高兴"
    said = shortened(shared_index, text, "今年上半年北港的进出口总额是多少？")
    assert said.endswith("进出口额3712.9亿元，同比增长6.2%，比全国的平均增速要高出7.5个百分点")


def test_a_number_behind_what_it_is_the_number_of_is_enough(shared_index: Index) -> None:
    text = "电池先放电、破碎，再用酸液提取金属，镍的回收率是96%，锂的回收率是88%"
    assert shortened(shared_index, text, "镍的回收率是多少？") == "镍的回收率是96%"


def test_an_answer_does_not_begin_with_who(shared_index: Index) -> None:
    text = "The record was held by Odalys Wren, who led the Herons to victory at Brindle Point and is now their coach"
    assert shortened(shared_index, text, "Who is the coach of the Herons?") == text
