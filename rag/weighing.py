"""What was learned of evidence: how much each feature counts (`training/evidence.py` fits it)."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

import numpy as np
from numpy.typing import NDArray

from rag.coverage import Matrix
from rag.features import NAMES
from rag.trees import Trees

_FURTHEST = 8.0  # a lead that is longer says nothing more
_FIRST = 5  # statements of which most should be of one article
# Beside the features of the best statement: what a line cannot tell of them.
SUMMARY = (
    "score",
    "lead",  # how far its score is above that of any other article
    "above",  # how far it is above the middle one
    "agreed",  # the share of the best five statements that are of its article
    "best_hit",  # the alignment of the best passage
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

    `statement` has one weight for each of NAMES. Below `threshold` nothing is answered.
    """

    statement: Matrix
    threshold: float


@dataclass(frozen=True, slots=True)
class Learned:
    """The weights of both sides; `answer` tells from ALL how likely the best statements answer."""

    same: Weights
    across: Weights
    answer: Trees

    def weights(self, *, same_language: bool) -> Weights:
        """Those for one question."""
        return self.same if same_language else self.across


@cache
def learned() -> Learned:
    """The shipped weights, read once."""
    text = resources.files("rag.data").joinpath("evidence.json").read_text("utf-8")
    written = json.loads(text)
    answer = Trees(**written["answer"])
    return Learned(_weights(written["same"]), _weights(written["across"]), answer)


def _weights(written: Mapping[str, Any]) -> Weights:
    statement = np.array([written["statement"][name] for name in NAMES])
    return Weights(statement, written["threshold"])


def summary(rows: Matrix, scores: Matrix, articles: NDArray[np.int64]) -> dict[str, float]:
    """What ALL names, for the statement of the highest score. There is one at least.

    `articles` has a number for the article of each statement.
    """
    best = int(np.argmax(scores))
    row = dict(zip(NAMES, rows[best].tolist(), strict=True))
    others = scores[articles != articles[best]]
    first = np.argsort(-scores, kind="stable")[:_FIRST]
    covered = row["own"] + row["beside"] + row["passage"] + row["article"]
    told = [
        scores[best],
        min(_FURTHEST, float(scores[best] - others.max(initial=-np.inf))),
        scores[best] - np.median(scores),
        (articles[first] == articles[best]).mean(),
        rows[:, NAMES.index("hit_alignment")].max(),
        rows[:, NAMES.index("own")].max(),
        max(0.0, 0.6 - covered),
        max(0.0, 0.5 - row["alignment"]),
        float(row["names_missing"] > 0),
        row["names_only"] * max(row["missed"], row["unnamed"]),
    ]
    return row | dict(zip(SUMMARY, map(float, told), strict=True))
