"""Trees are fitted and written down as they decide."""

import numpy as np
import pytest

from rag.trees import Trees
from training.boosting import trees

NAMES = ("own", "met")


def fitted(signs: tuple[int, int] = (0, 0)) -> Trees:
    random = np.random.default_rng(3)
    rows = random.random((2000, 2))
    labels = random.random(2000) < np.where(rows[:, 0] > 0.5, 0.9, 0.2)
    return Trees(**trees(rows, labels, np.ones(2000), NAMES, signs))


@pytest.mark.parametrize(("own", "chance"), [(0.1, 0.2), (0.4, 0.2), (0.6, 0.9), (0.95, 0.9)])
def test_probabilities_are_those_of_the_labels(own: float, chance: float) -> None:
    grown = fitted()
    reached = [grown.probability({"own": own, "met": met}) for met in (0.2, 0.5, 0.8)]
    assert np.mean(reached) == pytest.approx(chance, abs=0.1)


def test_a_feature_that_can_only_speak_against_never_speaks_for() -> None:
    grown = fitted(signs=(-1, 0))
    reached = [grown.probability({"own": own, "met": 0.5}) for own in (0.1, 0.4, 0.6, 0.9)]
    assert reached == sorted(reached, reverse=True)
