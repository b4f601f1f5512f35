"""The digest feed of a news app."""

from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from reading import one, read, refusal

from index.article import Article
from index.errors import BadFile
from index.parsing import parse_path

FEED = """\
Ports
search

Egret Sails for Brackmere
Harbour Ledger· 2025-10-26 18:30
航线 - 白鹭号渡轮七点出发 [1] - 单程40分钟 [2]

Two Buoys Lost in the Storm
港口日报· 2025-10-25 09:05
要点 - 两个浮标丢失 [1]
补记 - 其中一个已经找回 [2]
"""
ASKED_FOR = """\
10-26 18:30 | The Motley Fool | 2 Growth Stocks That Could Be Multibaggers in 5 Years
10-26 17:03 | Fortune | Meet all 37 White House ballroom donors funding the $300 million build
10-26 15:02 | The Motley Fool | Billionaire Bill Ackman Wants to Be the Next Warren Buffett -- He Has 45% of His Hedge Fund's $14 Billion Portfolio Invested in Just 3 Brilliant Stocks
10-26 09:00 | The Good Investors | What We’re Reading (Week Ending 26 October 2025) : The Good Investors %
10-26 01:30 | The Motley Fool | 5 Things to Know About Amazon Stock Before You Buy
10-26 01:01 | Youtube | Tech Corner: CoreWeave's Role in A.I. Industry
10-25 23:00 | Yahoo Finance | After a Massive 207.5% Run-Up, Is This AI Stock Still a Buy?
10-25 20:00 | Seeking Alpha | Amazon, Google, Microsoft likely to benefit from 'stable, healthy' cloud spending: UBS (AMZN:NASDAQ)
10-25 18:30 | Investopedia | Wall Street Is Worried About an AI Bubble—Here's the Sector Where Stock Prices Really Stand Out
10-25 11:30 | TechXplore | Amazon's big outage reminds us that we trust big tech companies far too much
"""
EXAMPLE = Path(__file__).parents[2] / "examples" / "technology-feed.txt"


def utc(*numbers: int) -> datetime:
    return datetime(*numbers, tzinfo=UTC)


def entry(title: str = "Egret Sails", header: str = "Ledger· 2025-10-26 18:30") -> str:
    return f"{title}\n{header}\nSails at seven.\n"


def test_a_feed_yields_its_articles_in_order() -> None:
    first, second = read(FEED)
    assert isinstance(first, Article)
    assert isinstance(second, Article)
    assert first == Article(
        id=first.id,
        title="Egret Sails for Brackmere",
        source="Harbour Ledger",
        topic="Ports",
        published_at=utc(2025, 10, 26, 18, 30),
        language="zh",
        text="航线 - 白鹭号渡轮七点出发 [1] - 单程40分钟 [2]",
    )
    assert (second.title, second.source) == ("Two Buoys Lost in the Storm", "港口日报")
    assert second.text == "要点 - 两个浮标丢失 [1]\n补记 - 其中一个已经找回 [2]"
    assert second.published_at == utc(2025, 10, 25, 9, 5)


def test_the_same_feed_has_the_same_ids_wherever_it_lies() -> None:
    ids = [found.id for found in read(FEED) if isinstance(found, Article)]
    assert ids == [found.id for found in read(FEED, "b.txt") if isinstance(found, Article)]
    assert len(set(ids)) == 2


def test_times_are_in_the_given_zone() -> None:
    shanghai = ZoneInfo("Asia/Shanghai")
    assert one("Ports\n" + entry(), zone=shanghai).published_at == utc(2025, 10, 26, 10, 30)


@pytest.mark.parametrize("ending", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "gb18030"])
def test_a_feed_is_told_in_any_encoding(encoding: str, ending: str) -> None:
    found = read(FEED.replace("\n", ending).encode(encoding))
    assert found == read(FEED)


def test_a_feed_is_told_in_big5() -> None:
    feed = "港口\n白鷺號渡輪開始航行\n港口日報· 2025-10-26 18:30\n航線 - 渡輪每天早上七點出發 [1]\n"
    found = one(feed.encode("big5"))
    assert (found.title, found.source, found.topic) == ("白鷺號渡輪開始航行", "港口日報", "港口")


