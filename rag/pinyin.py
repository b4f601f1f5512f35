"""How Chinese characters are read."""

from functools import cache

from rag.tables import rows


@cache
def syllables() -> dict[str, tuple[str, ...]]:
    """The syllables of each character, in Latin letters without tones."""
    found: dict[str, tuple[str, ...]] = {}
    for syllable, characters in rows("pinyin"):
        for character in characters:
            found[character] = (*found.get(character, ()), syllable)
    return found


@cache
def written() -> dict[str, str]:
    """The characters of each syllable."""
    return {line[0]: line[1] for line in rows("pinyin")}
