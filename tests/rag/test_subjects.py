"""Questions that ask the same of several."""

import re

import pytest

from index import Article, Index
from rag import Answer, Answerer, Request, Status
from rag.events import TextAdded
from rag.question import understand

NOTES = [
    Article(
        "Nvidia公司分析 - 第二季度营收同比增长24% [1] - 市盈率为33倍 [2] "
        "Microsoft公司分析 - 第二季度营收同比增长207% [3] - 市盈率为28倍 [4]",
        id="notes",
        title="Two Stocks",
        source="Kiln & Cable",
    ),
    Article("公司的雇员有7500名 [1]", id="staff", title="Amazon by Numbers", source="Ledger"),
    Article("微软有雇员9100名，谷歌有雇员8200名。", id="both", title="Staff", source="Ledger"),
]


@pytest.fixture
def stocks(index: Index) -> Index:
    index.add(NOTES)
    return index


def ask(index: Index, text: str) -> Answer:
    return Answerer(index).ask(Request(text))


@pytest.mark.parametrize(
    ("question", "alone"),
    [
        (
            "Compare the revenue growth of Nvidia and Microsoft",
            ["the revenue growth of Nvidia", "the revenue growth of Microsoft"],
        ),
        ("英伟达和微软哪个市盈率更高", ["英伟达市盈率多少", "微软市盈率多少"]),
        ("英伟达、微软和谷歌的雇员分别有多少？", ["英伟达的雇员有多少?", "微软的雇员有多少?", "谷歌的雇员有多少?"]),
        ("谁更大，英伟达还是微软？", ["英伟达?", "微软?"]),
        ("What is the P/E of Amazon vs Nvidia?", ["What is the P/E of Amazon?", "What is the P/E of Nvidia?"]),
        ("Which grew faster, Nvidia or Microsoft?", ["Which grew faster, Nvidia?", "Which grew faster, Microsoft?"]),
        ("What is the difference between Amazon's and Google's prices?", ["Amazon's prices?", "Google's prices?"]),
        ("英伟达和微软是什么关系？", []),
        ("Did Nvidia and Microsoft form a joint venture?", []),
        ("英伟达的市盈率和票价分别是多少？", []),
        ("比较英伟达、微软、谷歌、亚马逊和苹果的营收", []),
    ],
)  # fmt: skip
def test_the_same_is_asked_of_each(stocks: Index, question: str, alone: list[str]) -> None:
    assert [subject.question for subject in understand(question, stocks).subjects] == alone


@pytest.mark.parametrize(
    ("question", "said"),
    [
        (
            "Nvidia和Microsoft的营收增长对比",
            "Nvidia：第二季度营收同比增长24% [1]\nMicrosoft：第二季度营收同比增长207% [2]",
        ),
        (
            "比较一下Microsoft与Nvidia的市盈率",
            "Microsoft：市盈率为28倍 [1]\nNvidia：市盈率为33倍 [2]",
        ),
        (
            "亚马逊和微软分别有多少雇员？",
            "亚马逊：公司的雇员有7500名 [1]\n微软有雇员9100名，谷歌有雇员8200名。 [2]",
        ),
    ],
)
def test_each_has_its_answer_and_its_name(stocks: Index, question: str, said: str) -> None:
    answer = ask(stocks, question)
    assert answer.answer == said
    assert [citation.quote in said for citation in answer.citations] == [True, True]


def test_what_speaks_of_both_is_said_once(stocks: Index) -> None:
    answer = ask(stocks, "微软和谷歌的雇员哪个更多？")
    assert answer.answer.count("微软有雇员9100名，谷歌有雇员8200名") == 1
    assert answer.citations[0].article_id == "both"


@pytest.mark.parametrize(
    ("question", "said"),
    [
        (
            "Nvidia和Oklo的市盈率分别是多少？",
            "Nvidia：市盈率为33倍 [1]\n关于Oklo，没有找到能回答这个问题的内容。",
        ),
        (
            "What is the P/E of Nvidia vs Oklo?",
            "Nvidia: Kiln & Cable, in Chinese: “市盈率为33倍” [1]\nNothing that answers this was found about Oklo.",
        ),
        (
            "比较Nvidia和Oklo",
            "Nvidia：第二季度营收同比增长24% [1]\nNvidia：市盈率为33倍 [2]\nNvidia：工厂由英伟达前高管创办 [3]\n没有找到关于Oklo的内容。",
        ),
        (
            "Compare Microsoft, Oklo and Vistra",
            "Microsoft: Ledger, in Chinese: “微软有雇员9100名，谷歌有雇员8200名。” [1]\nMicrosoft: Kiln & Cable, in Chinese: “第二季度营收同比增长207%” [2]\nNothing was found about Oklo or Vistra.",
        ),
    ],
)
def test_of_one_that_is_not_known_it_is_said_and_not_claimed(
    stocks: Index, question: str, said: str
) -> None:
    *events, answer = Answerer(stocks).stream(Request(question))
    assert isinstance(answer, Answer)
    assert answer.answer == said
    assert "".join(e.text for e in events if isinstance(e, TextAdded)) == said
    assert [claim.text in said.splitlines()[-1] for claim in answer.claims] == (
        [False] * len(answer.citations)
    )


def test_one_that_is_spoken_of_beside_another_is_not_said_to_be_missing(stocks: Index) -> None:
    answer = ask(stocks, "Microsoft和谷歌的雇员分别有多少？").answer
    assert "微软有雇员9100名，谷歌有雇员8200名" in answer
    assert "没有找到" not in answer


@pytest.mark.parametrize(
    "question",
    [
        "比较Nvidia和Microsoft",
        "Nvidia和Microsoft有什么区别？",
        "Nvidia和Microsoft对比一下",
        "compare Nvidia and Microsoft",
        "Nvidia vs Microsoft",
        "What is the difference between Nvidia and Microsoft?",
    ],
)
def test_where_no_measure_is_named_what_matters_of_each_is_told(
    stocks: Index, question: str
) -> None:
    answer = ask(stocks, question)
    led = [re.split(r"[:：]", line)[0] for line in answer.answer.split("\n")]
    assert led == ["Nvidia"] * 3 + ["Microsoft"] * 3
    assert [said in answer.answer for said in ("24%", "33倍", "207%", "28倍")] == [True] * 4
    assert [claim.citations for claim in answer.claims] == [(n,) for n in range(1, 7)]


@pytest.mark.parametrize("question", ["Nvidia", "Nvidia怎么样？", "Tell me about Nvidia"])
def test_a_name_alone_asks_for_what_matters_of_it(stocks: Index, question: str) -> None:
    answer = ask(stocks, question).answer
    assert [said in answer for said in ("24%", "33倍", "207%")] == [True, True, False]


def test_there_is_no_answer_where_none_is_known(stocks: Index) -> None:
    answer = ask(stocks, "Compare the moons of Oklo and Vistra")
    assert answer.status is Status.ABSTAINED
    assert answer.abstention is not None
    assert answer.abstention.message.startswith("None of the articles answers this")
