"""Fitting linear models."""

import numpy as np
import pytest
from scipy.special import expit

from training.regression import logistic, softmax

FREE = (-np.inf, np.inf)


def _of_one_side(groups: list[np.ndarray]) -> list[np.ndarray]:
    """The rows with zeros in the place of the other side's features."""
    return [np.concatenate([rows, np.zeros_like(rows)], axis=1) for rows in groups]


def test_the_feature_that_marks_the_right_row_gets_the_weight() -> None:
    random = np.random.default_rng(0)
    groups, right = [], []
    for _ in range(200):
        rows = random.normal(size=(6, 3))
        groups.append(rows)
        right.append(rows[:, 1] == rows[:, 1].max())
    weights, _ = np.split(softmax(_of_one_side(groups), right, np.ones(200), [FREE] * 3), 2)
    assert weights[1] > 5 * max(abs(weights[0]), abs(weights[2]))
    best = [int(np.argmax(rows @ weights)) for rows in groups]
    hits = np.mean([mask[n] for n, mask in zip(best, right, strict=True)])
    assert hits > 0.95


def test_a_group_that_counts_for_nothing_changes_nothing() -> None:
    one, other = np.array([[1.0, 0.0], [0.0, 1.0]]), np.array([[0.0, 3.0], [3.0, 0.0]])
    first = np.array([True, False])
    free = [FREE, FREE]
    alone = softmax(_of_one_side([one, one]), [first, first], np.array([1.0, 1.0]), free)
    both = softmax(_of_one_side([one, other]), [first, first], np.array([1.0, 0.0]), free)
    assert np.sign(alone[:2]).tolist() == np.sign(both[:2]).tolist() == [1.0, -1.0]


def test_a_side_of_which_nothing_is_known_learns_from_the_other() -> None:
    rows, first = np.array([[1.0, 0.0], [0.0, 1.0]]), np.array([True, False])
    one, other = np.split(softmax(_of_one_side([rows]), [first], np.ones(1), [FREE, FREE]), 2)
    assert other[0] > 0.5 * one[0] > 0
    assert other[1] < 0.5 * one[1] < 0


def test_a_side_that_is_known_well_keeps_its_own_weights() -> None:
    first = np.array([True, False])
    one = np.array([[1.0, 0.0, 0.0, 0.0], [0.0, 0.0, 0.0, 0.0]])
    other = np.array([[0.0, 0.0, 0.0, 1.0], [0.0, 0.0, 0.0, 0.0]])
    weights = softmax([one, other], [first, first], np.ones(2), [FREE, FREE])
    assert weights[0] > weights[2]
    assert weights[3] > weights[1]


def test_weights_of_both_sides_stay_within_their_bounds() -> None:
    rows, first = np.array([[1.0, 0.0], [0.0, 1.0]]), np.array([True, False])
    bounds = [(-np.inf, 0.0), (-np.inf, 0.0)]
    weights = softmax(_of_one_side([rows]), [first], np.ones(1), bounds)
    assert weights[[0, 2]].tolist() == [0.0, 0.0]
    assert weights[1] < 0


def test_probabilities_are_those_of_the_labels() -> None:
    random = np.random.default_rng(1)
    rows = random.normal(size=(4000, 2))
    labels = random.random(4000) < expit(2 * rows[:, 0] - 1)
    weights, bias = logistic(rows, labels, np.ones(4000), [FREE, FREE])
    assert weights[0] == pytest.approx(2, abs=0.25)
    assert bias == pytest.approx(-1, abs=0.2)


def test_a_weight_stays_within_its_bounds() -> None:
    random = np.random.default_rng(2)
    rows = random.normal(size=(500, 3))
    labels = rows.sum(axis=1) > 0
    weights, _ = logistic(rows, labels, np.ones(500), [FREE, (-np.inf, 0), (2.0, 2.0)])
    assert weights[0] > 0
    assert weights[1:].tolist() == pytest.approx([0.0, 2.0])


def test_a_feature_that_never_differs_does_no_harm() -> None:
    rows = np.array([[1.0, 7.0], [0.0, 7.0], [1.0, 7.0], [0.0, 7.0]])
    weights, _ = logistic(rows, rows[:, 0] > 0, np.ones(4), [FREE, FREE])
    assert weights[0] > 1
    assert np.isfinite(weights).all()


def test_a_feature_that_never_differs_counts_for_nothing() -> None:
    groups = [np.array([[1.0, 7.0], [0.0, 7.0]]), np.array([[0.0, 7.0], [1.0, 7.0]])]
    right = [np.array([True, False]), np.array([False, True])]
    weights = softmax(_of_one_side(groups), right, np.ones(2), [FREE, FREE])
    assert weights[0] > 1
    assert weights[1] == pytest.approx(0)
