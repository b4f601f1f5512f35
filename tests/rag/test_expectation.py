import pytest

from rag.expectation import Kind, expectation


@pytest.mark.parametrize(
    ("question", "kind"),
    [
        ("积压订单金额是多少？", Kind.MONEY),
        ("How much did the plant cost?", Kind.MONEY),
        ("占多大份额？", Kind.PERCENTAGE),
        ("What is the operating margin?", Kind.PERCENTAGE),
        ("一共有多少客户？", Kind.NUMBER),
        ("How many buoys are there?", Kind.NUMBER),
        ("哪一天首次公开募股？", Kind.DATE),
        ("When did it open?", Kind.DATE),
        ("中断了多长时间？", Kind.DURATION),
        ("How long did it last?", Kind.DURATION),
        ("首席执行官是谁？", Kind.PERSON),
        ("Which bank said so?", Kind.ORGANISATION),
        ("总部在哪个城市？", Kind.PLACE),
        ("为什么推迟？", Kind.REASON),
        ("说说渡轮", Kind.OTHER),
        ("白鹭号以前叫什么名字？", Kind.NAME),
        ("白鹭号的前身是什么", Kind.NAME),
        ("What was the Egret formerly called?", Kind.NAME),
        ("What is the Egret's former name?", Kind.NAME),
        ("Ochrebank是做什么的", Kind.DEFINITION),
        ("Ochrebank主要从事什么业务？", Kind.DEFINITION),
        ("What does Ochrebank do?", Kind.DEFINITION),
        ("What did Ochrebank do about the spill?", Kind.OTHER),
        ("What do you do?", Kind.OTHER),
        ("渡轮被称之为什么？", Kind.OTHER),
        ("她被聘为什么职务？", Kind.OTHER),
        ("渡轮因为什么停航？", Kind.REASON),
        ("Ochrebank的债务呢？", Kind.MONEY),
        ("What is reported about the ferry?", Kind.OVERVIEW),
        ("How far did the shares drop on Monday?", Kind.NUMBER),
        ("How much solar capacity did China have in July?", Kind.NUMBER),
        ("How much ad revenue came from Youtube?", Kind.MONEY),
        ("How much is the contract worth?", Kind.MONEY),
        ("意大利的暴利税税率是多少？", Kind.PERCENTAGE),
        ("征求意见期有多长？", Kind.DURATION),
        ("16兆瓦风机的叶片多长？", Kind.NUMBER),
        ("马士基二季度收入降了多少？", Kind.NUMBER),
    ],
)
def test_the_kind_of_answer_is_read_from_the_words(question: str, kind: Kind) -> None:
    assert expectation(question).kind is kind


@pytest.mark.parametrize(
    ("question", "holds", "lacks"),
    [
        ("金额是多少？", "达301亿美元", "达301家"),
        ("How much did it cost?", "It cost $38.6 million", "It opened in May"),
        ("运营容量是多少兆瓦？", "容量为470兆瓦", "容量为22吉瓦"),
        ("持有多少股？", "超过3000万股", "价值28亿美元"),
        ("有多大面积？", "面积9万平方英尺", "由37名捐赠者"),
        ("最多宕机多少分钟？", "不超过5.26分钟", "不超过15小时"),
        ("占多大份额？", "占据76%", "占据多数"),
        ("什么时候开放？", "2025年10月18日开放", "已经开放"),
        ("谁发现的？", "戈德温·帕尔发现的", "志愿者发现的"),
        ("以前叫什么？", "2019年更名为白鹭号", "2019年由三人创办"),
        ("What was it called before?", "It was renamed in 2019", "It opened in 2019"),
        ("Who started it?", "Anselm Kuroda-Price started it", "a teacher started it"),
    ],
)
def test_a_statement_holds_an_answer_of_the_kind_or_not(
    question: str, holds: str, lacks: str
) -> None:
    expected = expectation(question)
    assert expected.met_by(holds)
    assert not expected.met_by(lacks)


def test_what_the_question_says_itself_is_no_answer() -> None:
    expected = expectation("2025年10月20日之后什么时候开放？")
    assert not expected.met_by("2025年10月20日的消息说即将开放")
    assert expected.met_by("定于2025年11月3日开放")
