"""Foreign names written by their sound in the other script: Ackman is 阿克曼."""

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import replace
from functools import lru_cache

from index import Concept
from index.words import simplify, words
from rag.tables import words as table
from rag.transliteration import capitalised, characters, plain, shipped, spellings

_HAN = re.compile(r"[\u3400-\u9fff]")
# How much likelier than by chance (logarithm) a name is heard: as a whole, for each letter, and for each letter
# in a name of so few characters that it sounds like many.
_SURE, _EACH, _EACH_OF_SHORT, _SHORT = 13.0, 2.1, 2.25, 2
_LEAST = 2  # characters of a name


def with_heard_names(
    concepts: Sequence[Concept], question: str, texts: Iterable[str]
) -> list[Concept]:
    """The concepts of a question, with what its names are called by their sound in texts of the other script."""
    strange = [concept for concept in concepts if not concept.in_both_scripts]
    written = {han: {t for t in texts if bool(_HAN.search(t)) is han} for han in (True, False)}
    heard = dict(_in_chinese(strange, question, written[True]))
    heard |= _in_latin(strange, question, written[False])
    return [_also(concept, heard.get(concept.text, ())) for concept in concepts]


def _also(concept: Concept, heard: Collection[str]) -> Concept:
    if not heard:
        return concept
    spelled = (tuple(words(name)) if name.isascii() else (name,) for name in sorted(heard))
    return replace(concept, spellings=(*concept.spellings, *spelled), proper=True)


def _in_chinese(
    strange: Sequence[Concept], question: str, texts: Collection[str]
) -> Iterator[tuple[str, set[str]]]:
    """By concepts in Latin letters that stand in none of the texts and are no ordinary words, the Chinese names that sound like them."""
    if not texts:
        return
    names = {c.text for c in strange if c.proper} - table("generic_words")
    wanted = {c.text for c in strange if c.text in names and not _stands(c, texts)}
    runs = {run for text in texts for run in _runs(text)} if wanted else set[str]()
    for word in capitalised(question) if runs else ():
        for stem in {*words(word)} & {*wanted}:
            yield stem, {name for run in runs if (name := _heard(plain(word), run))}


def _stands(concept: Concept, texts: Collection[str]) -> bool:
    return any(run in simplify(text) for run in concept.runs for text in texts)


def _in_latin(
    strange: Sequence[Concept], question: str, texts: Collection[str]
) -> dict[str, set[str]]:
    """By concepts in Chinese, the Latin names that sound like what they are part of."""
    found = dict[str, set[str]]()
    for run in _runs(question) if texts else ():
        for word in {word for text in texts for word in spellings(text)}:
            name = _heard(word, run)
            for concept in strange:
                if name and concept.text in name:
                    found.setdefault(concept.text, set()).add(word)
    return found


@lru_cache(maxsize=4096)
def _heard(word: str, run: str) -> str:
    """The characters of a run in which a word is surely heard, or none."""
    found = shipped().heard(word, run)
    name = run[found.start : found.end]
    each = _EACH if len(name) > _SHORT else _EACH_OF_SHORT
    return name if found.gain >= max(_SURE, each * len(word)) else ""


@lru_cache(maxsize=256)
def _runs(text: str) -> tuple[str, ...]:
    """The runs of characters of a text that are more usual in foreign names than elsewhere."""
    found, start, plain_text = list[str](), 0, characters(text)
    for at, character in enumerate([*plain_text, "|"]):
        if character == "|" or shipped().nameness(character) <= 0:
            if at - start >= _LEAST:
                found.append(plain_text[start:at])
            start = at + 1
    return tuple(dict.fromkeys(found))
