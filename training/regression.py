"""Linear models with weights kept small."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from scipy.optimize import minimize
from scipy.special import expit

Matrix = NDArray[np.float64]
Mask = NDArray[np.bool_]
_PENALTY = 1e-3
_APART = 3e-3  # what a difference of the weights of two sides costs
_FAR = 0.7  # what is further off counts no more than in proportion
_STEPS = 250


def softmax(
    groups: Sequence[Matrix],
    right: Sequence[Mask],
    weights: Matrix,
    bounds: Sequence[tuple[float, float]],
) -> Matrix:
    """Weights that put the right rows of each group before the others: shape (features,).

    Minimizes the cross-entropy of the right rows under a softmax over the group; every group has a right row and a wrong one. The features are those of two sides, one half behind the other; `bounds` has those of each weight of one side. The weights of both sides are drawn to each other, so that the side of which less is known learns from the other.
    """
    flat, scale = _both_scaled(np.concatenate(groups))
    starts = np.cumsum([0, *map(len, groups[:-1])])
    owner = np.repeat(np.arange(len(groups)), [len(group) for group in groups])
    label, weights = np.concatenate(right), weights / weights.sum()

    def loss(w: Matrix) -> tuple[float, Matrix]:
        sums = flat @ w
        shares = np.exp(sums - np.maximum.reduceat(sums, starts)[owner])
        of_all = np.add.reduceat(shares, starts)
        of_right = np.add.reduceat(shares * label, starts)
        pull = shares / of_all[owner] - shares * label / of_right[owner]
        apart = np.subtract(*np.split(w, 2))
        value = weights @ (np.log(of_all) - np.log(of_right))
        value += _PENALTY * w @ w + _APART * apart @ apart
        drawn = 2 * _PENALTY * w + 2 * _APART * np.concatenate([apart, -apart])
        return float(value), flat.T @ (weights[owner] * pull) + drawn

    start = np.zeros(flat.shape[1])
    found = minimize(loss, start, jac=True, bounds=[*bounds, *bounds], method="L-BFGS-B")
    return np.asarray(found.x / scale)


def _both_scaled(rows: Matrix) -> tuple[Matrix, Matrix]:
    """The rows of two sides by one deviation for both, and the deviations."""
    scale = np.add(*np.split(rows, 2, axis=1)).std(axis=0)  # a row has zeros on one of its sides
    scale[scale < 1e-9] = 1.0
    both = np.tile(scale, 2)
    return rows / both, both


def logistic(
    rows: Matrix, labels: Mask, weights: Matrix, bounds: Sequence[tuple[float, float]]
) -> tuple[Matrix, float]:
    """Weights and bias of a logistic regression, each weight within its bounds.

    They say what is known of a feature beforehand, such as its sign: the sets are few, and questions are many.
    """
    scaled, scale, middle = _scaled(rows)
    with_one = np.column_stack([scaled, np.ones(len(scaled))])
    share = weights / weights.sum()
    keep = np.append(np.full(rows.shape[1], _PENALTY), 0.0)

    def loss(w: Matrix) -> tuple[float, Matrix]:
        sums = with_one @ w
        value = share @ (np.logaddexp(0, sums) - labels * sums) + keep @ np.square(w)
        return float(value), with_one.T @ (share * (expit(sums) - labels)) + 2 * keep * w

    limits = [(low * s, high * s) for (low, high), s in zip(bounds, scale, strict=True)]
    start = np.append(np.clip(0.0, *np.transpose(limits)), 0.0)
    free = (-np.inf, np.inf)
    found = minimize(loss, start, jac=True, bounds=[*limits, free], method="L-BFGS-B")
    fitted = found.x[:-1] / scale
    return np.asarray(fitted), float(found.x[-1] - fitted @ middle)


def sparse_huber(
    rows: sparse.csr_matrix, targets: Matrix, weights: Matrix, penalty: float
) -> Matrix:
    """Weights, most of them zero, of a regression that a few rows far off do not disturb.

    Minimizes Huber's loss and `penalty` for each unit of weight: shape (features,).
    """
    columns, count = rows.T.tocsr(), rows.shape[1]

    def loss(halves: Matrix) -> tuple[float, Matrix]:
        w = halves[:count] - halves[count:]
        off = rows @ w - targets
        near = np.clip(off, -_FAR, _FAR)
        down = columns @ (weights * near)
        value = weights @ (near * (off - near / 2)) + penalty * halves.sum()
        return float(value), np.concatenate([down, -down]) + penalty

    bounds = [(0.0, np.inf)] * (2 * count)
    start = np.zeros(2 * count)
    steps = {"maxiter": _STEPS}
    found = minimize(loss, start, jac=True, bounds=bounds, method="L-BFGS-B", options=steps)
    return np.asarray(found.x[:count] - found.x[count:])


def _scaled(rows: Matrix) -> tuple[Matrix, Matrix, Matrix]:
    """The rows with mean zero and deviation one, the deviations, and the means."""
    middle, scale = rows.mean(axis=0), rows.std(axis=0)
    scale[scale < 1e-9] = 1.0  # what never differs stays as it is
    return (rows - middle) / scale, scale, middle
