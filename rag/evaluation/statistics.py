"""Statistics over columns of numbers, a row for each question; NaN stands for what is absent."""

from math import ceil

import numpy as np
from numpy.typing import NDArray

Columns = NDArray[np.float64]


def share(columns: Columns) -> tuple[float, int]:
    """The sum of the first column over that of the second, and the latter."""
    count, of = columns.sum(axis=0)
    return (float(count / of) if of else np.nan), int(of)


def quantile(columns: Columns, at: float) -> tuple[float, int]:
    """The quantile of the first column's numbers, between neighbours in proportion, and how many."""
    values = np.sort(columns[~np.isnan(columns[:, 0]), 0])
    if not len(values):
        return np.nan, 0
    place = at * (
        len(values) - 1
    )  # by hand: np.quantile is slow where it is asked a thousand times
    below, above = values[int(place)], values[ceil(place)]
    return float(below + (above - below) * (place % 1)), len(values)


def auroc(columns: Columns) -> tuple[float, int]:
    """How likely a row with 1 in the second column has a higher score (first) than one with 0.

    Equal scores count half. NaN where there are no two kinds; and how many rows there are.
    """
    score, wanted = columns.T
    high, low = score[wanted == 1], np.sort(score[wanted == 0])
    if not len(high) or not len(low):
        return np.nan, len(columns)
    below = np.searchsorted(low, high, "left") + np.searchsorted(low, high, "right")
    return float(below.mean() / 2 / len(low)), len(columns)
