"""What is said first, by the kind of question."""

from collections.abc import Iterator

import pytest

from index import Article, Index
from rag import Answerer, Request

NOTES = [
    Article(
        "Larkfell停电始于周一凌晨，影响了30座泵站 [1] - 此次停电源于一只松鼠，导致变压器短路 [2] - 停电暴露了电网的老化，去年停电多达十次 [3]",
        id="outage",
        title="Larkfell Goes Dark",
        source="Ledger",
    ),
    Article(
        "Vellum公司分析 - Vellum成立于2009年，后来转向数据中心业务 [1] - 公司经营超过14个数据中心 [2] - 公司是一家为银行提供算力的企业 [3] "
        "Ochre公司分析 - 第二季度营收为9亿元 [4]",
        id="firms",
        title="Two Firms to Watch",
        source="Ledger",
    ),
    Article(
        "港口新图书馆由38家企业捐建 [1] - 该项目占地4万平方米，花费2亿元 [2]",
        id="library",
        title="Books by the Sea",
        source="Ledger",
    ),
    Article(
        "Talverne上市至今市值减少9亿美元 [1] - 五年前Talverne的估值约为47亿美元 [2]",
        id="worth",
        title="Talverne Shrinks",
        source="Ledger",
    ),
]


@pytest.fixture(scope="module")
def notes(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Index]:
    with Index(tmp_path_factory.mktemp("notes") / "home", create=True) as index:
        index.add(NOTES)
        yield index


@pytest.mark.parametrize(
    ("question", "first"),
    [
        ("Larkfell为什么停电？", "此次停电源于一只松鼠，导致变压器短路"),
        ("Vellum有多少个数据中心？", "公司经营超过14个数据中心"),
        ("How many data centers does Vellum have?", "公司经营超过14个数据中心"),
        ("Vellum是做什么的？", "公司是一家为银行提供算力的企业"),
        ("What does Vellum do?", "公司是一家为银行提供算力的企业"),
        ("港口新图书馆有多大？", "该项目占地4万平方米，花费2亿元"),
        ("How much is Talverne worth?", "五年前Talverne的估值约为47亿美元"),
        ("By how much did Talverne's value fall?", "Talverne上市至今市值减少9亿美元"),
        ("Talverne市值减少了多少？", "Talverne上市至今市值减少9亿美元"),
    ],
)
def test_what_tells_it_best_is_said_first(notes: Index, question: str, first: str) -> None:
    assert Answerer(notes).ask(Request(question)).claims[0].text == first


@pytest.mark.parametrize("question", ["Vellum", "Tell me about Vellum", "Vellum怎么样？"])
def test_an_overview_is_of_what_is_named(notes: Index, question: str) -> None:
    answer = Answerer(notes).ask(Request(question)).answer
    held = [said in answer for said in ("14个数据中心", "为银行提供算力", "9亿元", "图书馆")]
    assert held == [True, True, False, False]
