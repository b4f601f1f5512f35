"""What people ask about the feed that the project was asked for."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from index import Index, ingest
from index.parsing import parse_path
from rag import Answerer, Request, Status
from rag.evaluation import evaluate, read_cases

SHARED = Path(__file__).parents[2].parent / "shared"

pytestmark = pytest.mark.skipif(not SHARED.exists(), reason="the development data is not here")


@pytest.fixture(scope="module")
def feed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Index]:
    with Index(tmp_path_factory.mktemp("feed"), create=True) as index:
        for _ in ingest(index, parse_path(SHARED / "corpus/cloud-computing-feed.txt")):
            pass
        yield index


def test_the_development_questions_are_answered(feed: Index) -> None:
    answerer = Answerer(feed)
    results = evaluate(
        read_cases(SHARED / "eval/feed-dev.jsonl"), lambda text: answerer.ask(Request(text))
    )
    quotes = [
        (c.quote, feed.article(c.article_id, c.revision).article.text[c.start : c.end])
        for result in results
        for c in result.answer.citations
    ]
    wrong = [r.case.id for r in results if r.case.answerable and not (r.right and r.length <= 220)]
    answered = [r.case.id for r in results if not r.case.answerable and not r.right]
    assert (wrong, answered) == ([], [])
    assert all(quote == stored for quote, stored in quotes)


@pytest.mark.parametrize(
    ("question", "held"),
    [
        ("Is Nvidia an investor in CoreWeave?", ["1亿美元"]),
        ("英伟达投资CoreWeave多少钱", ["1亿美元"]),
        ("Did Meta form a joint venture with Blue Owl?", ["270亿美元"]),
        ("What caused the AWS outage?", ["域名系统"]),
        ("Why did AWS go down?", ["域名系统"]),
        ("AWS为什么宕机？", ["域名系统"]),
        ("亚马逊云服务为什么中断？", ["域名系统"]),
        ("How fast did CoreWeave's backlog grow?", ["近一倍"]),
        ("What is Amazon's P/E ratio?", ["33倍"]),
        ("What is the P/E of Amazon vs Uber?", ["33倍", "16倍"]),
        ("优步和亚马逊的市盈率分别是多少", ["优步的市盈率仍为16倍", "亚马逊：公司基于2025年", "33倍"]),
        ("CoreWeave和MongoDB的营收增长对比", ["CoreWeave：", "207%", "MongoDB："]),
        ("CoreWeave什么时候上市的", ["2025年3月28日"]),
        ("When did CoreWeave go public?", ["2025年3月28日"]),
        ("亚马逊的老板是谁", ["安迪·贾西"]),
        ("Is CoreWeave profitable?", ["利润"]),
        ("CoreWeave亏了多少", ["21亿美元"]),
        ("How much did CoreWeave lose?", ["21亿美元"]),
        ("白宫宴会厅要花多少钱", ["3亿美元"]),
        ("What is Project Kuiper?", ["柯伊伯计划"]),
        ("How long was AWS down?", ["15小时"]),
        ("How much is Anthropic worth?", ["1830亿美元"]),
        ("compare Amazon and Walmart revenue", ["6700亿美元", "6930亿美元"]),
        ("what's new", ["“2 Growth Stocks", "37名捐赠者", "(2025-10-26)"]),
        ("CoreWeave debt?", ["100亿美元"]),
        ("微软是英伟达的客户吗", ["最大客户之一"]),
        ("CoreWeave以前叫什么名字", ["Atlantic crypto"]),
        ("CoreWeave的前身是什么？", ["Atlantic crypto"]),
        ("What was CoreWeave formerly called?", ["Atlantic crypto"]),
        ("What was CoreWeave's former name?", ["Atlantic crypto"]),
        ("MongoDB是做什么的", ["数据平台"]),
        ("What does MongoDB do?", ["文档模型"]),
        ("CoreWeave是做什么的", ["专注于人工智能的云计算公司"]),
        ("What is CoreWeave?", ["专注于人工智能的云计算公司"]),
        ("How long did the AWS outage last?", ["15小时"]),
        ("compare CoreWeave and MongoDB", ["CoreWeave: Youtube", "云计算公司", "MongoDB: The Motley Fool", "59900"]),
        ("比较CoreWeave和MongoDB", ["CoreWeave：公司", "云计算公司", "MongoDB：公司", "59900"]),
        ("CoreWeave有什么最新消息？", ["90亿美元", "云计算公司"]),
        ("What happened on October 25?", ["2025-10-25"]),
        ("The Motley Fool说了什么？", ["2025-10-26"]),
        ("亚马逊和沃尔玛谁的营收更高？", ["6700亿美元", "6930亿美元"]),
        ("优步和字母表谁的市盈率更低？", ["16倍", "26倍"]),
        ("CoreWeave的营收呢？", ["12.1亿美元"]),
        ("瑞银怎么看云计算支出？", ["稳定且健康"]),
        ("What is reported about CoreWeave?", ["云计算公司", "90亿美元"]),
        ("微软和谷歌有什么不同？", ["微软：", "定制硅", "谷歌：", "964亿美元"]),
        ("What is the relationship between CoreWeave and Nvidia?", ["1亿美元"]),
        ("AI数据中心面临哪些挑战？", ["并网延迟超过5年"]),
        ("List the tech donors", ["37名"]),
        ("宴会厅多大？", ["9万平方英尺"]),
        ("CoreWeave有多少个数据中心？", ["超过30个数据中心"]),
        ("How many data centers does CoreWeave operate?", ["超过30个数据中心"]),
        ("CoreWeave和特斯拉的市销率分别是多少？", ["1775倍", "关于特斯拉，没有找到"]),
    ],
)  # fmt: skip
def test_an_answer_holds_what_was_asked_for(feed: Index, question: str, held: list[str]) -> None:
    answer = Answerer(feed).ask(Request(question)).answer
    assert [part for part in held if part not in answer] == []


def test_what_is_compared_is_not_taken_from_somebody_else(feed: Index) -> None:
    answer = Answerer(feed).ask(Request("compare Amazon and Walmart revenue"))
    assert {citation.title for citation in answer.citations} == {
        "5 Things to Know About Amazon Stock Before You Buy"
    }
    assert answer.answer.count("6930亿美元") == 1


@pytest.mark.parametrize(
    "question",
    [
        "What are the risks of CoreWeave?",
        "CoreWeave有哪些客户？",
        "特朗普说了什么？",
        "weather tomorrow",
        "MongoDB以前叫什么名字？",
        "What was Meta formerly known as?",
        "特斯拉是做什么的？",
        "Compare Tesla and Toyota",
    ],
)
def test_what_the_feed_does_not_say_is_not_answered(feed: Index, question: str) -> None:
    assert Answerer(feed).ask(Request(question)).status is Status.ABSTAINED


@pytest.mark.parametrize(
    ("question", "other"),
    [
        ("NuScale什么时候盈利？", "2027年"),
        ("When will Oklo make a profit?", "2027年"),
        ("CoreWeave的营收是多少？", "964亿美元"),
        ("What is CoreWeave's revenue?", "964亿美元"),
        ("沃尔玛营收多少?", "5914亿美元"),
        ("Uber第二季度营收多少", "964亿美元"),
        ("What are the key facts about NuScale?", "Oklo市值"),
        ("Compare CoreWeave and Palantir", "博思艾伦"),
        ("比较亚马逊、字母表和优步的市盈率", "22倍"),
    ],
)
def test_nothing_of_another_company_is_said_or_said_to_disagree(
    feed: Index, question: str, other: str
) -> None:
    answer = Answerer(feed).ask(Request(question))
    assert answer.disagreements == ()
    assert other not in answer.answer
