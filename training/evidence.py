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
from training.asking import FEEDS, NEWS, REMOVED, Asked, gather, of_both, of_feeds
from training.boosting import trees
from training.regression import Mask, Matrix, softmax

# How much a kind of group counts, by a word of its name; the first that fits.
_COUNTS = {
    f"{FEEDS} unsaid": 5.0,
    "unsaid": 0.5,
    FEEDS: 20.0,
    "cmrc": 4.0,
    "drcd": 2.0,
    "xquad-en": 2.0,
    "xquad-zh": 2.0,
    NEWS: 2.5,
    REMOVED: 2.5,
    "feed": 4.0,
}
_STRANGE = 8.0  # what is of another world, whatever it is put to
_TREES = 120
# What every feature speaks for: a right answer (1), or against one (-1).
_FOR = (
    "own", "beside", "passage", "article", "cosine", "distinct", "rest", "focus", "hit_dense", "hit_alignment",
    "hit_lexical", "first", "given", "listing", "placing",
    "met", "named", "bigrams", "score", "most_own", "lead", "agreed", "best_hit", "above",
    "rarest", "second", "guessed", "guessed_near",
    "attributes", "attributes_near", "period", "counted", "cause",
)  # fmt: skip
_AGAINST = (
    "names_missing", "names_only", "unmatched", "missed", "unnamed", "asks", "day", "uncovered",
    "unaligned", "name_missing", "nothing_but_names", "lost", "lost_rarity", "lost_names",
    "lost_known", "lost_numbers", "unmatched_own", "other_period", "uncounted",
)  # fmt: skip
_SIGNS = dict.fromkeys(_FOR, 1) | dict.fromkeys(_AGAINST, -1)
_BOUNDS = {1: (0.0, np.inf), -1: (-np.inf, 0.0), 0: (-np.inf, np.inf)}


@dataclass(frozen=True, slots=True)
class Limit:
    """No more than that share of a group's questions may stay unanswered."""

    group: str
    refused: float


_LIMITS = {"same": Limit(NEWS, 0.13), "across": Limit("xquad-en2zh", 0.25)}
_PARTS = 4  # of each set; every one is judged by what the others taught


@dataclass(frozen=True, slots=True)
class Judged:
    """Questions with what was decided on each: `right` tells whether one of its two best statements is, `other` whether the best is in the other language, `reached` how likely it is thought to answer."""

    told: Sequence[Asked]
    right: Mask
    other: Mask
    reached: Matrix

    @classmethod
    def of(cls, asked: Sequence[Asked], both: Matrix, answer: Mapping[str, Any]) -> "Judged":
        """By the weights of both sides and the trees."""
        decided = Trees(**answer)
        told = situations(asked)
        summed = (dict(zip(ALL, one.summed(both), strict=True)) for one in told)
        return cls(
            told,
            np.array([one.answered(both) for one in told]),
            np.array([one.across(both) for one in told]),
            np.array([decided.probability(row) for row in summed]),
        )

    @classmethod
    def joined(cls, parts: Sequence["Judged"]) -> "Judged":
        """All of several."""
        return cls(
            [one for part in parts for one in part.told],
            np.concatenate([part.right for part in parts]),
            np.concatenate([part.other for part in parts]),
            np.concatenate([part.reached for part in parts]),
        )

    def group(self, name: str) -> Mask:
        """Which questions are of that group."""
        return np.array([one.group == name for one in self.told])

    def threshold(self, limit: Limit, own: Mask) -> float:
        """The highest that keeps the limit, over its questions of one side."""
        return round(
            float(np.quantile(self.reached[own & self.group(limit.group)], limit.refused)), 3
        )


def situations(asked: Sequence[Asked]) -> list[Asked]:
    """The questions, and those that can be asked without the answering statements once more."""
    return [*asked, *(one.unsaid() for one in asked if one.ordered)]


def learn(asked: Sequence[Asked]) -> dict[str, Any]:
    """The weights of both sides, and the trees, in the form in which they are stored.

    The thresholds are those that hold for questions of which nothing was learned.
    """
    judged = apart(asked)
    both, answer = fitted(asked)
    sides = {"same": ~judged.other, "across": judged.other}
    thresholds = {name: judged.threshold(_LIMITS[name], own) for name, own in sides.items()}
    report(judged, thresholds)
    written = {
        name: {
            "threshold": thresholds[name],
            "statement": dict(zip(NAMES, weights.round(3).tolist(), strict=True)),
        }
        for name, weights in zip(sides, np.split(both, 2), strict=True)
    }
    return written | {"answer": answer}


def apart(asked: Sequence[Asked]) -> Judged:
    """Each part of the questions, judged by what was learned of the others."""
    parts = quarters([one.group for one in asked])
    judged = []
    for part in range(_PARTS):
        rest = [one for one, of in zip(asked, parts, strict=True) if of != part]
        own = [one for one, of in zip(asked, parts, strict=True) if of == part]
        judged.append(Judged.of(own, *fitted(rest)))
    return Judged.joined(judged)


def quarters(groups: Sequence[str]) -> list[int]:
    """The part that each question belongs to: every group in runs, so that the questions of an article, and the same question of several groups, stay together."""
    sizes, seen = Counter(groups), Counter[str]()
    found = []
    for group in groups:
        found.append(_PARTS * seen[group] // sizes[group])
        seen[group] += 1
    return found


def fitted(asked: Sequence[Asked]) -> tuple[Matrix, dict[str, Any]]:
    """The weights of both sides, one behind the other, and the trees."""
    ordered = [one for one in asked if one.ordered]
    both = softmax(
        [one.sides for one in ordered],
        [one.first for one in ordered],
        _weights(ordered),
        [_BOUNDS[_SIGNS.get(name, 0)] for name in NAMES],
    )
    told = situations(asked)
    summed = np.array([one.summed(both) for one in told])
    right = np.array([one.answered(both) for one in told])
    signs = [_SIGNS.get(name, 0) for name in ALL]
    return both, trees(summed, right, _weights(told), ALL, signs, count=_TREES)


def report(judged: Judged, thresholds: Mapping[str, float]) -> None:
    """How many questions of each group are right, how many are refused, and how many of the others are right."""
    given = judged.reached >= np.where(judged.other, thresholds["across"], thresholds["same"])
    print(
        f"{'of what was not learned from':32}{'asked':>6}{'right':>8}{'refused':>9}{'of given right':>16}"
    )
    for group in dict.fromkeys(one.group for one in judged.told):
        own = judged.group(group)
        right, refused = judged.right[own].mean(), 1 - given[own].mean()
        of_given = judged.right[own & given].mean() if (own & given).any() else 0.0
        print(f"{group:32}{own.sum():>6}{right:>8.3f}{refused:>9.3f}{of_given:>16.3f}")


def _weights(asked: Sequence[Asked]) -> Matrix:
    """Every group counts as its kind does, whatever its size."""
    sizes = Counter(one.group for one in asked)
    return np.array([_counts(one.group) / sizes[one.group] for one in asked])


def _counts(group: str) -> float:
    if "strange" in group:
        return _STRANGE
    return next((weight for word, weight in _COUNTS.items() if word in group), 1.0)


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
