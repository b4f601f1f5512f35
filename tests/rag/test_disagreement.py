"""Sources that answer one question differently, shown side by side, and what only looks so."""

import hashlib
import json
import re
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from fakes import ScriptedGenerator, day

from index import Article, Filters, Index, ingest
from index.parsing import parse_path
from rag import Answer, Answerer, Request

HERE = Path(__file__).parent
SHARED = HERE.parents[2] / "shared"
MARKER = re.compile(r"\[(\d+)\]")


def pairs(name: str) -> list[dict[str, Any]]:
    lines = (HERE / name).read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines]


def articles(rows: list[dict[str, Any]]) -> list[Article]:
    return [
        Article(
            id=f"{row['id']}-{number}",
            title=given["title"],
            source=given["source"],
            published_at=datetime.fromisoformat(given["published_at"]),
            text=given["text"],
        )
        for row in rows
        for number, given in enumerate(row["articles"])
    ]


def ask_all(home: Path, rows: list[dict[str, Any]]) -> list[Answer]:
    """Every question of a set, over the articles of all its pairs."""
    with Index(home, create=True) as index:
        index.add(articles(rows))
        answerer = Answerer(index)
        return [answerer.ask(Request(row["question"])) for row in rows]


@pytest.fixture(scope="module")
def asked(tmp_path_factory: pytest.TempPathFactory) -> list[tuple[dict[str, Any], Answer]]:
    rows = pairs("disagreements.jsonl")
    home = tmp_path_factory.mktemp("pairs") / "home"
    return list(zip(rows, ask_all(home, rows), strict=True))


def precision_and_recall(asked: list[tuple[dict[str, Any], Answer]]) -> tuple[float, float]:
    shown = [row for row, answer in asked if answer.disagreements]
    right = [row for row in shown if row["disagree"]]
    real = [row for row, _ in asked if row["disagree"]]
    return len(right) / len(shown), len(right) / len(real)


def test_real_disagreements_are_shown_and_look_alikes_are_not(
    asked: list[tuple[dict[str, Any], Answer]],
) -> None:
    precision, recall = precision_and_recall(asked)
    assert (precision >= 0.9, recall >= 0.9) == (True, True), f"{precision:.2f}, {recall:.2f}"


def test_so_are_those_of_a_set_that_no_rule_was_made_for(tmp_path: Path) -> None:
    rows = pairs("disagreements-held-out.jsonl")
    answers = ask_all(tmp_path / "home", rows)
    precision, recall = precision_and_recall(list(zip(rows, answers, strict=True)))
    assert (precision >= 0.85, recall >= 0.85) == (True, True), f"{precision:.2f}, {recall:.2f}"


def test_every_value_shown_is_one_that_the_set_names(
    asked: list[tuple[dict[str, Any], Answer]],
) -> None:
    for row, answer in asked:
        for value in (v for d in answer.disagreements for v in d.values):
            assert any(w in value.value or value.value in w for w in row["values"]), row["id"]


def test_markers_and_citations_correspond_and_quote_what_is_stored(
    asked: list[tuple[dict[str, Any], Answer]],
) -> None:
    texts = {a.id: a.text for a in articles([row for row, _ in asked])}
    for _, answer in asked:
        numbers = [citation.number for citation in answer.citations]
        assert sorted({int(n) for n in MARKER.findall(answer.answer)}) == numbers
        assert sorted({n for claim in answer.claims for n in claim.citations}) == numbers
        for disagreement in answer.disagreements:
            assert all(set(value.citations) <= set(numbers) for value in disagreement.values)
        for c in answer.citations:
            assert texts[c.article_id][c.start : c.end] == c.quote
            assert c.quote_sha256 == hashlib.sha256(c.quote.encode()).hexdigest()


TOLL = (
    "A ferry sank off Pellmoor. The accident killed 12 people.",
    "The Pellmoor ferry accident killed 19 people, the coast guard said.",
)


@pytest.fixture
def toll(tmp_path: Path) -> Iterator[Index]:
    with Index(tmp_path / "toll", create=True) as index:
        index.add([
            Article(id="first", title="Pellmoor Ferry Sinks", text=TOLL[0], published_at=day(10, 3)),
            Article(id="later", title="Pellmoor: The Toll", text=TOLL[1], published_at=day(10, 9)),
        ])  # fmt: skip
        yield index


QUESTION = "How many people did the Pellmoor ferry accident kill?"


def test_the_newest_value_stands_first_and_each_is_said_in_the_answer(toll: Index) -> None:
    answer = Answerer(toll).ask(Request(QUESTION))
    (found,) = answer.disagreements
    dates = {c.number: c.published_at for c in answer.citations}
    assert found.subject == QUESTION
    assert [v.value for v in found.values] == ["19 people", "12 people"]
    assert [[dates[n] for n in v.citations] for v in found.values] == [[day(10, 9)], [day(10, 3)]]
    assert all(v.value in answer.answer for v in found.values)


def test_a_value_that_the_draft_says_itself_is_not_said_again(toll: Index) -> None:
    draft = f"{TOLL[1]} [1][2]\nThe accident killed 12 people. [1][2]\n"
    answer = Answerer(toll, lambda _: ScriptedGenerator([draft])).ask(Request(QUESTION))
    assert [c.text for c in answer.claims] == [TOLL[1], "The accident killed 12 people."]
    assert [v.citations for v in answer.disagreements[0].values] == [(1,), (2,)]


def test_a_revision_does_not_disagree_with_the_one_before_it(toll: Index) -> None:
    toll.delete(["first"])
    toll.add([Article(id="later", title="Pellmoor: The Toll", text=TOLL[1].replace("19", "21"))])
    answer = Answerer(toll).ask(Request(QUESTION))
    assert "21 people" in answer.answer
    assert answer.disagreements == ()


def test_what_the_filters_leave_out_does_not_disagree(toll: Index) -> None:
    answer = Answerer(toll).ask(Request(QUESTION, Filters(since=day(10, 5))))
    assert answer.disagreements == ()


@pytest.mark.skipif(not SHARED.exists(), reason="the feed is not part of the project")
def test_the_feed_shows_its_one_disagreement_and_no_other(tmp_path: Path) -> None:
    questions = (SHARED / "eval/feed-dev.jsonl").read_text(encoding="utf-8").splitlines()
    shown = {}
    with Index(tmp_path / "feed", create=True) as index:
        for _ in ingest(index, parse_path(SHARED / "corpus/cloud-computing-feed.txt")):
            pass
        answerer = Answerer(index)
        for row in map(json.loads, questions):
            answer = answerer.ask(Request(row["question"]))
            if answer.disagreements:
                shown[row["id"]] = answer.disagreements[0].values
    assert list(shown) == ["feed-dev-22"]
    assert [value.value for value in shown["feed-dev-22"]] == ["大致翻倍", "207.5%"]
