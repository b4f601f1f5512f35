"""What is understood of many questions: a table, and each of its lines a case."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from fakes import day

from index import Article, Filters, Index
from rag.question import understand

NOW = datetime(2025, 10, 28, 9, 30, tzinfo=UTC)
SOURCES = [
    "Reuters",
    "Fortune",
    "Investopedia",
    "Youtube",
    "The Motley Fool",
    "Yahoo Finance",
    "财新",
]
LINES = (Path(__file__).parent / "understood.tsv").read_text(encoding="utf-8").splitlines()
CASES = [line.split("\t") for line in LINES if line[0] != "#"]


@pytest.fixture(scope="module")
def sourced(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Index]:
    with Index(tmp_path_factory.mktemp("home"), create=True) as index:
        index.add(
            [
                Article(
                    id=name,
                    text=f"Something that {name} says.",
                    source=name,
                    published_at=day(10, 20),
                )
                for name in SOURCES
            ]
        )
        yield index


def expected(first: str, last: str, sources: str) -> Filters:
    since = None if first == "-" else datetime.fromisoformat(first).replace(tzinfo=UTC)
    until = None if last == "-" else datetime.fromisoformat(last).replace(tzinfo=UTC)
    names = () if sources == "-" else tuple(sorted(sources.split("|")))
    return Filters(since=since, until=until and until + timedelta(days=1), sources=names)


@pytest.mark.parametrize("case", CASES, ids=lambda case: str(case[0]))
def test_what_is_understood(sourced: Index, case: list[str]) -> None:
    question, first, last, sources, kind, latest = case
    understood = understand(question, sourced, (), NOW)
    found = Filters(
        since=understood.filters.since,
        until=understood.filters.until,
        sources=tuple(sorted(understood.filters.sources)),
    )
    assert found == expected(first, last, sources)
    assert understood.expectation.kind == kind
    assert understood.latest == (latest == "y")


def test_the_table_is_large_enough_to_mean_something() -> None:
    assert len(CASES) >= 120
    dateless = [case for case in CASES if case[1:4] == ["-", "-", "-"]]
    assert len(dateless) >= 40
