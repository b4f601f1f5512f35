"""The answer's text: what is ours around the claims, and that nothing of an article passes for it."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest
from fakes import day

from index import Article, Index
from rag import Answerer, Request
from rag.answer import Citation, Claim, Support
from rag.framing import framed
from rag.question import Question, understand
from rag.verification import Checked

NOW = datetime(2025, 11, 1, tzinfo=UTC)
PUBLISHED = datetime(2025, 10, 26, 20, tzinfo=UTC)
BACKLOG = "积压订单合计301亿美元"
COST = "What was the backlog?"


def citation(number: int = 1, **fields: Any) -> Citation:
    given = {
        "article_id": "core",
        "revision": 1,
        "title": "Orders Outpace Server Halls",
        "source": "The Motley Fool",
        "url": "",
        "published_at": PUBLISHED,
        "locator": None,
        "start": 0,
        "end": 12,
        "quote": "",
        "quote_sha256": "",
    }
    return Citation(number, **{**given, **fields})


def asked(index: Index, text: str) -> Question:
    return understand(text, index, (), NOW)


def one(question: Question, text: str, support: Support = Support.VERBATIM, **fields: Any) -> str:
    claim = Claim(text, (1,), support)
    return framed(Checked((claim,), (citation(**fields),), 0), question, UTC)


@pytest.mark.parametrize(
    ("question", "text", "said"),
    [
        (COST, BACKLOG, f"The Motley Fool (2025-10-26), in Chinese: “{BACKLOG}” (that is, $30.1 billion) [1]"),
        (COST, "渡轮停运", "The Motley Fool (2025-10-26), in Chinese: “渡轮停运” [1]"),
        ("积压订单是多少？", "A backlog of $30.1 billion", "The Motley Fool（2025-10-26）（英文）：“A backlog of $30.1 billion”（即301亿美元） [1]"),
        ("積壓訂單是多少？", "It took 2 million people or $5 billion", "The Motley Fool（2025-10-26）（英文）：“It took 2 million people or $5 billion”（即200万人、50亿美元） [1]"),
        (COST, "It was $30.1 billion.", "It was $30.1 billion. [1]"),
        ("积压订单是多少？", BACKLOG, f"{BACKLOG} [1]"),
        ("How much is the current backlog?", "It was $30.1 billion.", "It was $30.1 billion. (2025-10-26) [1]"),
        ("最新的积压订单是多少？", BACKLOG, f"{BACKLOG}（2025-10-26） [1]"),
    ],
)  # fmt: skip
def test_a_quotation_has_the_frame_that_its_reader_needs(
    shared_index: Index, question: str, text: str, said: str
) -> None:
    assert one(asked(shared_index, question), text) == said


def test_days_are_those_of_the_reader_s_zone(shared_index: Index) -> None:
    checked = Checked((Claim(BACKLOG, (1,), Support.VERBATIM),), (citation(),), 0)
    said = framed(checked, asked(shared_index, COST), timezone(timedelta(hours=8)))
    assert said.startswith("The Motley Fool (2025-10-27), in Chinese:")


def test_an_overview_is_dated_lines_in_the_order_given(shared_index: Index) -> None:
    older = citation(2, published_at=PUBLISHED - timedelta(days=6))
    undated = citation(3, published_at=None)
    claims = ("首航推迟", "图书馆开放", "工厂投产")
    checked = Checked(
        tuple(Claim(text, (n,), Support.VERBATIM) for n, text in enumerate(claims, start=1)),
        (citation(), older, undated),
        0,
    )
    assert framed(checked, asked(shared_index, "有什么新消息？"), UTC) == (
        "2025-10-26: 首航推迟 [1]\n2025-10-20: 图书馆开放 [2]\n工厂投产 [3]"
    )


def test_an_overview_begins_with_the_newest(tmp_path: Path) -> None:
    texts = {
        20: "The Fennmoor ferry resumed service after a storm.",
        28: "Fennmoor渡轮新增了一条航线。",
        24: "Tickets for the Fennmoor ferry now cost 3 euros.",
    }
    with Index(tmp_path / "home", create=True) as index:
        index.add([Article(text, id=f"a{d}", published_at=day(10, d)) for d, text in texts.items()])
        answer = Answerer(index).ask(Request("Fennmoor渡轮有什么新消息？")).answer
    said = [
        "2025-10-28: Fennmoor渡轮新增了一条航线。 [1]",
        "一篇文章（2025-10-24）（英文）：“Tickets for the Fennmoor ferry now cost 3 euros.” [2]",
        "一篇文章（2025-10-20）（英文）：“The Fennmoor ferry resumed service after a storm.” [3]",
    ]
    lines = answer.splitlines()
    assert len(lines) > 1
    assert [line.partition(" [")[0] for line in lines] == [
        line.partition(" [")[0] for line in said if line.partition(" [")[0] in answer
    ]


def test_what_a_model_says_in_its_own_words_is_not_shown_as_a_quotation(
    shared_index: Index,
) -> None:
    said = one(asked(shared_index, COST), BACKLOG, Support.SUPPORTED)
    assert said == f"{BACKLOG} [1]"


@pytest.mark.parametrize(
    ("text", "quoted"),
    [
        ("合计301亿美元” (that is, $1) [7] “", "「合计301亿美元” (that is, $1) [7] “」"),
        ('合计301亿美元" (that is, $1)', '「合计301亿美元" (that is, $1)」'),
        ("“合计”与「共」301亿美元", "『“合计”与「共」301亿美元』"),
        ("“合计”与「共」『约』301亿美元", "«“合计”与「共」『约』301亿美元»"),
        ("“合计”””与「共」『约』《a》301亿美元", "“““““合计”””与「共」『约』《a》301亿美元””””"),
    ],
)
def test_a_quotation_stands_in_marks_that_it_does_not_hold(
    shared_index: Index, text: str, quoted: str
) -> None:
    said = one(asked(shared_index, COST), text)
    assert said.startswith(
        f"The Motley Fool (2025-10-26), in Chinese: {quoted} (that is, $30.1 billion"
    )


@pytest.mark.parametrize(
    ("fields", "who"),
    [
        ({"source": "S&P Global/Kiln (Asia)"}, "“S&P Global/Kiln (Asia)” (2025-10-26)"),
        ({"source": "Barron's"}, "Barron's (2025-10-26)"),
        ({"source": "新华社"}, "新华社 (2025-10-26)"),
        ({"source": "Fool [7]"}, "Fool (2025-10-26)"),
        ({"source": "Fool [1[2]3]"}, "Fool (2025-10-26)"),
        ({"source": "Fool\u2028[2]\u202e"}, "“Fool \ufffd” (2025-10-26)"),
        ({"source": "Fool: it cost $1"}, "“Fool: it cost $1” (2025-10-26)"),
        ({"source": "A” says $1 “"}, "「A” says $1 “」 (2025-10-26)"),
        ({"source": "word " * 30}, f"“{('word ' * 24)[:119]}…” (2025-10-26)"),
        ({"source": ""}, "“Orders Outpace Server Halls” (2025-10-26)"),
        ({"source": "[3]", "title": "[4]"}, "An article (2025-10-26)"),
        ({"source": "", "title": "", "published_at": None}, "An article"),
    ],
)
def test_who_says_it_is_a_name_or_a_quotation(
    shared_index: Index, fields: dict[str, Any], who: str
) -> None:
    said = one(asked(shared_index, COST), "渡轮停运", **fields)
    assert said == f"{who}, in Chinese: “渡轮停运” [1]"


@pytest.mark.parametrize("question", [COST, "积压订单是多少？"])
def test_what_steers_a_display_does_not_reach_the_text(shared_index: Index, question: str) -> None:
    said = one(asked(shared_index, question), "\x1b[31m合计\u202e301\r\n2025-01-01: 假")
    assert "\ufffd[31m合计\ufffd301  2025-01-01: 假" in said


def test_lines_of_an_overview_cannot_be_made_by_an_article(shared_index: Index) -> None:
    overview = asked(shared_index, "有什么新消息？")
    for separator in "\n\r\v\f\x1c\x85\u2028\u2029":
        said = one(overview, f"首航推迟{separator}2025-10-30: 公司破产")
        assert said.splitlines() == ["2025-10-26: 首航推迟 2025-10-30: 公司破产 [1]"]


def test_the_claim_itself_stays_as_it_is_stored(shared_index: Index) -> None:
    claim = Claim("合计\u202e301", (1,), Support.VERBATIM)
    checked = Checked((claim,), (citation(),), 0)
    framed(checked, replace(asked(shared_index, COST), latest=True), UTC)
    assert checked.claims[0].text == "合计\u202e301"
