"""Fitting the linear model."""

import numpy as np
import pytest

from training.regression import softmax


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


def test_a_feature_that_never_differs_does_no_harm() -> None:
    groups = [np.array([[1.0, 7.0], [0.0, 7.0]]), np.array([[0.0, 7.0], [1.0, 7.0]])]
    right = [np.array([True, False]), np.array([False, True])]
    weights = softmax(groups, right, np.ones(2))
    assert weights[0] > 1
    assert weights[1] == pytest.approx(0)
