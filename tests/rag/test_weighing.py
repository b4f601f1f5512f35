"""What was learned of evidence."""

import numpy as np
import pytest

from rag.features import NAMES
from rag.weighing import ALL, learned, summary

FIRST = dict.fromkeys(NAMES, 0.0)


def rows(*given: dict[str, float]) -> np.ndarray:
    return np.array([[*{**FIRST, **row}.values()] for row in given])


def summed(
    *given: dict[str, float], scores: list[float], articles: list[int] | None = None
) -> dict[str, float]:
    found = summary(rows(*given), np.array(scores), np.array(articles or [0] * len(scores)))
    assert tuple(found) == ALL
    return found


def test_the_best_statement_s_own_features_come_first() -> None:
    found = summed({"own": 0.2}, {"own": 0.5, "met": 1.0}, scores=[1.0, 3.0])
    assert (found["own"], found["met"], found["score"]) == (0.5, 1.0, 3.0)


def test_any_statement_can_hold_most() -> None:
    assert summed({"own": 0.7}, {"own": 0.5}, scores=[1.0, 3.0])["most_own"] == pytest.approx(0.7)


@pytest.mark.parametrize(
    ("row", "name", "expected"),
    [
        ({"own": 0.1, "beside": 0.1, "passage": 0.1, "article": 0.1}, "uncovered", 0.2),
        ({"own": 0.9}, "uncovered", 0.0),
        ({"alignment": 0.2}, "unaligned", 0.3),
        ({"alignment": 0.6}, "unaligned", 0.0),
        ({"names_missing": 0.1}, "name_missing", 1.0),
        ({}, "name_missing", 0.0),
        ({"names_only": 1.0, "missed": 1.0}, "nothing_but_names", 1.0),
        ({"names_only": 1.0, "unnamed": 1.0}, "nothing_but_names", 1.0),
        ({"names_only": 1.0}, "nothing_but_names", 0.0),
        ({"missed": 1.0}, "nothing_but_names", 0.0),
    ],
)
def test_what_a_line_cannot_tell(row: dict[str, float], name: str, expected: float) -> None:
    assert summed(row, scores=[0.0])[name] == pytest.approx(expected)


def test_the_lead_is_over_the_best_of_another_article() -> None:
    found = summed({}, {}, {}, {}, scores=[5.0, 4.5, 2.0, 1.0], articles=[0, 0, 1, 2])
    assert found["lead"] == pytest.approx(3.0)
    assert found["above"] == pytest.approx(5.0 - 3.25)
    assert found["agreed"] == pytest.approx(0.5)


def test_a_lead_over_nothing_is_as_long_as_any() -> None:
    alone = summed({}, scores=[5.0])["lead"]
    assert (
        alone == summed({}, {}, scores=[50.0, 1.0], articles=[0, 1])["lead"] == pytest.approx(8.0)
    )


def test_what_is_shipped_fits_the_features() -> None:
    for weights in (learned().same, learned().across):
        assert weights.statement.shape == (len(NAMES),)
        assert 0 < weights.threshold < 1
    assert learned().weights(same_language=False) is learned().across


@pytest.mark.parametrize(("feature", "better"), [("own", 1), ("met", 1), ("lost_names", -1)])
def test_what_speaks_for_an_answer_never_makes_it_less_likely(feature: str, better: int) -> None:
    known = dict.fromkeys(ALL, 0.3)
    values = np.linspace(0, 1, 21)[::better]
    chances = [learned().answer.probability(known | {feature: float(v)}) for v in values]
    assert chances == sorted(chances)