@pytest.mark.parametrize(
    ("header", "source", "moment"),
    [
        ("Ledger · 2025-10-26 18:30", "Ledger", utc(2025, 10, 26, 18, 30)),
        ("  Ledger·2025-1-2T8:05 ", "Ledger", utc(2025, 1, 2, 8, 5)),
        ("Jean·Luc· 2025-10-26 18:30", "Jean·Luc", utc(2025, 10, 26, 18, 30)),
        ("2025· 2025-10-26 18:30", "2025", utc(2025, 10, 26, 18, 30)),
    ],
)
def test_a_header_may_be_written_loosely(header: str, source: str, moment: datetime) -> None:
    found = one("Ports\n" + entry(header=header))
    assert (found.source, found.published_at) == (source, moment)


@pytest.mark.parametrize(
    "line",
    [
        "Ledger, 2025-10-26 18:30",
        "Ledger· 2025-10-26",
        "Ledger· 2025-10-26 18:30 and more",
        "· 2025-10-26 18:30",
        "x" * 101 + "· 2025-10-26 18:30",
    ],
)
def test_what_only_looks_like_a_header_is_text(line: str) -> None:
    found = one("Ports\n" + entry() + line + "\n")
    assert found.text == f"Sails at seven.\n{line}"


def test_blank_lines_may_stand_anywhere() -> None:
    feed = "\n\nPorts\n\n\nEgret Sails\n \nLedger· 2025-10-26 18:30\n\n\nSails at seven.\n\n"
    found = one(feed)
    assert (found.topic, found.title, found.text) == ("Ports", "Egret Sails", "Sails at seven.")


def test_a_feed_without_a_topic_line_has_no_topic() -> None:
    assert not one(entry()).topic


@pytest.mark.parametrize(
    ("feed", "reason"),
    [
        ("Ledger· 2025-10-26 18:30\nText.", "a.txt:1: this article has no title line"),
        ("\n" * 3 + "Ledger· 2025-10-26 18:30\nText.", "a.txt:4: this article has no title line"),
        ("Ports\nEgret\nLedger· 2025-10-26 18:30", "a.txt:3: the article 'Egret' has no body"),
        (
            "Ports\n" + entry(header="Ledger· 2025-13-26 18:30"),
            "a.txt:3: '2025-13-26 18:30' is not",
        ),
        ("Ports\n" + entry().replace("at", "\0"), "a.txt:3: text contains characters that are not"),
        ("Ports\n" + entry(title="T" * 2_001), "a.txt:3: title has 2,001 characters"),
    ],
)
def test_a_bad_article_is_refused_with_its_line(feed: str, reason: str) -> None:
    assert refusal(feed).startswith(reason)


def test_the_articles_around_a_bad_one_are_kept() -> None:
    bad = entry("Bad", "Ledger· 2025-02-30 18:30")
    found = read("Ports\n" + entry("First") + bad + entry("Last"))
    assert [f.line if isinstance(f, BadFile) else f.title for f in found] == ["First", 6, "Last"]


def test_of_two_headers_in_a_row_neither_makes_an_article() -> None:
    found = read("Ports\nEgret\nA· 2025-10-26 18:30\nB· 2025-10-26 18:31\nSails.\n")
    assert [str(bad) for bad in found] == [
        "a.txt:3: the article 'Egret' has no body",
        "a.txt:4: this article has no title line",
    ]


def test_a_file_said_to_be_a_feed_needs_a_header() -> None:
    assert refusal("Just text.", format_name="feed") == (
        "a.txt: has no line of the form `SOURCE· YYYY-MM-DD HH:MM`"
    )


def test_the_example_feed_is_read_whole() -> None:
    found = list(parse_path(EXAMPLE))
    assert [bad for bad in found if isinstance(bad, BadFile)] == []
    assert {article.topic for article in found if isinstance(article, Article)} == {"Technology"}
    assert isinstance(found[0], Article)
    assert found[0].title == "Amazon Closes In on the Biggest Till in Retail"


def test_the_feed_the_project_was_asked_for_is_read_whole(shared: Path) -> None:
    path = shared / "corpus" / "cloud-computing-feed.txt"
    if not path.exists():
        pytest.skip("the feed is not in the shared folder")
    found = [article for article in parse_path(path) if isinstance(article, Article)]
    times = [f"{article.published_at:%m-%d %H:%M}" for article in found]
    lines = zip(times, (a.source for a in found), (a.title for a in found), strict=True)
    assert [" | ".join(line) for line in lines] == ASKED_FOR.splitlines()
    assert {article.published_at.year for article in found if article.published_at} == {2025}
    assert [(a.topic, a.language) for a in found] == [("Cloud Computing", "zh")] * 10
