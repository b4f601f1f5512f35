"""How far words negate, or say that something rose or fell, from the sentence pairs.

    python -m training.leanings ../shared/data rag/data

writes negation.json and direction.json. A sentence and its translation lean alike; with a negation put
in or taken out, or with what rose falling, one leans further by one. The weights of phrases that make
it so come first; then, of pairs that these never saw, trees that tell how likely two texts lean alike.
Neither sees a sentence that claims are made of, so that their scales can be fitted to those claims.
"""

import argparse
import json
import random
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

import numpy as np
from scipy import sparse

from index.words import fold
from rag.verification.leanings import Leaning
from rag.verification.phrases import NEGATORS, phrases
from rag.verification.support import relation
from training.boosting import trees
from training.claims import Claims, sound
from training.corpus import Pair
from training.ordinary import pairs_to_learn_from
from training.perturbing import RISES, negated, reversed_way
from training.regression import sparse_huber

_OF_ONE = 2  # pairs of translations of one sentence
_TREES = 150
_FOR_TREES = 38  # of 256 groups of pairs
_MOST = 12_000  # pairs that trees are grown on, of those that lean alike and of the others
_SEEN = {True: 10, False: 25}  # texts that have a phrase, with a negator and without
_LEAST = 0.01  # lighter phrases are left out
_PENALTY = 3e-5
_WORTH = {"ref": 2.0, "tatoeba": 0.5}  # what a pair counts, by the end of its origin; else 1


@dataclass(frozen=True, slots=True)
class Beside:
    """Two texts; the first leans further than the second by `further`: -1, 0 or 1."""

    one: str
    other: str
    worth: float
    further: int = 0


