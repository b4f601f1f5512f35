"""What tells a supported claim: fitted to claims of half of the documents, measured on the others.

    python -m training.support ../shared/data rag/data/support.json

writes the scales and prints false accepts and false rejects of each kind, on both halves.

    python -m training.support ../shared/data --shipped --each 1200

measures those that ship, on up to so many claims of each kind in each half.
"""

import argparse
import json
import random
import tempfile
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.special import expit

from index import Article, Index
from rag.verification.facts import Cited
from rag.verification.names import features, find_names
from rag.verification.roles import Roles
from rag.verification.support import Judge, moved_alike, relation
from rag.verification.weights import Scale, shipped
from training.claims import Claims, Example
from training.ordinary import pairs_to_learn_from
from training.regression import logistic
from training.role_pairs import Turned, turned

# the share of names of other documents that may be taken for those of the text, and of swapped names
# that may be taken for unswapped ones
_ACCEPTED = {
    "name same": 0.015,
    "name across": 0.04,
    "name across latin": 0.025,
    # a word that is written small, too, says less of who is meant
    "name same ordinary": 0.05,
    "name across ordinary": 0.1,
    "direction same": 0.03,
    "direction across": 0.02,
    "negation same": 0.02,
    "negation across": 0.01,
    "roles same": 0.005,
    "roles across": 0.009,
    # texts of other documents; in one language of the sentences next to the text, of which less is alike
    "meaning same": 0.1,
    "meaning across": 0.005,
    "predicate same": 0.03,
    "predicate across": 0.05,
}
# How much higher the thresholds of names in the other language, and of roles, are than that: those of documents that
# nothing was learned from are taken for others more often.
_STRICTER = {
    "name across han": 0.1,
    "name across latin": 0.1,
    "name across ordinary": 0.2,
    "roles same": 0.02,
}
_NEIGHBOURS = 2  # sentences next to the text that a claim cites
_OTHERS = 4  # texts of other documents beside each claim
_TURNED = 3_000  # claims in which names act
Rows = dict[str, tuple[list[list[float]], list[bool]]]


def rows(examples: Sequence[Example], index: Index) -> Rows:
    """Features of names and of whole claims, in the text they cite and in one of another document."""
    judge = Judge(index, scales={})
    draw = random.Random(11)  # noqa: S311
    found: Rows = defaultdict(lambda: ([], []))
    for one in (e for e in examples if e.supported):
        others = [(draw.choice(examples).cited, False) for _ in range(_OTHERS)]
        for text, right in ((one.cited, True), *others):
            if relation(one.claim, text) != relation(one.claim, one.cited):
                continue
            for kind, x in _features(one.claim, text, index, judge):
                found[kind][0].append(x)
                found[kind][1].append(right)
    return found


def _features(
    claim: str, text: str, index: Index, judge: Judge
) -> Iterator[tuple[str, list[float]]]:
    way = relation(claim, text)
    for name in (n for n in find_names(claim, text, index) if not n.certain):
        yield f"name {way} {name.sort}", features(name)
    if (said := judge.predicate(claim, Cited(text))) is not None:
        yield f"predicate {way}", said
    yield f"meaning {way}", judge.likeness(claim, Cited(text))


def near_rows(
    examples: Sequence[Example], neighbours: Mapping[str, Sequence[str]], index: Index
) -> dict[str, list[list[float]]]:
    """Features of whole claims in the sentences next to the text they cite, which do not support them."""
    judge = Judge(index, scales={})
    found = defaultdict[str, list[list[float]]](list)
    for one in (e for e in examples if e.supported):
        way = relation(one.claim, one.cited)
        near = [t for t in neighbours.get(one.cited, ()) if relation(one.claim, t) == way]
        for text in near[:_NEIGHBOURS]:
            found[f"meaning {way}"].append(judge.likeness(one.claim, Cited(text)))
    return found


def fit(
    x: NDArray[np.float64],
    y: NDArray[np.bool_],
    *,
    accepted: float,
    near: Sequence[list[float]] = (),
    of_near: bool = False,
    least: float = -np.inf,
) -> Scale:
    """A logistic regression; its threshold accepts that share of what is false.

    What is false and `near` is learned from, too, and is what counts for that share where it is
    `of_near`. No weight is under `least`.
    """
    learned, right = (
        (np.vstack([x, near]), np.append(y, np.zeros(len(near), dtype=bool))) if near else (x, y)
    )
    share = np.where(right, 0.5 / max(1, right.sum()), 0.5 / max(1, (~right).sum()))
    line, bias = logistic(learned, right, share, [(least, np.inf)] * x.shape[1])
    false = expit((np.array(near) if of_near else x[~y]) @ line + bias)
    # above that quantile, so that many equal scores of what is false stay under it
    threshold = np.quantile(false, 1 - accepted) + 1e-4
    weights = tuple(round(float(w), 3) for w in line)
    return Scale(weights, round(bias, 3), round(float(threshold), 4))


