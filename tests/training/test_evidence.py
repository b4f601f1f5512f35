"""What is told of questions of which nothing was learned, and the thresholds taken from it."""

import numpy as np
import pytest

from rag.features import NAMES
from training.asking import Asked
from training.evidence import Judged, Limit, quarters, situations


def asked(group: str, *right: bool, there: bool = True) -> Asked:
    held = np.array(right)
    return Asked(
        group, np.zeros((len(right), len(NAMES))), held, held, np.arange(len(right)), there
    )


def test_a_question_is_in_the_same_part_in_every_group() -> None:
    groups = ["alone"] * 8 + ["among news"] * 8 + ["every other one"] * 4
    assert quarters(groups) == [0, 0, 1, 1, 2, 2, 3, 3] * 2 + [0, 1, 2, 3]


def test_a_question_is_asked_once_more_without_what_answers_it() -> None:
    told = situations([asked("news", True, False), asked("news strange", False, there=False)])
    assert [(one.group, len(one.rows), one.there) for one in told] == [
        ("news", 2, True),
        ("news strange", 1, False),
        ("news unsaid", 1, False),
    ]


def test_a_threshold_refuses_the_share_of_its_group_on_its_side() -> None:
    told = [asked("news", True) for _ in range(10)] + [asked("other", True)]
    reached = np.array([*np.linspace(0.1, 1.0, 10), 0.0])
    translated = np.array([False] * 5 + [True] * 6)
    judged = Judged(told, np.ones(11, dtype=bool), translated, reached)
    limit = Limit("news", 0.25)
    assert judged.threshold(limit, ~translated) == pytest.approx(0.2)
    assert judged.threshold(limit, translated) == pytest.approx(0.7)


def test_parts_are_joined_in_order() -> None:
    one, other = (
        Judged([asked(name, True)], np.array([right]), np.array([False]), np.array([reached]))
        for name, right, reached in (("a", True, 0.9), ("b", False, 0.2))
    )
    joined = Judged.joined([one, other])
    assert [told.group for told in joined.told] == ["a", "b"]
    assert (joined.right.tolist(), joined.reached.tolist()) == ([True, False], [0.9, 0.2])
    assert joined.group("b").tolist() == [False, True]
