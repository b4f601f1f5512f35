"""Whether a claim negates what the cited text negates, and nothing else."""

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from index.embedding.embedder import Matrix
from index.matching import WordMatches
from index.words import fold
from rag.verification.polarity import patterns
from rag.verification.whereabouts import Word, size, words_of

_LANGUAGES = ("en", "zh")
_BESIDE = 32.0  # English characters around a negation that it may negate
_REACH = 24.0  # and around its place in the other text
_HEARD = 0.2  # words less alike than this, squared, say nothing
_UNKNOWN = 0.5
Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class _Side:
    """A folded text, its words with how much each says, and where it negates something."""

    text: str
    words: Sequence[Word]
    weights: Matrix
    cues: Sequence[Span]


def features(claim: str, text: str) -> list[float] | None:
    """What tells whether both negate the same; None where neither negates anything.

    Whether they do so in different numbers, and by more than one; and for the claim's negations and
    then for the text's how badly the worst is matched by one at its place in the other text (0 to 1).
    """
    said, there = fold(claim), fold(text)
    ours, theirs = negated(said), negated(there)
    if not (ours or theirs):
        return None
    one, other = words_of(said), words_of(there)
    matches = WordMatches.of([w.text for w in one], [w.text for w in other])
    alike = np.square(np.maximum(matches.cosines, 0))
    left = _Side(said, one, matches.weights, ours)
    right = _Side(there, other, matches.other_weights, theirs)
    difference = abs(len(ours) - len(theirs))
    return [
        float(difference > 0),
        float(difference > 1),
        _worst(left, right, alike),
        _worst(right, left, alike.T),
    ]


def _worst(here: _Side, there: _Side, alike: Matrix) -> float:
    """How badly the worst matched negation of one side is matched: 0 to 1."""
    if not (here.cues and there.cues):
        return float(bool(here.cues))
    return max(_stray(cue, here, there, alike) for cue in here.cues)


def _stray(cue: Span, here: _Side, there: _Side, alike: Matrix) -> float:
    """How far from the other side's negations the words lie that are meant by those around one."""
    total, near = 0.0, 0.0
    for number, word in enumerate(here.words):
        gap = _gap((word.start, word.end), cue, here.text)
        at = int(alike[number].argmax()) if alike.shape[1] else -1
        if 0 < gap <= _BESIDE and at >= 0 and alike[number, at] >= _HEARD:
            meant = there.words[at]
            least = min(_gap((meant.start, meant.end), other, there.text) for other in there.cues)
            says = float(here.weights[number] * alike[number, at]) * math.exp(-gap / _REACH)
            total += says
            near += says * math.exp(-least / _REACH)
    return 1 - near / total if total else _UNKNOWN


def _gap(one: Span, other: Span, text: str) -> float:
    """How much stands between two places, in English characters; 0 where they overlap."""
    first, second = sorted((one, other))
    return size(text[first[1] : second[0]]) + 1.0 if first[1] <= second[0] else 0.0


def negated(folded: str) -> list[Span]:
    """Where a folded text negates something; not only and 不仅 do not."""
    found: list[Span] = []
    for language in _LANGUAGES:
        bare = patterns()[f"no_negations_{language}"].sub(_blank, folded)
        found += [m.span() for m in patterns()[f"negations_{language}"].finditer(bare)]
    return sorted(found)


def _blank(match: re.Match[str]) -> str:
    return " " * len(match[0])
