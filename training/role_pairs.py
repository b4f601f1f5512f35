"""Claims in which one name does something to another, as they are and with the two swapped."""

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from index.concepts import concepts
from index.words import fold
from rag.verification.mentions import around_verbs
from training.claims import fits, grouped
from training.corpus import Pair
from training.perturbing import exchanged

_OF_ONE = 6  # translations of one sentence
_WITHIN = 3  # pairs of translations of one sentence, in one language


@dataclass(frozen=True, slots=True)
class Turned:
    """A claim whose pair of names (in its order) acts as in the cited text, or the other way round."""

    claim: str
    cited: str
    names: tuple[str, str]
    right: bool


def turned(pairs: Sequence[Pair]) -> list[Turned]:
    """Half of them swapped; across languages and within them."""
    draw = random.Random(5)  # noqa: S311
    groups = grouped(pair for pair in pairs if fits(pair)).values()
    return [one for group in groups for sides in _beside(group, draw) for one in _both(*sides)]


def _beside(group: Sequence[Pair], draw: random.Random) -> Iterator[tuple[str, str]]:
    """Sentences and their translations, and other translations of the same."""
    for pair in draw.sample(group, min(_OF_ONE, len(group))):
        sides = (pair.chinese, pair.english)
        yield sides if draw.random() < 0.5 else sides[::-1]
    for texts in ({p.english for p in group}, {p.chinese for p in group}):
        for _ in range(_WITHIN if len(texts) > 1 else 0):
            one, other = draw.sample(sorted(texts), 2)
            yield one, other


def _both(claim: str, cited: str) -> Iterator[Turned]:
    said = fold(claim)
    for one, other in around_verbs(said, concepts):
        yield Turned(said, cited, (one.name, other.name), right=True)
        yield Turned(exchanged(said, one, other), cited, (other.name, one.name), right=False)
