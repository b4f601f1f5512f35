"""A sum of small decision trees, kept as data: how likely something is, from what is known of it."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Trees:
    """`start` and the leaves that are reached add up to the logarithm of the odds.

    A tree is a leaf, which is a number, or a fork: a feature, a limit, and the trees for values up to it and above it.
    """

    start: float
    trees: Sequence[Any]

    def probability(self, features: Mapping[str, float]) -> float:
        """Between 0 and 1."""
        odds = self.start + sum(_leaf(tree, features) for tree in self.trees)
        return 1 / (1 + math.exp(-odds))


def _leaf(tree: Any, features: Mapping[str, float]) -> float:
    while isinstance(tree, list):
        feature, limit, below, above = tree
        tree = below if features[feature] <= limit else above
    return float(tree)
