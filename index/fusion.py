"""One order from two searches."""

from dataclasses import dataclass

from index.passage import Mode
from index.searchable import Found


@dataclass(frozen=True, slots=True)
class Scored:
    """A passage key with its fused score (0 to 1) and what it was made of."""

    key: int
    score: float
    dense: float | None
    lexical: float | None


def fuse(lexical: Found, dense: Found, dense_weight: float, mode: Mode) -> list[Scored]:
    """Order by `(1 - w) * lexical share + w * cosine`, best first, ties by the older passage.

    What has nothing in common with the query (no word, a cosine of zero) is left out. The lexical share is the BM25 score over the best one; a negative cosine counts as zero.
    """
    weight = {Mode.DENSE: 1.0, Mode.LEXICAL: 0.0, Mode.HYBRID: dense_weight}[mode]
    best = max(lexical.values(), default=0.0) or 1.0
    scored = []
    for key in lexical | dense:
        share = lexical[key] / best if key in lexical else None
        cosine = dense.get(key)
        score = (1 - weight) * (share or 0.0) + weight * max(cosine or 0.0, 0.0)
        scored.append(Scored(key, min(score, 1.0), cosine, share))
    related = (found for found in scored if found.lexical or found.dense)
    return sorted(related, key=lambda found: (-found.score, found.key))
