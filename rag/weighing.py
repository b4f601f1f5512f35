"""What was learned of evidence: how much each feature counts (`training/evidence.py` fits it)."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources

import numpy as np

from rag.features import NAMES, Matrix

# Of all candidates together, beside the features of the best one.
SUMMARY = ("score", "margin", "most_own", "rivals", "concepts", "top_1", "top_2", "top_3")
ALL = (*NAMES, *SUMMARY)


@dataclass(frozen=True, slots=True)
class Weights:
    """For questions in the language of the evidence, or across languages.

    `statement` has one weight for each of NAMES; `answer` one for each of ALL, and `bias`: a logistic regression to the probability that the best statements answer the question.
    """

    statement: Matrix
    answer: Matrix
    bias: float


@dataclass(frozen=True, slots=True)
class Learned:
    """`threshold` is the probability below which nothing is answered."""

    same: Weights
    across: Weights
    threshold: float

    def weights(self, *, same_language: bool) -> Weights:
        """Those for one question."""
        return self.same if same_language else self.across


@cache
def learned() -> Learned:
    """The shipped weights, read once."""
    text = resources.files("rag.data").joinpath("evidence.json").read_text("utf-8")
    written = json.loads(text)
    return Learned(_weights(written["same"]), _weights(written["across"]), written["threshold"])


def _weights(written: Mapping[str, Mapping[str, float]]) -> Weights:
    return Weights(
        np.array([written["statement"][name] for name in NAMES]),
        np.array([written["answer"][name] for name in ALL]),
        written["answer"]["bias"],
    )


def summary(rows: Matrix, scores: Matrix, concepts: int, hit_scores: Sequence[float]) -> Matrix:
    """What ALL names, for the statement of the highest score. There is one at least."""
    best = int(np.argmax(scores))
    others = np.delete(scores, best)
    margin = scores[best] - others.max() if len(others) else 0.0
    rivals = np.log(np.exp(scores - scores[best]).sum())
    top = [*hit_scores[:3], 0.0, 0.0, 0.0][:3]
    most = rows[:, NAMES.index("own")].max()
    return np.array([*rows[best], scores[best], margin, most, rivals, concepts, *top])
