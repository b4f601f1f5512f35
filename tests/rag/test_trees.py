"""Trees as data."""

import math

import pytest

from rag.trees import Trees

FORK = ["own", 0.5, -1.0, ["met", 0.0, 0.5, 2.0]]


@pytest.mark.parametrize(
    ("own", "met", "odds"),
    [(0.2, 1.0, -1.0), (0.5, 1.0, -1.0), (0.6, 0.0, 0.5), (0.6, 1.0, 2.0)],
)
def test_a_value_goes_up_to_the_limit_or_above_it(own: float, met: float, odds: float) -> None:
    found = Trees(0.0, [FORK]).probability({"own": own, "met": met})
    assert found == pytest.approx(1 / (1 + math.exp(-odds)))


def test_leaves_add_up() -> None:
    twice = Trees(0.25, [FORK, FORK, 0.5]).probability({"own": 0.6, "met": 1.0})
    assert twice == pytest.approx(1 / (1 + math.exp(-4.75)))


def test_no_tree_is_a_half() -> None:
    assert Trees(0.0, []).probability({}) == pytest.approx(0.5)
