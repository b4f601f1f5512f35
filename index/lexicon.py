"""Which words translate each other, in general (`training/lexicon.py` learned it)."""

from collections.abc import Sequence
from dataclasses import replace
from functools import cache
from importlib import resources

from index.concepts import Concept


def translated(concepts: Sequence[Concept]) -> list[Concept]:
    """The concepts with translations of those that are one word and no proper name."""
    return [_translated(concept) for concept in concepts]


def _translated(concept: Concept) -> Concept:
    if concept.proper or len(concept.spellings[0]) != 1:
        return concept
    found = ((word,) for word in _lexicon().get(concept.spellings[0][0], ()))
    return replace(concept, translations=tuple(w for w in found if w not in concept.spellings))


@cache
def _lexicon() -> dict[str, list[str]]:
    """Of each English stem the Chinese words for it, and the reverse."""
    text = resources.files("index.data").joinpath("lexicon.tsv").read_text("utf-8")
    found = dict[str, list[str]]()
    for line in text.splitlines():
        stem, *words = line.split("\t")
        for word in words:
            found.setdefault(stem, []).append(word)
            found.setdefault(word, []).append(stem)
    return found
