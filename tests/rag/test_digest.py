"""What is new, whatever it is about: a statement of each of the newest articles."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from index import Article, Index
from rag import Answerer, Request

PORT = Article(
    "海港局周五宣布，新码头将于明年三月开放。港区今年已有12名新员工。天气一直晴朗。",
    title="New Pier to Open in March",
    source="Harbour Post",
    published_at=datetime(2025, 10, 26, 9, tzinfo=UTC),
    id="port",
)
FERRY = Article(
    "The ferry has 80 seats. Ferry fares will rise by 4% in May, the operator said. Tea is sold on board.",
    title="Ferry fares to rise in May",
    source="Harbour Post",
    published_at=datetime(2025, 10, 25, 9, tzinfo=UTC),
    id="ferry",
)
OLD = Article(
    "The museum closed in 1999.",
    title="A museum closes",
    source="Old Times",
    published_at=datetime(2024, 1, 1, tzinfo=UTC),
    id="old",
)
PIER_LINE = "“New Pier to Open in March” (2025-10-26), in Chinese: “海港局周五宣布，新码头将于明年三月开放。” [1]"
FERRY_LINE = "“Ferry fares to rise in May” (2025-10-25): Ferry fares will rise by 4% in May, the operator said. [2]"


@pytest.fixture
def index(tmp_path: Path) -> Iterator[Index]:
    with Index(tmp_path / "own", create=True) as made:
        yield made


@pytest.fixture
def news(index: Index) -> Index:
    index.add([OLD, FERRY, PORT])
    return index


def asked(index: Index, question: str) -> str:
    now = datetime(2025, 10, 27, 12, tzinfo=UTC)
    return Answerer(index, clock=lambda: now).ask(Request(question)).answer


def test_the_newest_articles_say_what_their_titles_announce(news: Index) -> None:
    lines = asked(news, "What is new?").split("\n")
    assert lines[:2] == [PIER_LINE, FERRY_LINE]
    assert lines[2] == "“A museum closes” (2024-01-01): The museum closed in 1999. [3]"


def test_a_period_limits_the_articles(news: Index) -> None:
    lines = asked(news, "What happened last week?").split("\n")
    assert lines[0] == PIER_LINE
    assert [line.split("”")[0] for line in lines] == [
        "“New Pier to Open in March",
        "“New Pier to Open in March",
        "“Ferry fares to rise in May",
        "“Ferry fares to rise in May",
    ]


def test_what_happened_on_a_day_stands_in_the_articles_of_that_day_or_the_next(news: Index) -> None:
    for day in ("October 26", "October 26, 2025"):
        lines = asked(news, f"What happened on {day}?").split("\n")
        assert all(line.startswith("“New Pier to Open in March” (2025-10-26)") for line in lines)
    assert "Ferry fares will rise" in asked(news, "What happened on October 24?")
    assert "Pier" not in asked(news, "What happened on October 24?")
    assert not asked(news, "What happened on October 2?")


def test_a_day_long_ago_is_told_by_its_articles(news: Index) -> None:
    told = "“A museum closes” (2024-01-01): The museum closed in 1999. [1]"
    assert asked(news, "What happened on January 1, 2024?") == told


def test_a_line_is_in_the_language_of_the_question(news: Index) -> None:
    first, second, _ = asked(news, "有什么新闻？").split("\n")
    assert first.startswith("“New Pier to Open in March”（2025-10-26）：海港局周五宣布")
    assert second.startswith("“Ferry fares to rise in May”（2025-10-25）（英文）：“Ferry fares")


def test_of_few_articles_more_is_told_of_each(news: Index) -> None:
    lines = asked(news, "What did Old Times report?").split("\n")
    assert lines == ["“A museum closes” (2024-01-01): The museum closed in 1999. [1]"]
    lines = asked(news, "2025-10-25有什么新闻？").split("\n")
    title = "“Ferry fares to rise in May”（2025-10-25）（英文）："
    assert [line.removeprefix(title)[:12] for line in lines] == [
        "“The ferry h",
        "“Ferry fares",
        "“Tea is sold",
    ]


def test_an_article_that_says_nothing_is_left_out(index: Index) -> None:
    index.add([
        Article("...", title="Dots", id="dots"),
        Article("The ferry rests.", title="Ferry", id="ferry"),
    ])  # fmt: skip
    assert asked(index, "What is new?") == "“Ferry”: The ferry rests. [1]"


def test_a_copy_takes_no_place(index: Index) -> None:
    text = "The port opened today with three berths and a crane of two hundred tons."
    index.add([Article(text, title="Port", id=f"copy{n}") for n in range(8)])
    index.add([Article("The ferry rests.", title="Ferry", id="a")])
    told = sorted(line[:8] for line in asked(index, "What is new?").split("\n"))
    assert told == ["“Ferry”:", "“Port”: "]


def test_an_article_without_a_title_is_announced_by_its_source(index: Index) -> None:
    index.add([
        Article("港口今天开放，共有3个泊位。", source="Harbour Post", id="a"),
        Article("渡轮今天停运。", source="Harbour Post", id="b"),
    ])  # fmt: skip
    assert min(asked(index, "What is new?").split("\n")).startswith("Harbour Post, in Chinese: “")


def test_a_long_title_is_cut_where_it_can_be_seen(index: Index) -> None:
    long = "An extraordinarily long title " * 6
    index.add([
        Article("The port opened today.", title=long, id="a"),
        Article("The ferry rests.", title="Ferry", id="b"),
    ])  # fmt: skip
    assert "long title…”: The port opened today." in asked(index, "What is new?")
