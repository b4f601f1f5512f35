"""Words and short runs of words, which may negate something or say that it rose or fell."""

import re
from collections.abc import Iterator, Sequence

import rjieba

from index.words import stem

# What negates in so many words: runs with one of these in them are longer than others.
NEGATORS = frozenset(
    [
        "not",
        "no",
        "never",
        "none",
        "noth",
        "nor",
        "neither",
        "without",
        "nobodi",
        "nowher",
        "不",
        "没",
        "无",
        "未",
        "非",
        "别",
        "勿",
    ]
)
_TOKEN = re.compile(
    r"n['’]t\b|[a-z]+?(?=n['’]t\b)|cannot|[a-z]+|\d+|[.,;:!?\"“”()—-]|([\u3400-\u9fff]+)|[，。；：！？、（）]"
)
_NEGATOR = re.compile(r"[不没无未非别勿]")
_BEFORE = re.compile(r"un|in|im|ir|il|dis|non|mis|anti")
_LESS = re.compile(r"\w{2,}less(?:ly)?")
_SHORT = 5  # letters of a word that has no such beginning
_WORDS, _SIGNS = 3, 4  # at most, in a run
Phrase = tuple[str, int, int]


def phrases(folded: str) -> Iterator[Phrase]:
    """Every such run of a folded text, with where it starts and ends.

    English words are stemmed; `un~` is a word that begins so, `~less` one that ends so. Of Chinese
    also the words that jieba finds, after a bar, and how a negator stands in one: `2^不`, first of two.
    """
    plain, run = folded.lower(), list[Phrase]()
    for match in _TOKEN.finditer(plain):
        if match[1] or match[0] in "，。；：！？、（）":
            yield from _runs(run)
            run = []
            if match[1]:
                yield from _of_han(match[0], match.start())
            continue
        yield from _shaped(match[0], match.start(), match.end())
        run += _words(match[0], match.start(), match.end())
    yield from _runs(run)


def _words(word: str, start: int, end: int) -> Iterator[Phrase]:
    if word == "cannot":
        yield ("can", start, start + 3)
        yield ("not", start + 3, end)
    elif word in {"n't", "n’t"}:
        yield ("not", start, end)
    elif word.isalpha():
        yield (stem(word), start, end)
    else:
        yield ("0" if word.isdigit() else word, start, end)


def _shaped(word: str, start: int, end: int) -> Iterator[Phrase]:
    if len(word) > _SHORT:
        if found := _BEFORE.match(word):
            yield (f"{found[0]}~", start, end)
        if _LESS.fullmatch(word):
            yield ("~less", start, end)


def _runs(words: Sequence[Phrase]) -> Iterator[Phrase]:
    for first in range(len(words)):
        for count in range(1, min(_WORDS, len(words) - first) + 1):
            part = words[first : first + count]
            if count < _WORDS or any(word in NEGATORS for word, _, _ in part):
                yield " ".join(word for word, _, _ in part), part[0][1], part[-1][2]


def _of_han(run: str, start: int) -> Iterator[Phrase]:
    for first in range(len(run)):
        for count in range(1, min(_SIGNS, len(run) - first) + 1):
            part = run[first : first + count]
            if count < _SIGNS or _NEGATOR.search(part):
                yield part, start + first, start + first + count
    at = start
    for word in rjieba.cut(run):
        for place, sign in enumerate(word):
            if sign in NEGATORS:
                yield f"{len(word)}{'-' if place else '^'}{sign}", at, at + len(word)
                yield f"|{word}", at, at + len(word)
        at += len(word)
