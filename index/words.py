"""Words of Chinese and English text, as both the index and questions see them.

Chinese is converted to simplified characters and cut with jieba's dictionary, English is
lower-cased and stemmed. Numbers keep their decimals, without thousands separators.
"""

import re
import unicodedata
from functools import cache, lru_cache
from typing import Any

import rjieba
import Stemmer
from opencc import OpenCC

_HAN = re.compile(r"([\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003134f]+)")
_NUMBER = r"(?:\d{1,3}(?:,\d{3})+(?!\d)|\d+)(?:\.\d+)?%?"
_RUN = re.compile(
    rf"{_NUMBER}"
    r"|[^\W\d_][^\W_]*(?:[&'’][^\W_]+|\.[^\W\d_](?![^\W\d_]))*[+#]{0,2}"
)
_FULL_COMMA = re.compile(r"(?<=[0-9])，(?=[0-9])")
_NOT_LETTERS = re.compile(r"[\W_]+")
_NAMES = frozenset(["nr", "nrt", "nrfg", "ns", "nt", "nz"])  # as jieba tags them
_LONGEST_KEPT = 400  # characters
_SURROGATE = re.compile(r"[\ud800-\udfff]")
_POSSESSIVE = re.compile(r"['’]s$|\.(?=.)")


@cache
def _simplifier() -> Any:
    return OpenCC("t2s")


@cache
def _stemmer() -> Any:
    return Stemmer.Stemmer("english")


def fold(text: str) -> str:
    """Full-width forms as ordinary ones, traditional characters as simplified."""
    return _statement_folded(text) if len(text) <= _LONGEST_KEPT else _folded(text)


@lru_cache(maxsize=4096)
def _statement_folded(text: str) -> str:
    """The same; a question looks at each of its statements in several ways."""
    return _folded(text)


def _folded(text: str) -> str:
    # a full-width comma parts two numbers, an ordinary one may part thousands
    whole = _SURROGATE.sub("\ufffd", _FULL_COMMA.sub("， ", text))
    folded = unicodedata.normalize("NFKC", whole)
    return str(_simplifier().convert(folded)) if _HAN.search(folded) else folded


def simplify(text: str) -> str:
    """The same in lower case: the form in which words and names are compared."""
    return fold(text).lower()


def letters(text: str) -> str:
    """Its letters and digits alone, folded and in lower case."""
    return letters_of(simplify(text))


def letters_of(simplified: str) -> str:
    """The same of a text that is simplified already."""
    return _NOT_LETTERS.sub("", simplified)


def shingles(text: str, size: int) -> set[str]:
    """Every run of `size` letters and digits; none where there are fewer."""
    plain = letters(text)
    return {plain[i : i + size] for i in range(len(plain) - size + 1)}


def words(text: str, *, fine: bool = False) -> list[str]:
    """The words of `text`, in order. With `fine`, the parts of long Chinese words come as well."""
    return words_of(simplify(text), fine=fine)


def words_of(simplified: str, *, fine: bool = False) -> list[str]:
    """The same of a text that is simplified already."""
    found: list[str] = []
    cut = rjieba.cut_for_search if fine else rjieba.cut
    parts = _HAN.split(simplified)
    latin = iter(parts[::2])
    for word in cut("\n".join(["", *parts[1::2], ""])):  # all Chinese at once: calls take time
        if word == "\n":
            found.extend(map(_latin, _RUN.findall(next(latin))))
        else:
            found.append(word)
    return found


def names(text: str) -> list[str]:
    """The Chinese words of `text` that the dictionary takes for names, in simplified characters."""
    return [
        word
        for number, part in enumerate(_HAN.split(fold(text)))
        if number % 2
        for word, kind in rjieba.tag(part)
        if kind in _NAMES and len(word) > 1
    ]


def stem(word: str) -> str:
    """The stem of an English word in lower case."""
    return str(_stemmer().stemWord(word))


def _latin(run: str) -> str:
    if run[0].isdigit():
        return run.replace(",", "")
    return stem(_POSSESSIVE.sub("", run))