def role_rows(claims: Sequence[Turned], index: Index) -> Rows:
    """Features of pairs of names that act."""
    found: Rows = defaultdict(lambda: ([], []))
    for one in claims:
        roles = Roles(one.claim, one.cited, index)
        for pair, x in zip(roles.pairs, roles.features(), strict=True):
            if tuple(name.name for name in pair) == one.names:
                kind = f"roles {relation(one.claim, one.cited)}"
                found[kind][0].append(x)
                found[kind][1].append(one.right)
    return found


def leaning_rows(examples: Sequence[Example], index: Index) -> Rows:
    """How likely claims, as they are and negated or reversed, lean as what they cite does."""
    judge = Judge(index, scales={})
    found: Rows = defaultdict(lambda: ([], []))
    for what, alike in (("negation", judge.negated_alike), ("direction", moved_alike)):
        for one in (e for e in examples if e.supported or e.kind == what):
            if (likely := alike(one.claim, one.cited)) is not None:
                kind = f"{what} {relation(one.claim, one.cited)}"
                found[kind][0].append([likely])
                found[kind][1].append(one.supported)
    return found


def learn(
    examples: Sequence[Example],
    neighbours: Mapping[str, Sequence[str]],
    claims: Sequence[Turned],
    index: Index,
) -> dict[str, Scale]:
    """The scales, from examples that are not held apart, and claims in which names act."""
    own = [e for e in examples if not e.held]
    found = rows(own, index) | leaning_rows(own, index) | role_rows(claims, index)
    near = near_rows(own, neighbours, index)
    scales = dict[str, Scale]()
    for kind, (x, y) in sorted(found.items()):
        what, way = kind.split()[:2]
        scales[kind] = fit(
            np.array(x),
            np.array(y),
            accepted=_ACCEPTED[kind if kind in _ACCEPTED else f"{what} {way}"],
            near=near.get(kind, ()),
            of_near=kind == "meaning same",
            least=0.0 if what in {"roles", "meaning"} else -np.inf,
        )
    return {kind: _stricter(scale, _STRICTER.get(kind, 0.0)) for kind, scale in scales.items()}


def _stricter(scale: Scale, margin: float) -> Scale:
    return replace(scale, threshold=round(scale.threshold + margin, 4))


def measure(
    examples: Sequence[Example], index: Index, scales: dict[str, Scale]
) -> dict[tuple[str, bool, bool], tuple[int, int, Counter[str]]]:
    """Of each kind (and whether supported, and across): how many, how many wrong, and why."""
    judge = Judge(index, scales=scales)
    count, wrong = Counter[tuple[str, bool, bool]](), Counter[tuple[str, bool, bool]]()
    why: dict[tuple[str, bool, bool], Counter[str]] = defaultdict(Counter)
    for one in examples:
        key = (one.kind, one.supported, one.across)
        objection = judge.objection(one.claim, Cited(one.cited))
        count[key] += 1
        wrong[key] += (objection is None) != one.supported
        why[key][str(objection)] += 1
    return {key: (count[key], wrong[key], why[key]) for key in sorted(count)}


def report(examples: Sequence[Example], index: Index, scales: dict[str, Scale]) -> None:
    """Print both halves as a table."""
    for held in (False, True):
        print("held apart" if held else "fitted to")
        half = [e for e in examples if e.held is held]
        for key, (count, wrong, why) in measure(half, index, scales).items():
            kind, supported, across = key
            name = "false rejects" if supported else "false accepts"
            way = "across" if across else "within"
            print(
                f"  {kind:15} {way} {name} {wrong:4} of {count:4} {wrong / count:6.1%} {dict(why)}"
            )


def write(path: Path, scales: dict[str, Scale]) -> None:
    """Store the scales."""
    rows_ = {
        kind: {"weights": scale.weights, "bias": scale.bias, "threshold": scale.threshold}
        for kind, scale in scales.items()
    }
    path.write_text(json.dumps(rows_, indent=1) + "\n", "utf-8")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path)
    parser.add_argument("file", type=Path, nargs="?")
    parser.add_argument("--shipped", action="store_true")
    parser.add_argument("--each", type=int, default=Claims.each)
    options = parser.parse_args()
    if (options.file is None) != options.shipped:
        parser.error("give a file to write the scales to, or --shipped to measure those that ship")
    made = Claims(options.data, options.each)
    examples = made.examples()
    with (
        tempfile.TemporaryDirectory() as folder,
        Index(Path(folder) / "home", create=True) as index,
    ):
        index.add([Article(text="The embedder is what is needed.")])
        if options.shipped:
            scales = dict(shipped())
        else:
            claims = turned(pairs_to_learn_from(options.data), _TURNED)
            scales = learn(examples, made.neighbours, claims, index)
            write(options.file, scales)
        report(examples, index, scales)


if __name__ == "__main__":
    main()
