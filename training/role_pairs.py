"""Claims in which one name does something to another, as they are and with the two swapped."""

import random
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from index.concepts import concepts
from index.words import fold
from rag.verification.mentions import acting
from training.corpus import Pair
from training.perturbing import exchanged

_OF_ONE = 3  # translations of one sentence
_MACHINE = 0.25  # the share of machine translations that is read


@dataclass(frozen=True, slots=True)
class Turned:
    """A claim whose pair of names (in its order) acts as in the cited text, or the other way round."""

    claim: str
    cited: str
    names: tuple[str, str]
    right: bool


def turned(pairs: Sequence[Pair], most: int) -> list[Turned]:
    """As many as wanted, half of them swapped; across languages and within them."""
    draw = random.Random(5)  # noqa: S311
    news = [p for p in pairs if p.origin.endswith(("-ref", "-mt"))]
    draw.shuffle(news)
    found = list[Turned]()
    for claim, cited in _beside(news, draw):
        found += _both(claim, cited)
        if len(found) >= most:
            break
    return found


def _beside(news: Sequence[Pair], draw: random.Random) -> Iterator[tuple[str, str]]:
    """A sentence and its translation, or another translation of the same."""
    others = defaultdict[str, list[str]](list)
    for pair in news:
        others[pair.english].append(pair.chinese)
        others[pair.chinese].append(pair.english)
    seen = Counter[str]()
    for pair in news:
        sides = (pair.chinese, pair.english)
        machine = pair.origin.endswith("mt") and draw.random() >= _MACHINE
        if machine or any(seen[side] >= _OF_ONE for side in sides):
            continue
        seen.update(sides)
        yield sides if draw.random() < 0.5 else sides[::-1]
        for side in sides:
            if len(set(others[side])) > 1:
                one, other = draw.sample(sorted(set(others[side])), 2)
                yield one, other


def _both(claim: str, cited: str) -> Iterator[Turned]:
    said = fold(claim)
    for one, other in acting(said, concepts):
        yield Turned(said, cited, (one.name, other.name), right=True)
        yield Turned(exchanged(said, one, other), cited, (other.name, one.name), right=False)
