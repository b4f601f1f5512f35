"""Decision trees that decide on answers, fitted with scikit-learn and written down as data."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from sklearn.ensemble import HistGradientBoostingClassifier
from threadpoolctl import threadpool_limits

from training.regression import Mask, Matrix

_TREES = 60
_LEAVES = 16
_FEWEST = 50  # questions in a leaf
_DIGITS = 4  # of features; a limit between two that differ by rounding alone would be decided by it


def trees(
    rows: Matrix,
    labels: Mask,
    weights: Matrix,
    names: Sequence[str],
    signs: Sequence[int],
    *,
    count: int = _TREES,
) -> dict[str, Any]:
    """What `rag.trees.Trees` is made of.

    `signs` say what is known of a feature beforehand: that it can only speak for (1), only against (-1), or either way (0). The sets are few, and questions are many.
    """
    model = HistGradientBoostingClassifier(
        learning_rate=0.1,
        max_iter=count,
        max_leaf_nodes=_LEAVES,
        min_samples_leaf=_FEWEST,
        l2_regularization=10.0,
        monotonic_cst=list(signs),
        early_stopping=False,
        random_state=0,
    )
    with threadpool_limits(1):  # on a busy machine several wait for each other, ten times as long
        model.fit(np.round(rows, _DIGITS), labels, sample_weight=weights / weights.mean())
    grown = [predictors[0].nodes for predictors in model._predictors]  # noqa: SLF001 -- nothing public has them
    start = float(np.ravel(model._baseline_prediction)[0])  # noqa: SLF001
    return {"start": round(start, 4), "trees": [_tree(nodes, 0, names) for nodes in grown]}


def _tree(nodes: Any, at: int, names: Sequence[str]) -> Any:
    node = nodes[at]
    if node["is_leaf"]:
        return round(float(node["value"]), 4)
    below, above = (_tree(nodes, int(node[side]), names) for side in ("left", "right"))
    return [names[node["feature_idx"]], float(f"{node['num_threshold']:.6g}"), below, above]
