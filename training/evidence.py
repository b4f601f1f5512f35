"""How much each feature of a statement counts, and when to answer: fitted to the development sets.

    python -m training.evidence ../shared rag/data/evidence.json

asks the questions of every set and of the feed, some among other news, some without the article or the statements that answer them, some of another world, and writes the weights.
"""

import argparse
import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from rag.features import NAMES
from rag.trees import Trees
from rag.weighing import ALL
from training.asking import NEWS, REMOVED, Asked, gather, of_both, of_feeds
from training.boosting import trees
from training.regression import Mask, Matrix, softmax

# How much a kind of group counts, by a word of its name.
_COUNTS = {"unsaid": 0.5, NEWS: 2.5, REMOVED: 2.5, "feed": 4.0}
# What every feature speaks for: a right answer (1), or against one (-1).
_FOR = (
    "own", "beside", "cosine", "distinct", "rest", "focus", "hit_dense", "hit_alignment", "first",
    "met", "named", "bigrams", "score", "most_own", "lead", "agreed", "best_hit", "above",
    "rarest", "second",
)  # fmt: skip
_AGAINST = (
    "names_missing", "names_only", "unmatched", "missed", "unnamed", "asks", "day", "uncovered",
    "unaligned", "name_missing", "nothing_but_names", "lost", "lost_rarity", "lost_names",
    "lost_numbers",
)  # fmt: skip
_SIGNS = dict.fromkeys(_FOR, 1) | dict.fromkeys(_AGAINST, -1)


@dataclass(frozen=True, slots=True)
class Limit:
    """No more than that share of a group's questions may stay unanswered."""

    group: str
    refused: float

    def of(self, asked: Sequence[Asked], reached: Matrix) -> float:
        """The highest threshold that keeps it."""
        own = reached[[one.group == self.group for one in asked]]
        return float(np.quantile(own, self.refused))


_LIMITS = {"same": Limit(NEWS, 0.145), "across": Limit("xquad-en2zh", 0.29)}


def learn(asked: Sequence[Asked]) -> dict[str, Any]:
    """The weights of both sides, and the trees, in the form in which they are stored."""
    ordered = [one for one in asked if one.ordered]
    both = softmax(
        [one.sides for one in ordered], [one.first for one in ordered], _weights(ordered)
    )
    told = [*asked, *(one.unsaid() for one in ordered)]
    summed = np.array([one.summed(both) for one in told])
    right = np.array([one.answered(both) for one in told])
    answer = trees(summed, right, _weights(told), ALL, [_SIGNS.get(name, 0) for name in ALL])
    decided = Trees(**answer)
    reached = np.array([decided.probability(dict(zip(ALL, row, strict=True))) for row in summed])
    _report(told, right, reached)
    other = np.array([one.across(both) for one in told])
    sides = zip(("same", "across"), np.split(both, 2), (~other, other), strict=True)
    written = {name: _side(name, weights, told, reached, own) for name, weights, own in sides}
    return written | {"answer": answer}


def _side(
    name: str, weights: Matrix, told: Sequence[Asked], reached: Matrix, own: Mask
) -> dict[str, Any]:
    """What is stored of questions whose best statement is of one side."""
    chosen = [one for one, here in zip(told, own, strict=True) if here]
    return {
        "threshold": round(_LIMITS[name].of(chosen, reached[own]), 3),
        "statement": dict(zip(NAMES, weights.round(3).tolist(), strict=True)),
    }


def _report(told: Sequence[Asked], right: Mask, reached: Matrix) -> None:
    """How many questions of each group are right, and quantiles of their probabilities."""
    for group in dict.fromkeys(one.group for one in told):
        own = np.array([one.group == group for one in told])
        print(f"{group:32} {own.sum():5} {right[own].mean():.3f} right, {_quantiles(reached[own])}")


def _weights(asked: Sequence[Asked]) -> Matrix:
    """Every group counts as its kind does, whatever its size."""
    sizes = Counter(one.group for one in asked)
    return np.array([_counts(one.group) / sizes[one.group] for one in asked])


def _counts(group: str) -> float:
    if "strange" in group:
        return 1.0
    return next((weight for word, weight in _COUNTS.items() if word in group), 1.0)


def _quantiles(reached: Matrix) -> str:
    return " ".join(f"{q:.2f}" for q in np.quantile(reached, [0.05, 0.15, 0.5, 0.85, 0.95]))


def write(learned: Mapping[str, Any], file: Path) -> None:
    """Store the weights, a feature a line and a tree a line."""
    sides = [f'"{name}": {json.dumps(learned[name], indent=1)}' for name in _LIMITS]
    grown = ",\n".join(
        json.dumps(tree, separators=(",", ":")) for tree in learned["answer"]["trees"]
    )
    start = learned["answer"]["start"]
    answer = f'"answer": {{"start": {start}, "trees": [\n{grown}\n]}}'
    file.write_text("{" + ",\n".join([*sides, answer]) + "}\n", "utf-8")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("shared", type=Path)
    parser.add_argument("file", type=Path)
    options = parser.parse_args()
    data = options.shared / "data"
    asked = [*gather(data), *of_both(data / "retrieval"), *of_feeds(options.shared)]
    write(learn(asked), options.file)


if __name__ == "__main__":
    main()
