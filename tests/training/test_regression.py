"""Fitting linear models."""

import numpy as np
import pytest
from scipy.special import expit

from training.regression import logistic, softmax

FREE = (-np.inf, np.inf)


def test_the_feature_that_marks_the_right_row_gets_the_weight() -> None:
    random = np.random.default_rng(0)
    groups, right = [], []
    for _ in range(200):
        rows = random.normal(size=(6, 3))
        groups.append(rows)
        right.append(rows[:, 1] == rows[:, 1].max())
    weights = softmax(groups, right, np.ones(200))
    assert weights[1] > 5 * max(abs(weights[0]), abs(weights[2]))
    best = [int(np.argmax(rows @ weights)) for rows in groups]
    hits = np.mean([mask[n] for n, mask in zip(best, right, strict=True)])
    assert hits > 0.95


def test_a_group_that_counts_for_nothing_changes_nothing() -> None:
    one, other = np.array([[1.0, 0.0], [0.0, 1.0]]), np.array([[0.0, 3.0], [3.0, 0.0]])
    first = np.array([True, False])
    alone = softmax([one, one], [first, first], np.array([1.0, 1.0]))
    both = softmax([one, other], [first, first], np.array([1.0, 0.0]))
    assert np.sign(alone).tolist() == np.sign(both).tolist() == [1.0, -1.0]


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
    weights = softmax(groups, right, np.ones(2))
    assert weights[0] > 1
    assert weights[1] == pytest.approx(0)
