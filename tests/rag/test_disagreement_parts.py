"""What keeps look-alikes apart: amounts, times, aspects, and who an unnamed company is."""

from datetime import date
from pathlib import Path

import pytest

from index import Article, Index
from rag.disagreement.amounts import amounts
from rag.disagreement.aspects import differ
from rag.disagreement.clauses import parted
from rag.disagreement.identity import alike
from rag.disagreement.modifiers import narrowed_apart
from rag.disagreement.names import names
from rag.disagreement.period import other_time, period
from rag.disagreement.relation import Relation
from rag.disagreement.topic import Topic, topic
from rag.question import understand


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Index:
    index = Index(tmp_path_factory.mktemp("parts") / "home", create=True)
    index.add([Article(id="a", text="Brackenridge's sales fell.")])
    return index


def asked(index: Index, question: str) -> Topic:
    found = topic(understand(question, index))
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("question", "one", "other", "relation"),
    [
        ("Vellum的利润是多少？", "利润为12.1亿元", "利润约12亿元", Relation.SAME),
        ("Vellum的利润是多少？", "利润为12.1亿元", "利润为13亿元", Relation.DIFFERENT),
        ("Vellum的订单有多少？", "订单超过300亿元", "订单为301亿元", Relation.SAME),
        ("Vellum的订单有多少？", "訂單超過300億元", "订单为420亿元", Relation.DIFFERENT),
        ("Vellum的订单有多少？", "订单近300亿元", "订单为340亿元", Relation.DIFFERENT),
        ("What is Vellum's debt?", "debt of $4 billion", "40亿美元的债务", Relation.SAME),
        ("What is Vellum's debt?", "debt of $4 billion", "debt of 4 billion euros", Relation.APART),
        (
            "What is Vellum's debt?",
            "over $4 billion in debt",
            "$4.4 billion in debt",
            Relation.SAME,
        ),
        ("What is Vellum's debt?", "$4 billion in debt", "$90 billion in debt", Relation.APART),
        ("Vellum股价涨了多少？", "股价大致翻倍", "股价上涨207.5%", Relation.DIFFERENT),
        ("Vellum股价涨了多少？", "股价大致翻倍", "股价上涨104%", Relation.SAME),
        ("Vellum股价涨了多少？", "股价增长3倍", "the stock gained 300%", Relation.SAME),
        ("How much has Vellum risen?", "it tripled", "it gained 140%", Relation.DIFFERENT),
        ("How much did Vellum's sales fall?", "sales halved", "sales fell 50%", Relation.SAME),
        ("How much did Vellum's sales fall?", "sales fell 5%", "sales rose 5%", Relation.APART),
    ],
)
def test_amounts_that_agree_contradict_or_cannot_be_compared(
    index: Index, question: str, one: str, other: str, relation: Relation
) -> None:
    about = asked(index, question)
    (first,), (second,) = amounts(one, about), amounts(other, about)
    assert (first.against(second), second.against(first)) == (relation, relation)


@pytest.mark.parametrize(
    ("question", "text", "value"),
    [
        ("What did Vellum invest?", "from $200 million to $350 million", "$350 million"),
        ("Vellum的市值是多少？", "市值从2亿元升至3亿元", "3亿元"),
        ("What is Vellum's revenue?", "revenue rose 14% to $9 billion", "$9 billion"),
        ("Vellum的营收是多少？", "营收同比增长14%至90亿元", "90亿元"),
        ("Vellum裁员多少？", "裁员一千余人", "一千余人"),
        ("How long did Vellum close?", "nearly 3 weeks, at a cost of $2 million", "nearly 3 weeks"),
    ],
)
def test_the_amount_asked_for_is_told_from_its_neighbours(
    index: Index, question: str, text: str, value: str
) -> None:
    assert [amount.text for amount in amounts(text, asked(index, question))] == [value]


PUBLISHED = date(2025, 10, 26)


