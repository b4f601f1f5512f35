"""Passages that say the same, shown once."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from functools import cached_property

from index.passage import Duplicate, Hit
from index.words import letters, shingles

_SHINGLE = 4  # letters and digits
_ALIKE = 0.85  # Jaccard
_NUMBER = re.compile(r"\d[\d.,]*")


@dataclass
class _Kept:
    """A hit that stays, and its copies."""

    hit: Hit
    copies: list[Duplicate] = field(default_factory=list)

    @cached_property
    def shingles(self) -> frozenset[str]:
        """Every run of four letters or digits, or all there are."""
        text = self.hit.text
        return frozenset(shingles(text, _SHINGLE) or {letters(text)})

    def copied_by(self, other: "_Kept") -> bool:
        """Whether nearly all of either text is in the other; most pairs need no look at shingles."""
        shorter, longer = sorted((len(self.hit.text), len(other.hit.text)))
        if shorter < _ALIKE * longer:
            return False
        common = len(self.shingles & other.shingles)
        return common >= _ALIKE * (len(self.shingles) + len(other.shingles) - common)


def distinct(hits: Iterable[Hit]) -> list[Hit]:
    """Hits in order; a near-copy of an earlier one is listed there as a duplicate.

    Texts with other numbers are other statements, however like the rest is.
    """
    kept, of_numbers = list[_Kept](), dict[tuple[str, ...], list[_Kept]]()
    for hit in hits:
        own, alike = _Kept(hit), of_numbers.setdefault(tuple(_NUMBER.findall(hit.text)), [])
        first = next((earlier for earlier in alike if earlier.copied_by(own)), None)
        if first:
            first.copies.append(Duplicate(hit.article_id, hit.title, hit.source))
        else:
            kept.append(own)
            alike.append(own)
    return [replace(one.hit, duplicates=tuple(one.copies)) for one in kept]
