"""Amounts and dates of claims beside texts that write them otherwise."""

import pytest
from fakes import day

from rag.verification.facts import Cited, wrong_amounts, wrong_dates


@pytest.mark.parametrize(
    ("claim", "text"),
    [
        ("Saltmarsh scored in the 89th minute.", "索尔特马什在第 89分钟进球。"),
        ("索尔特马什在十四分钟进球。", "Saltmarsh's 14th minute goal counted."),
        ("the 50th anniversary of the harbour", "港口建成50周年"),
        ("2 to 4 inches of rain", "2 至 4 英寸的降雨"),
        ("between 0.3mm - 0.5mm thick", "厚0.3mm-0.5mm"),
        ("主队2:0获胜", "a 2-0 win"),
        ("时速 85 英里的大风", "winds of 85 miles per hour"),
        ("一头550磅重的公猪", "a 550 pound hog"),
        ("上世纪八十年代", "In the 1980s"),
        ("paid for five", "领五天的薪水"),
        ("会议于7月24日15时开始", "It began at 15:00 on July 24."),
        ("at 3:11 pm", "下午3点11分"),
        ("She is 100 percent certain.", "她百分之百确定。"),
        ("a two-thirds majority", "三分之二多数票"),
        ("They settle it between both countries.", "两国自行解决"),
        ("两国自行解决", "They settle it among themselves."),
        ("红十字会的四人", "four of the Red Cross"),
        ("营收为 6590 万澳元", "It made $65.9 million."),
        ("the last 10 years", "over the last decade"),
        ("six hundred meters", "五六百米"),
        ("14 more minutes", "再等14分钟"),
        ("1,910 people", "有 1, 910 人"),
        ("发电14亿度", "1.4 billion kWh"),
        ("排长队一个半小时", "an hour and a half"),
        ("RMB280 million", "2.8亿元"),
        ("He is 200 years old.", "有200年的历史"),
    ],
)
def test_an_amount_is_found_however_it_is_written(claim: str, text: str) -> None:
    assert wrong_amounts(claim, Cited(text)) == []
    assert wrong_dates(claim, Cited(text)) == []


@pytest.mark.parametrize(
    ("claim", "text", "values"),
    [
        ("Saltmarsh scored in the 88th minute.", "索尔特马什在第89分钟进球。", [88]),
        ("after 14 seconds", "在第14分钟", [14]),
        ("4 inches of rain", "2 至 4 英寸的降雨", [4]),
        ("主队3:0获胜", "a 2-0 win", [3, 0]),
        ("排长队一个半小时", "half an hour", [5400]),
        ("550 dollars", "a 550 pound hog", [550]),
        ("6590万美元", "It made A$65.9 million.", [65_900_000]),
        ("三国自行解决", "两国自行解决", [3]),
        ("two hours", "a two-channel film of 2 minutes", [2]),
        ("seven hundred meters", "五六百米", [700]),
    ],
)
def test_another_amount_is_not(claim: str, text: str, values: list[float]) -> None:
    wrong = wrong_amounts(claim, Cited(text))
    assert [q.counted for q in wrong] == values


@pytest.mark.parametrize(
    ("claim", "text"),
    [
        ("as of Saturday", "截至6日"),
        ("10月份的上半个月", "through the first half of October"),
        ("Rain goes on into the second half of October.", "10月下旬仍有雨"),
        ("每周四天工作制", "a four-day week"),
        ("北溪2号管道", "the Nord Stream 2 pipeline"),
        ("2022年1月至10月", "from January to October 2022"),
        ("7月22日至25日", "July 22-25"),
        ("2019年至2025年", "the plan for 2019-2025"),
        ("the 1874 cases", "1874例"),
    ],
)
def test_a_date_is_found_however_it_is_written(claim: str, text: str) -> None:
    assert wrong_dates(claim, Cited(text)) == []


@pytest.mark.parametrize(
    ("claim", "text"),
    [
        ("as of Saturday", "截至周五6日"),
        ("as of Saturday", "截至去年"),
        ("3号送达", "20号送达，4天后取走3件"),
        ("2021年1月至10月", "from January to October 2022"),
    ],
)
def test_another_date_is_not(claim: str, text: str) -> None:
    assert wrong_dates(claim, Cited(text))


def test_a_day_without_a_month_lies_just_before_the_day_of_writing() -> None:
    text, written = "会议25日结束。", day(10, 26).date()
    assert wrong_dates("It ended on October 25.", Cited(text, published=written)) == []
    assert wrong_dates("It ended on September 25.", Cited(text, published=written))
    assert (
        wrong_dates("It ended on September 28.", Cited("会议28日结束。", published=written)) == []
    )
