"""The weight of age."""

from datetime import datetime, timedelta

import pytest
from fakes import day

from index.passage import Hit
from index.recency import by_recency

WEEK = timedelta(days=7)


def hit(name: str, score: float, published_at: datetime | None) -> Hit:
    return Hit(name, 1, "", "", "", published_at, "en", "", 0, 1, name, score)


def scores(*hits: Hit) -> dict[str, float]:
    return {h.text: h.score for h in by_recency(hits, WEEK, day(10, 22))}


def test_half_of_what_age_can_take_is_gone_after_each_half_life() -> None:
    found = scores(
        hit("new", 0.8, day(10, 22)),
        hit("week", 0.8, day(10, 15)),
        hit("fortnight", 0.8, day(10, 8)),
        hit("old", 0.8, day(1, 1)),
    )
    assert found == pytest.approx({"new": 0.8, "week": 0.6, "fortnight": 0.5, "old": 0.4}, abs=1e-6)


def test_the_order_follows_and_a_much_better_old_passage_stays_first() -> None:
    assert list(scores(hit("old", 0.6, day(9, 1)), hit("new", 0.5, day(10, 22)))) == ["new", "old"]
    assert list(scores(hit("old", 0.9, day(9, 1)), hit("new", 0.4, day(10, 22)))) == ["old", "new"]


def test_an_undated_passage_counts_as_a_half_life_old_and_a_later_one_as_new() -> None:
    assert scores(hit("undated", 0.8, None)) == pytest.approx({"undated": 0.6})
    assert scores(hit("later", 0.8, day(11, 22))) == pytest.approx({"later": 0.8})