def beside(pairs: Sequence[Pair], draw: random.Random) -> list[Beside]:
    """Sentences with their translations, and with other translations of the same."""
    others = defaultdict[str, set[str]](set)
    found = list[Beside]()
    for pair in pairs:
        others[pair.english].add(pair.chinese)
        others[pair.chinese].add(pair.english)
        worth = next((w for end, w in _WORTH.items() if pair.origin.endswith(end)), 1.0)
        one, other = draw.sample((pair.english, pair.chinese), 2)
        found.append(Beside(one, other, worth))
    for texts in others.values():
        for _ in range(min(_OF_ONE, len(texts) // 2)):
            one, other = draw.sample(sorted(texts), 2)
            found.append(Beside(one, other, 1.0))
    return found


def turned(found: Iterable[Beside], name: str, draw: random.Random) -> Iterator[Beside]:
    """The same with either made to lean otherwise."""
    made = negated if name == "negation" else reversed_way
    for pair in found:
        for claim, text in ((pair.one, pair.other), (pair.other, pair.one)):
            fresh = made(claim, draw, [])
            if fresh is not None and fresh != claim:
                rises = len(fresh) >= len(claim) if name == "negation" else _rises(claim, fresh)
                yield Beside(fresh, text, pair.worth, 1 if rises else -1)


def _rises(claim: str, fresh: str) -> bool:
    """Whether the claim that was turned says that something rises."""
    return any(fresh.count(word) > claim.count(word) for word in RISES)


def parted(found: Sequence[Beside]) -> tuple[list[Beside], list[Beside]]:
    """Those for the weights and those for the trees, which share no sentence."""
    first = dict[str, str]()

    def root(text: str) -> str:
        while (up := first.setdefault(text, text)) != text:
            first[text] = text = first.setdefault(up, up)
        return text

    for pair in found:
        first[root(pair.one)] = root(pair.other)
    parts: tuple[list[Beside], list[Beside]] = ([], [])
    for pair in found:
        parts[sha256(root(pair.one).encode()).digest()[0] < _FOR_TREES].append(pair)
    return parts


def weights(alike: Sequence[Beside], unlike: Sequence[Beside]) -> dict[str, float]:
    """How far each phrase leans."""
    known = _counts({text for pair in alike for text in (pair.one, pair.other)})
    known |= _counts({pair.one for pair in unlike} - known.keys())
    seen = Counter(phrase for found in known.values() for phrase in found)
    kept = {p: n for n, p in enumerate(sorted(p for p in seen if seen[p] >= _SEEN[_negates(p)]))}
    rows = [_matrix(part, known, kept) for part in (alike, unlike)]
    worth = [np.array([p.worth for p in part]) for part in (alike, unlike)]
    line = sparse_huber(
        sparse.vstack(rows).tocsr(),
        np.array([float(p.further) for p in (*alike, *unlike)]),
        np.concatenate([w / w.sum() for w in worth]),
        _PENALTY,
    )
    return {p: round(float(line[n]), 2) for p, n in kept.items() if abs(line[n]) >= _LEAST}


def _counts(texts: Iterable[str]) -> dict[str, Counter[str]]:
    return {text: Counter(phrase for phrase, _, _ in phrases(fold(text))) for text in texts}


def _negates(phrase: str) -> bool:
    parts = phrase.split() if phrase[0].isascii() and phrase[0].isalpha() else phrase
    return any(part in NEGATORS for part in parts)


def _matrix(
    part: Sequence[Beside], known: Mapping[str, Counter[str]], kept: Mapping[str, int]
) -> sparse.csr_matrix:
    """What the first text of each pair has beyond the second: shape (pairs, phrases)."""
    values, columns, ends = list[int](), list[int](), [0]
    for pair in part:
        for text, sign in ((pair.one, 1), (pair.other, -1)):
            for phrase, count in known[text].items():
                if phrase in kept:
                    columns.append(kept[phrase])
                    values.append(sign * count)
        ends.append(len(columns))
    shape = (len(part), len(kept))
    return sparse.csr_matrix((np.array(values, np.float32), columns, ends), shape)


def grown(
    leaning: Leaning, alike: Sequence[Beside], unlike: Sequence[Beside]
) -> dict[str, dict[str, object]]:
    """The trees for two texts of one language, and of two."""
    rows = defaultdict[str, list[tuple[dict[str, float], bool, float]]](list)
    for pair in (*alike, *unlike):
        way = relation(pair.one, pair.other)
        if (found := leaning.features(pair.one, pair.other, way)) is not None:
            rows[way].append((found, not pair.further, pair.worth))
    return {way: _trees(of_way) for way, of_way in rows.items()}


def _trees(rows: Sequence[tuple[dict[str, float], bool, float]]) -> dict[str, object]:
    names = list(rows[0][0])
    x = np.array([[found[name] for name in names] for found, _, _ in rows])
    y, worth = np.array([right for _, right, _ in rows]), np.array([w for _, _, w in rows])
    share = np.where(y, worth / worth[y].sum(), worth / worth[~y].sum())
    return trees(x, y, share, names, [0] * len(names), count=_TREES)


def learned(alike: Sequence[Beside], name: str) -> dict[str, object]:
    """What the file of that name holds."""
    draw = random.Random(3)  # noqa: S311
    fitted, apart = parted(alike)
    found = weights(fitted, list(turned(fitted, name, draw)))
    sides = [list(apart), list(turned(apart, name, draw))]
    chosen = [draw.sample(side, min(_MOST, len(side))) for side in sides]
    return {"weights": found, "alike": grown(Leaning(found, {}), *chosen)}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path)
    parser.add_argument("folder", type=Path)
    options = parser.parse_args()
    spoken = {e.cited for e in Claims(options.data).examples()}
    pairs = [
        pair
        for pair in pairs_to_learn_from(options.data)
        if sound(pair) and not {pair.chinese, pair.english} & spoken
    ]
    alike = beside(pairs, random.Random(3))  # noqa: S311
    for name in ("negation", "direction"):
        text = json.dumps(learned(alike, name), ensure_ascii=False, separators=(",", ":"))
        (options.folder / f"{name}.json").write_text(text + "\n", "utf-8")


if __name__ == "__main__":
    main()
