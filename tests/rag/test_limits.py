"""What a question's words limit, over a real index, and how the answer shows it."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from fakes import Clock, day

from index import Article, Filters, Index
from rag import Answer, Answerer, Reason, Request, Status
from rag.question import understand

FERRY = "The ferry carries {} passengers a day."


def ferry(name: str, source: str, published: datetime, passengers: int) -> Article:
    return Article(id=name, text=FERRY.format(passengers), source=source, published_at=published)


@pytest.fixture
def index(tmp_path: Path) -> Iterator[Index]:
    with Index(tmp_path / "home", create=True) as index:
        index.add(
            [
                ferry("old", "Reuters", day(10, 6), 310),
                ferry("lately", "Fortune", day(10, 21), 420),
                ferry("new", "Reuters", day(10, 27), 530),
            ]
        )
        yield index


def ask(index: Index, text: str, **options: object) -> Answer:
    answerer = Answerer(index, clock=Clock(datetime(2025, 10, 28, 9, tzinfo=UTC)))
    return answerer.ask(Request(text, **options))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("question", "passengers", "filters"),
    [
        (
            "According to Fortune, how many passengers does the ferry carry a day?",
            420,
            {"sources": ["Fortune"]},
        ),
        (
            "In last week's news, how many passengers does the ferry carry a day?",
            420,
            {"since": "2025-10-20T00:00:00+00:00", "until": "2025-10-27T00:00:00+00:00"},
        ),
        (
            "As reported by Reuters, how many passengers does the ferry carry a day? News since Monday",
            530,
            {"since": "2025-10-27T00:00:00+00:00", "sources": ["Reuters"]},
        ),
    ],
)
def test_what_is_understood_is_shown_and_kept(
    index: Index, question: str, passengers: int, filters: dict[str, object]
) -> None:
    answer = ask(index, question)
    assert FERRY.format(passengers)[:-1] in answer.answer
    assert answer.searched.filters == filters
    assert answer.searched.articles == 1


def test_a_filter_of_the_request_wins(index: Index) -> None:
    question = "According to Fortune, what did the news of last week say about ferry passengers?"
    given = Filters(since=day(10, 1), sources=("Reuters",))
    assert ask(index, question, filters=given).searched.filters == {
        "since": "2025-10-01T00:00:00+00:00",
        "sources": ["Reuters"],
    }


def test_days_are_counted_from_as_of(index: Index) -> None:
    given = Filters(as_of=datetime(2025, 10, 8, 23, tzinfo=UTC))
    answer = ask(index, "How many passengers, in this week's news about the ferry?", filters=given)
    assert answer.searched.filters == {
        "as_of": "2025-10-08T23:00:00+00:00",
        "since": "2025-10-06T00:00:00+00:00",
    }
    assert answer.answer.startswith("The ferry carries 310 passengers a day")


@pytest.mark.parametrize(
    ("question", "named"),
    [
        (
            "前天的新闻说渡轮运送多少乘客？",
            "所用范围：自2025-10-26起发布，在2025-10-27之前发布。",
        ),
        (
            "What did Fortune report on Oct 26 about the ferry?",
            "Looked for: published since 2025-10-26, published before 2025-10-27, from Fortune.",
        ),
    ],
)
def test_filters_that_let_nothing_in_are_named(index: Index, question: str, named: str) -> None:
    told = ask(index, question).abstention
    assert told is not None
    assert told.reason is Reason.OUT_OF_RANGE
    assert told.message.endswith(named)


def test_an_understood_filter_is_named_where_the_rest_holds_no_answer(index: Index) -> None:
    answer = ask(index, "According to Fortune, who won the Nobel Prize in Physics?")
    assert answer.status is Status.ABSTAINED
    assert answer.abstention is not None
    assert answer.abstention.message.endswith("Looked for: from Fortune.")


def test_days_are_those_of_the_asker_s_zone(index: Index) -> None:
    now = datetime(2025, 10, 28, 1, tzinfo=ZoneInfo("Asia/Shanghai"))  # still the 27th in UTC
    filters = understand("昨天的新闻", index, (), now).filters
    assert (filters.since, filters.until) == (
        datetime(2025, 10, 26, 16, tzinfo=UTC),
        datetime(2025, 10, 27, 16, tzinfo=UTC),
    )


def test_a_day_without_a_year_is_the_last_that_articles_reach(index: Index) -> None:
    years_later = datetime(2027, 1, 15, tzinfo=UTC)
    assert understand("10月21日的新闻", index, (), years_later).filters.since == day(10, 21)
    assert understand("News since October 21", index, (), years_later).filters.since == day(10, 21)
    soon = datetime(2025, 11, 20, tzinfo=UTC)
    assert understand("11月18日的新闻", index, (), soon).filters.since == day(11, 18)


def test_a_source_is_known_by_its_other_names(index: Index) -> None:
    assert understand("据路透社报道，渡轮运送多少乘客？", index).filters.sources == ("Reuters",)
    assert understand("據路透社報導，渡輪運送多少乘客？", index).filters.sources == ("Reuters",)


def test_what_sets_a_filter_is_not_looked_for(index: Index) -> None:
    asked = understand("What did Fortune report on Oct 21 about passengers?", index)
    assert [concept.text for concept in asked.concepts] == ["passengers"]
    assert asked.dates == ()
    assert "Fortune" not in asked.search_text


def test_dates_that_belong_to_the_fact_stay_in_the_question(index: Index) -> None:
    asked = understand("What was the revenue of Fortune in October 2024?", index)
    assert asked.filters.empty
    assert asked.search_text == "What was the revenue of Fortune in October 2024?"
    (mention,) = asked.mentions
    assert asked.search_text[mention.start : mention.end] == "October 2024"


@pytest.mark.parametrize(
    "text", ["过去999年的新闻", "2月31日的新闻", "news from the past 999 years"]
)
def test_what_no_calendar_has_is_no_error(index: Index, text: str) -> None:
    far = datetime(300, 1, 1, tzinfo=UTC)
    assert understand(text, index, (), far).filters.empty
