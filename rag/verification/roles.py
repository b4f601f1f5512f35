"""Who does what to whom: two names around a verb, in the order of the text that is cited."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from index import Concept, Index
from index.words import fold, names, simplify
from rag.quantities import dates
from rag.verification.names import known_names
from rag.verification.polarity import patterns
from rag.verification.sounds import sound_alike, spelled

_HAN = re.compile(r"[\u3400-\u9fff]")
_RUN = re.compile(
    r"(?<![A-Za-z0-9])(?:[A-Z][\w'’&.-]*[\w&]|[A-Z]{2,}|[a-z]+[A-Z]\w*)(?:\s(?:[A-Z][\w'’&.-]*\w|[A-Z]\.?))*",
    re.ASCII,
)
_FULL = re.compile(r"[\u3400-\u9fff]{1,6}(?:·[\u3400-\u9fff]{1,6})+")
_JOINED = re.compile(
    r"[,.;:，。；：、()（）]|^\s*(?:and|or|of|in|at|from|for|&)\b|\b(?:and|or|of)\s*$"
    r"|^[和与及跟同的]|[和与及跟同]$"
)
_LISTED = re.compile(
    r"^\s*(?:and|or|of|in|at|from|for|&)\b|\b(?:and|or|of|in)\s*$|^[和与及跟同的、]|[和与及跟同、]$|^\W*$"
)
_POSSESSIVE = re.compile(r"['’]s?$")
_FARTHEST = 60
_CERTAIN = 0.62
_CLEAR = 0.1  # by how much the next best name has to be less like it


@dataclass(frozen=True, slots=True)
class Mention:
    """A name where it stands in a folded text."""

    name: str
    start: int
    end: int


Concepts = Callable[[str], Sequence[Concept]]


def mentions(text: str, concepts: Concepts) -> list[Mention]:
    """The names of a folded text, whole: runs of capitalised words, and Chinese names."""
    found = [Mention(_POSSESSIVE.sub("", m[0]), *m.span()) for m in _RUN.finditer(text)]
    found.extend(Mention(match[0], *match.span()) for match in _FULL.finditer(text))
    for name in dict.fromkeys([*known_names(text, concepts), *names(text)]):
        for match in re.finditer(re.escape(name), text, re.IGNORECASE):
            start, end = match.span()
            if not any(m.start < end and start < m.end for m in found):
                found.append(Mention(match[0], start, end))
    dated = [(when.start, when.end) for when in dates(text)]
    kept = (m for m in found if not any(m.start < end and start < m.end for start, end in dated))
    return sorted(kept, key=lambda m: m.start)


def acting(text: str, concepts: Concepts) -> list[tuple[Mention, Mention]]:
    """Neighbouring names with something said between them that is no list."""
    return [
        (one, other)
        for one, other in pairwise(mentions(text, concepts))
        if one.end + 1 < other.start <= one.end + _FARTHEST
        and one.name != other.name
        and not _JOINED.search(text[one.end : other.start])
    ]


def swapped_roles(claim: str, text: str, index: Index) -> list[tuple[str, str]]:
    """Pairs of the claim's names that the cited text has the other way round.

    Only names with an action between them count: in a list, or around `of`, the order says nothing.
    One of the two texts may be in the passive.
    """
    said, plain = fold(claim), fold(text)
    pairs = acting(said, index.concepts)
    if not pairs:
        return []
    there = mentions(plain, index.concepts)
    return [
        (one.name, other.name)
        for one, other in pairs
        if _turned(
            said[one.end : other.start],
            plain,
            _places(one, there, index),
            _places(other, there, index),
        )
    ]


def _turned(said: str, plain: str, ones: list[Mention], others: list[Mention]) -> bool:
    """Whether the text has the two names near each other only the other way round.

    The other way round is the other order, or the same one where one of the two is in the passive.
    """
    ways = [
        (one.start < other.start) == (_passive(said) == _passive(between))
        for one in ones
        for other in others
        if one != other and (between := _between(plain, one, other)) is not None
    ]
    return bool(ways) and not any(ways)


def _between(plain: str, one: Mention, other: Mention) -> str | None:
    """What stands between two mentions; None where they are far apart, or in a list."""
    first, second = sorted((one, other), key=lambda m: m.start)
    between = plain[first.end : second.start]
    return None if len(between) > 2 * _FARTHEST or _LISTED.search(between) else between


def _passive(text: str) -> bool:
    return any(patterns()[f"passive_{language}"].search(text) for language in ("en", "zh"))


def _places(wanted: Mention, there: list[Mention], index: Index) -> list[Mention]:
    """The mentions of the text that mean the same name; none where that is not certain."""
    if not there:
        return []
    aligned = index.matches([m.name for m in there], wanted.name)
    scores = [_likeness(wanted.name, m.name, index, a) for m, a in zip(there, aligned, strict=True)]
    best = max(scores)
    found = [m for m, score in zip(there, scores, strict=True) if score >= best - _CLEAR]
    return found if best >= _CERTAIN and len({m.name for m in found}) == 1 else []


def _likeness(one: str, other: str, index: Index, aligned: float) -> float:
    left, right = simplify(one), simplify(other)
    if left == right:
        return 2.0
    if min(len(left), len(right)) > 1 and (left in right or right in left):
        return 1.5
    if bool(_HAN.search(one)) == bool(_HAN.search(other)):
        return 0.0
    if other in _spellings(one, index):
        return 1.4
    latin, han = (other, one) if _HAN.search(one) else (one, other)
    return max(
        aligned, 1.2 * float(spelled(latin, han) and len(latin) > 2), sound_alike(latin, han)
    )


def _spellings(name: str, index: Index) -> set[str]:
    known = [c for c in index.concepts(name) if c.named and len(c.text) >= len(name)]
    spellings = [s for concept in known for s in concept.spellings]
    return {("" if _HAN.search(s[0]) else " ").join(s) for s in spellings}
