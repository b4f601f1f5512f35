"""What was learned from claims: rag/data/support.json, made by training/support.py."""

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources


@dataclass(frozen=True, slots=True)
class Scale:
    """Turns features into a probability; below `threshold` it is too low."""

    weights: tuple[float, ...]
    bias: float
    threshold: float

    def probability(self, features: Sequence[float]) -> float:
        """The logistic of the weighted sum."""
        total = sum(w * x for w, x in zip(self.weights, features, strict=True))
        return 1 / (1 + math.exp(-total - self.bias))

    def passes(self, features: Sequence[float]) -> bool:
        """Whether the probability is high enough."""
        return self.probability(features) >= self.threshold


def of_json(rows: Mapping[str, Mapping[str, object]]) -> dict[str, Scale]:
    """Scales by name, as the file has them."""
    return {name: Scale(**{**row, "weights": tuple(row["weights"])}) for name, row in rows.items()}  # type: ignore[arg-type]


@cache
def shipped() -> dict[str, Scale]:
    """The shipped scales, read once."""
    text = resources.files("rag.data").joinpath("support.json").read_text("utf-8")
    return of_json(json.loads(text))
