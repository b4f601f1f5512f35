"""Amounts in the words of the other language."""

import pytest

from rag.glosses import _units, glosses
from rag.tables import rows


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("积压订单合计301亿美元", ["$30.1 billion"]),
        ("積壓訂單合計301億美元", ["$30.1 billion"]),
        ("一笔2450万美元的合同", ["$24.5 million"]),
        ("租下9万平方英尺", ["90,000 square feet"]),
        ("容量为470兆瓦", ["470 megawatts"]),
        ("全程20千米，用时1.5万小时", ["20 kilometers", "15,000 hours"]),
        ("距今1.2万年", ["12,000 years"]),
        ("3万人，1.6万亿日元", ["30,000 people", "JPY 1.6 trillion"]),
        ("12.3亿元", ["CNY 1.23 billion"]),
        ("票价2.80万欧元", ["€28,000"]),
        ("增长3百倍", ["300 times"]),
        ("出资5亿至9亿美元", ["$500 million", "$900 million"]),
        ("1万、2万、3万、4万", ["10,000", "20,000", "30,000"]),
        ("１２３万", ["1.23 million"]),
        ("增长96%，共17艘", []),  # these are read in any language
        ("2026年5月2日十点三十分", []),
    ],
)
def test_chinese_amounts_in_english(text: str, said: list[str]) -> None:
    assert glosses(text, "en") == said


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("a backlog of $30.1 billion", ["301亿美元"]),
        ("$24.5mn and €2.80m", ["2,450万美元", "280万欧元"]),
        ("1.5 million square feet", ["150万平方英尺"]),
        ("3 thousand miles", ["3,000英里"]),
        ("20 million metric tons of 5 million homes", ["2,000万吨", "500万"]),
        ("two million people", ["200万人"]),
        ("$1.2tn", ["1.2万亿美元"]),
        ("90,000 people saw it on 26 October", []),
    ],
)
def test_english_amounts_in_chinese(text: str, said: list[str]) -> None:
    assert glosses(text, "zh") == said


@pytest.mark.parametrize(
    "text",
    [
        f"{'9' * 400}亿美元",
        f"{'9' * 5000}万",
        f"0.{'0' * 400}1万元",
        "0.12345678901234567万元",  # more than a float holds: its digits would be made up
        "5至9万平方英尺中的9 9",
    ],
)
def test_an_amount_that_cannot_be_told_exactly_has_no_gloss(text: str) -> None:
    assert [said for said in glosses(text, "en") if said != "90,000 square feet"] == []


def test_every_unit_with_names_is_one_that_amounts_have() -> None:
    known = {(name, float(factor)) for name, factor, *_ in rows("units")}
    assert set(_units()) <= known
