"""Whether a claim negates what the cited text negates, and nothing else."""

import re
from collections.abc import Sequence

from index.words import fold
from rag.verification.cues import Side, Span
from rag.verification.polarity import LANGUAGES, patterns


def features(claim: str, text: str) -> list[float] | None:
    """What tells whether both negate the same; None where neither negates anything.

    Whether they do so in different numbers, and by more than one; and for the claim's negations and
    then for the text's how badly the worst is matched by one at its place in the other text (0 to 1).
    """
    said, there = fold(claim), fold(text)
    ours, theirs = negated(said), negated(there)
    if not (ours or theirs):
        return None
    left, right = Side.both(said, there)
    difference = abs(len(ours) - len(theirs))
    return [
        float(difference > 0),
        float(difference > 1),
        _worst(left, ours, right, theirs),
        _worst(right, theirs, left, ours),
    ]


def _worst(here: Side, cues: Sequence[Span], there: Side, others: Sequence[Span]) -> float:
    """How badly the worst matched negation of one side is matched: 0 to 1."""
    return max((here.stray(cue, there, others) for cue in cues), default=0.0)


def negated(folded: str) -> list[Span]:
    """Where a folded text negates something; not only and 不仅 do not."""
    found: list[Span] = []
    for language in LANGUAGES:
        bare = patterns()[f"no_negations_{language}"].sub(_blank, folded)
        found += [m.span() for m in patterns()[f"negations_{language}"].finditer(bare)]
    return sorted(found)


def _blank(match: re.Match[str]) -> str:
    return " " * len(match[0])
