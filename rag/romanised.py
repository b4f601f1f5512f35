"""Chinese names of people in Latin letters: Yang Huiyan is 杨惠妍."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from functools import cache
from itertools import islice, product

import rjieba

from index import Concept, Index
from index.words import fold, words
from rag.pinyin import syllables, written
from rag.tables import masked
from rag.tables import words as table

_PAIR = re.compile(r"(?<![\w’'-])([A-Z][a-z]{1,6})[ -](?=([A-Z][a-z]+(?:-?[a-z]+)?)(?![\w-]))")
_MOST = 8  # ways to read a name's characters
_PEOPLE = {"nr", "nrt", "nrfg"}


def with_latin_names(concepts: Iterable[Concept]) -> list[Concept]:
    """The concepts, with the Latin spellings of those that are Chinese names of people."""
    return [_with_latin(concept) for concept in concepts]


def _with_latin(concept: Concept) -> Concept:
    text = concept.text
    if concept.named or not (1 < len(text) < 4 and text[0] in table("surnames")):
        return concept
    if any(tag not in _PEOPLE for _, tag in rjieba.tag(text)):
        return concept
    read = islice(product(*(syllables().get(c, ()) for c in text)), _MOST)
    spelled = (tuple(words(run)) for parts in read for run in _orders(parts[0], "".join(parts[1:])))
    return replace(concept, spellings=tuple(dict.fromkeys((*concept.spellings, *spelled))))


def _orders(family: str, given: str) -> tuple[str, str]:
    return f"{family} {given}", f"{given} {family}"


def names_in_latin(text: str, index: Index) -> tuple[list[Concept], str]:
    """The Chinese names of people that a text has in Latin letters, and the text without them."""
    found, spans = list[Concept](), list[tuple[int, int]]()
    for match in _PAIR.finditer(fold(text)):
        one, other = match[1].lower(), match[2].lower().replace("-", "")
        whole = f"{match[1]} {match[2]}"
        if _forms(one, other) and not any(c.named for c in index.concepts(whole)):
            runs = (tuple(words(run)) for run in _orders(one, other))
            found.append(Concept(f"{one} {other}", tuple(runs), proper=True))
            spans.append((match.start(), match.end(2)))
    return found, masked(text, spans, " ")


def with_chinese_names(concepts: Sequence[Concept], texts: Sequence[str]) -> list[Concept]:
    """The concepts, with the Chinese names in the texts that are read as those in Latin letters."""
    return [_with_chinese(concept, texts) for concept in concepts]


def _with_chinese(concept: Concept, texts: Sequence[str]) -> Concept:
    parts = concept.text.split(" ")
    if not concept.proper or concept.named or len(parts) != 2:
        return concept
    form = _forms(*parts)
    heard = {m[0] for text in texts for m in re.finditer(form, text)} if form else set[str]()
    return replace(concept, spellings=(*concept.spellings, *((name,) for name in sorted(heard))))


@cache
def _forms(one: str, other: str) -> str:
    """A pattern of the Chinese names that these may be, the family name first or last; empty for none."""
    found = [
        f"[{family}]" + "".join(f"[{chars}]" for chars in given)
        for surname, name in ((one, other), (other, one))
        if (family := "".join(c for c in written().get(surname, "") if c in table("surnames")))
        for given in _split(name)
    ]
    return "|".join(found)


def _split(name: str) -> Iterator[list[str]]:
    """The characters that one or two syllables of a given name may be."""
    if name in written():
        yield [written()[name]]
    for at in range(1, len(name)):
        if name[:at] in written() and name[at:] in written():
            yield [written()[name[:at]], written()[name[at:]]]
