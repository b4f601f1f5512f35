"""What was learned of evidence: how much each feature counts (`training/evidence.py` fits it)."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

import numpy as np

from rag.features import NAMES, Matrix

# Beside the features of the best statement: what a line cannot tell of them.
SUMMARY = (
    "score",
    "most_own",  # the largest share of concepts that any statement holds itself
    "uncovered",  # how far the share that is covered anywhere is below 0.6
    "unaligned",  # how far the alignment is below 0.5
    "name_missing",  # 1 where any proper name stands nowhere
    "nothing_but_names",  # 1 where nothing but names is covered and the kind asked for is missing
)
ALL = (*NAMES, *SUMMARY)


@dataclass(frozen=True, slots=True)
class Weights:
    """For questions in the language of the evidence, or across languages.

    `statement` has one weight for each of NAMES; `answer` one for each of ALL, and `bias`: a logistic regression to the probability that the best statements answer the question. Below `threshold` nothing is answered.
    """

    statement: Matrix
    answer: Matrix
    bias: float
    threshold: float


@dataclass(frozen=True, slots=True)
class Learned:
    """The weights of both sides."""

    same: Weights
    across: Weights

    def weights(self, *, same_language: bool) -> Weights:
        """Those for one question."""
        return self.same if same_language else self.across


@cache
def learned() -> Learned:
    """The shipped weights, read once."""
    text = resources.files("rag.data").joinpath("evidence.json").read_text("utf-8")
    written = json.loads(text)
    return Learned(_weights(written["same"]), _weights(written["across"]))


def _weights(written: Mapping[str, Any]) -> Weights:
    return Weights(
        np.array([written["statement"][name] for name in NAMES]),
        np.array([written["answer"][name] for name in ALL]),
        written["answer"]["bias"],
        written["threshold"],
    )


def summary(rows: Matrix, scores: Matrix) -> Matrix:
    """What ALL names, for the statement of the highest score. There is one at least."""
    best = int(np.argmax(scores))
    row = dict(zip(NAMES, rows[best], strict=True))
    covered = row["own"] + row["beside"] + row["passage"] + row["article"]
    told = [
        scores[best],
        rows[:, NAMES.index("own")].max(),
        max(0.0, 0.6 - covered),
        max(0.0, 0.5 - row["alignment"]),
        float(row["names_missing"] > 0),
        row["names_only"] * max(row["missed"], row["unnamed"]),
    ]
    return np.array([*rows[best], *told])
