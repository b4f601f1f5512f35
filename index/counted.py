"""In how many passages words stand, and how rare that makes them."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources

_GENERAL = 300  # passages that what is known of words in general counts as much as


@dataclass(frozen=True, slots=True)
class Counted:
    """How many passages there are, and how many of them have each word."""

    passages: int
    words: Sequence[str]
    counts: Sequence[int]

    def rarity(self) -> list[float]:
        """The inverse document frequency of each word: ln(1 + (n - d + 0.5) / (d + 0.5))."""
        return [_rarity(self.passages, count) if self.passages else 0.0 for count in self.counts]

    def rarity_in_general(self) -> list[float]:
        """The same, as if there were also some passages with words as common as in general.

        A home of a few articles does not know that "decide" is a common word and "foundry" a rare one.
        """
        known = zip(self.words, self.counts, strict=True)
        counts = [count + _GENERAL * _commonness().get(word, 0.0) for word, count in known]
        return [_rarity(self.passages + _GENERAL, count) for count in counts]


def _rarity(passages: int, count: float) -> float:
    return math.log(1 + (max(passages - count, 0) + 0.5) / (count + 0.5))


@cache
def _commonness() -> dict[str, float]:
    """The share of sentences that have each of the more common words (`training/lexicon.py`)."""
    text = resources.files("index.data").joinpath("frequencies.tsv").read_text("utf-8")
    lines = (line.split("\t") for line in text.splitlines())
    return {word: float(often) / 1e4 for word, often in lines}