@pytest.mark.parametrize(
    ("one", "other", "apart"),
    [
        ("第二季度营收", "第一季度营收", True),
        ("第二季度營收", "二季度末营收", False),
        ("revenue in the third quarter", "Q3 revenue", False),
        ("revenue in the third quarter", "2024年全年营收", True),
        ("去年营收", "revenue in 2024", False),
        ("去年营收", "今年营收", True),
        ("closed at 3912 on Friday", "周一收于3863点", True),
        ("营收", "revenue in 2019", True),
        ("营收", "revenue in September", False),
        ("自3月上市以来上涨", "since the IPO in March", False),
        ("自3月上市以来上涨", "自6月以来上涨", True),
    ],
)
def test_times_that_differ_are_told_apart(one: str, other: str, apart: bool) -> None:
    first, second = (period(parted(text), 0, PUBLISHED) for text in (one, other))
    assert (other_time(first, second, ()), other_time(second, first, ())) == (apart, apart)


def test_what_is_not_dated_is_of_its_article_s_time() -> None:
    old = period(parted("营收为90亿元"), 0, date(2023, 10, 26))
    assert other_time(period(parted("营收为99亿元"), 0, PUBLISHED), old, ())


@pytest.mark.parametrize(
    ("one", "other", "apart"),
    [
        ("预计营收90亿元", "营收为80亿元", True),
        ("预计裁员900人", "将裁员800人", False),
        ("其中研发占9%", "研发占14%", True),
        ("副院長是陈望舒", "院长是顾长风", True),
        ("new customers: 2,800", "59,900 customers", True),
        ("Analysts expect $9 billion", "revenue was $8 billion", True),
        ("average pay was $9", "pay was $12", True),
        ("票價為80元", "票价为90元", False),
    ],
)
def test_another_aspect_is_another_value(one: str, other: str, apart: bool) -> None:
    assert (differ(one, other, ""), differ(other, one, "")) == (apart, apart)


def test_an_aspect_that_the_question_has_sets_nothing_apart() -> None:
    assert not differ("预计营收90亿元", "营收为80亿元", "预计营收是多少？")


@pytest.mark.parametrize(
    ("question", "one", "other", "apart"),
    [
        ("雪岭索道的票价是多少？", "雪岭索道的成人票价为80元", "雪岭索道的家庭票价为40元", True),
        ("雪岭索道的票价是多少？", "雪岭索道的成人票价为80元", "雪岭索道票价为90元", False),
        ("What is Vellum's fee?", "the adult fee is $80", "the winter fee is $40", True),
    ],
)
def test_a_measure_narrowed_down_by_two_words_is_two(
    index: Index, question: str, one: str, other: str, apart: bool
) -> None:
    about = asked(index, question)
    assert narrowed_apart(one, other, about.measures, question) == apart


def test_an_unnamed_company_is_known_by_three_figures(tmp_path: Path) -> None:
    with Index(tmp_path / "home", create=True) as home:
        home.add([Article(id="named", text="Vellum：订单301亿元，营收12亿元，同比增长207%。")])
        hits = home.search("Vellum")
    assert alike("公司订单达301亿元，营收12亿元，增长207%", hits)
    assert not alike("公司订单达301亿元，营收12亿元，增长9%", hits)
    assert not alike("订单达301亿元，营收12亿元，增长207%", hits)


def test_numbers_of_footnotes_and_small_ones_are_no_facts_in_common(tmp_path: Path) -> None:
    with Index(tmp_path / "home", create=True) as home:
        home.add(
            [Article(id="named", text="Vellum：订单301亿元 [10] - 有12家店 [11][12] - 第15年 [13]")]
        )
        hits = home.search("Vellum")
    assert not alike("公司有12家店，第15年 [10] - 营收964亿元 [11][12] - 利润2亿元 [13]", hits)


@pytest.mark.parametrize(
    "told", ["元旦當天孫文就任總統，廢除舊曆", "元旦当天孙文就任总统，废除旧历"]
)
def test_a_name_stands_where_the_text_has_it_in_whatever_characters(
    told: str, index: Index
) -> None:
    (found,) = names(told, asked(index, "谁就任总统？"), index)
    assert (found.text, found.start) == ("孙文", 4)
