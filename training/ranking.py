"""How much each score counts: fitted to the development sets, stored with the model.

    python -m training.ranking ../shared/data index/data/builtin

asks the queries of every set of an index made with the shipped model, and writes the weights to its `ranking.json`.
"""

import argparse
import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import partial
from hashlib import sha256
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize
from scipy.special import expit, logsumexp

from index import Index
from index.evaluation import Homes, RetrievalSet
from index.parsing import parse_path
from index.passage import Hit
from index.ranker import Question
from index.ranking import Kind
from training.scoring import DISTRACTED

Scores = NDArray[np.float64]
NAMES = ("lexical", "dense", "alignment")
_QUERIES = 700  # of each set at most
_CANDIDATES = 60
_JUDGED = 10  # candidates that count for the probability
_PENALTY = 1e-3
_LEAST = 0.1  # no score counts for nothing
# Fitted apart, both languages are not on one scale: across, every candidate is in the other one. In
# a home of halves of xquad-en and xquad-zh this puts 3 in 100 more passages first.
_ACROSS_SCALE, _ACROSS_SHIFT = 0.55, -0.7
# to begin with, so that there are candidates: equal weights
_EVEN = {kind: {"lexical": 12.0, "dense": 4.0, "alignment": 4.0, "bias": -6.0} for kind in Kind}


@dataclass(frozen=True)
class Asked:
    """One query: scores of its candidates, shape (candidates, 3), and which are relevant."""

    kind: Kind
    scores: NDArray[np.float64]
    relevant: NDArray[np.bool_]
    weight: float


def asked(index: Index, which: RetrievalSet) -> list[Asked]:
    """The queries of a set for which anything relevant was found."""
    found = [
        one
        for query, relevant in which.queries[:_QUERIES]
        for one in _candidates(index, query, {f"{which.name}/{key}" for key in relevant})
    ]
    return [replace(one, weight=1 / len(found)) for one in found]


def _candidates(index: Index, query: str, relevant: set[str]) -> Iterator[Asked]:
    hits = index.search(query, top_k=_CANDIDATES)
    right = np.array([bool(_ids(hit) & relevant) for hit in hits])
    if right.any() and not right.all():
        question = Question(query, index.concepts(query))
        kind = question.kind(hits[int(np.argmax(right))].language)
        scores = [[hit.lexical or 0, max(hit.dense or 0, 0), hit.alignment or 0] for hit in hits]
        yield Asked(kind, np.array(scores), right, 0.0)


def _ids(hit: Hit) -> set[str]:
    return {hit.article_id, *(copy.article_id for copy in hit.duplicates)}


def fit(queries: list[Asked]) -> dict[str, float]:
    """Weights that put relevant candidates first, and the scale on which they are probabilities."""
    direction = _direction(queries)
    scale, bias = _calibration(queries, direction)
    weights = {name: round(float(scale * w), 3) for name, w in zip(NAMES, direction, strict=True)}
    return {**weights, "bias": round(float(bias), 3)}


def _direction(queries: list[Asked]) -> NDArray[np.float64]:
    """Minimizes the cross-entropy of the relevant candidates under a softmax over all."""

    def loss(weights: NDArray[np.float64]) -> float:
        total = _PENALTY * float(weights @ weights) / 100
        for one in queries:
            sums = one.scores @ weights
            total += one.weight * float(logsumexp(sums) - logsumexp(sums[one.relevant]))
        return total

    start = np.array([_EVEN[Kind.SAME][name] for name in NAMES])
    found = minimize(loss, start, bounds=[(_LEAST, 200)] * len(NAMES), method="L-BFGS-B")
    return np.asarray(found.x)


def _calibration(queries: list[Asked], direction: NDArray[np.float64]) -> tuple[float, float]:
    """Minimizes the log loss of `relevant` over the best candidates of each query."""
    sums, labels, weights = list[Scores](), list[Scores](), list[Scores]()
    for one in queries:
        total = one.scores @ direction
        best = np.argsort(-total)[:_JUDGED]
        sums.append(total[best])
        labels.append(one.relevant[best].astype(float))
        weights.append(np.full(len(best), one.weight))
    x, y, w = (np.concatenate(parts) for parts in (sums, labels, weights))

    def loss(line: NDArray[np.float64]) -> float:
        p = np.clip(expit(line[0] * x + line[1]), 1e-9, 1 - 1e-9)
        return -float(w @ (y * np.log(p) + (1 - y) * np.log(1 - p)))

    found = minimize(loss, np.array([0.5, -3.0]), bounds=[(0.01, 20), (-200, 20)])
    return float(found.x[0]), float(found.x[1])


def _on_one_scale(kind: Kind, weights: dict[str, float]) -> dict[str, float]:
    if not kind.startswith("across"):
        return weights
    scaled = {name: round(weight * _ACROSS_SCALE, 3) for name, weight in weights.items()}
    return {**scaled, "bias": round(scaled["bias"] + _ACROSS_SHIFT, 3)}


def write(folder: Path, weights: dict[Kind, dict[str, float]]) -> None:
    """Store weights beside the model whose digest they name."""
    digest = sha256((folder / "model.safetensors").read_bytes()).hexdigest()[:12]
    text = json.dumps({"model": digest, "weights": weights}, indent=1)
    (folder / "ranking.json").write_text(text + "\n", "utf-8")


def learn(data: Path, folder: Path) -> None:
    """Fit the weights for the model in `folder`, which has to be the built-in one."""
    write(folder, _EVEN)
    queries = list[Asked]()
    opened = partial(Index, create=True)
    with Homes(opened) as alone, Homes(opened, parse_path(data / "news-zh.jsonl.gz")) as among:
        for name in RetrievalSet.names(data / "retrieval"):
            which = RetrievalSet.read(data / "retrieval", name)
            with (among if name in DISTRACTED else alone).holding(which) as index:
                queries += asked(index, which)
            print(name, len(queries), flush=True)
    fitted = {kind: fit([one for one in queries if one.kind is kind]) for kind in Kind}
    weights = {kind: _on_one_scale(kind, of_kind) for kind, of_kind in fitted.items()}
    print(json.dumps(weights, indent=1))
    write(folder, weights)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path)
    parser.add_argument("folder", type=Path)
    options = parser.parse_args()
    learn(options.data, options.folder)


if __name__ == "__main__":
    main()
