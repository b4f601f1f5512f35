"""Claims with the text they cite, supported ones and perturbed ones, from the sentence pairs.

    python -m training.claims ../shared/data

prints how many there are of each kind. Nothing of them is written anywhere.
"""

import argparse
import random
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from hashlib import sha256
from itertools import pairwise
from pathlib import Path

from index.words import fold, shingles
from rag.quantities import quantities
from training.corpus import Corpus, Pair
from training.perturbing import KINDS, certain_names

_FAITHFUL = 0.4  # of letters in a row, shared by a machine translation and a reference
_DOCUMENT = 25  # sentences of one reference file that stay together
_NEWS = re.compile(r"-(ref|mt)$")
_LENGTHS = (18, 320)  # of an English sentence, characters
_HAN = re.compile(r"[\u3400-\u9fff]")
_LATIN = re.compile(r"[A-Za-z]")
_COMMA = re.compile(r"[，；;]\s*|,(?!\d)\s*")


@dataclass(frozen=True, slots=True)
class Example:
    """A claim and the text it cites. `kind` says how it was made; `held` that it is not fitted to."""

    claim: str
    cited: str
    kind: str
    supported: bool
    across: bool
    held: bool


@dataclass(frozen=True)
class Claims:
    """The examples that a folder of training data gives; the same ones every time."""

    data: Path
    each: int = 400  # of a kind, on each side of the split, in each of one and two languages

    @cached_property
    def groups(self) -> list[tuple[bool, list[Pair]]]:
        """Pairs that share a sentence, in one list, and whether their document is held apart."""
        groups = grouped(Corpus(self.data).pairs(_fits))
        return [(_held(number), pairs) for number, pairs in groups.items()]

    @cached_property
    def neighbours(self) -> dict[str, list[str]]:
        """Of each sentence those before and after it, on the same side of the split."""
        found = dict[str, list[str]]()
        for (held, one), (other_held, other) in pairwise(self.groups):
            if held == other_held:
                for group, near in ((one, other[0]), (other, one[0])):
                    for text in {text for p in group for text in (p.chinese, p.english)}:
                        found.setdefault(text, []).extend((near.chinese, near.english))
        return found

    def supported(self, draw: random.Random) -> Iterator[Example]:
        """Every supported claim, in no order."""
        groups = list(self.groups)
        draw.shuffle(groups)
        for held, pairs in groups:
            for made in _of_group(pairs, draw):
                yield replace(made, held=held)

    def examples(self) -> list[Example]:
        """As many as wanted of each kind."""
        draw = random.Random(7)  # noqa: S311
        everything = list(self.supported(draw))
        pool = certain_names([one.claim for one in everything])
        wanted, found = Counter[tuple[str, bool, bool]](), list[Example]()
        for one in everything:
            for example in (one, *_perturbed(one, draw, pool)):
                key = (example.kind, example.across, example.held)
                if wanted[key] < self.each:
                    wanted[key] += 1
                    found.append(example)
        return found


def grouped(pairs: Iterable[Pair]) -> dict[int, list[Pair]]:
    """Faithful pairs that share a sentence, in one list, by a number that grows with their place."""
    found = dict[int, list[Pair]]()
    place = dict[str, int]()
    for pair in pairs:
        key = next((k for k in (pair.chinese, pair.english) if k in place), None)
        number = place[key] if key else len(place)
        place.setdefault(pair.chinese, number)
        place.setdefault(pair.english, number)
        found.setdefault(number, []).append(pair)
    kept = ((number, _faithful(pairs)) for number, pairs in found.items())
    return {number: pairs for number, pairs in kept if pairs}


def _fits(pair: Pair) -> bool:
    """News of a fitting length: all references, and of the machine translations a sixth."""
    if not (_NEWS.search(pair.origin) and _LENGTHS[0] < len(pair.english) < _LENGTHS[1]):
        return False
    if not sound(pair):
        return False
    return pair.origin.endswith("ref") or sha256(pair.chinese.encode()).digest()[0] < 43


def sound(pair: Pair) -> bool:
    """Whether each side is in its language, and none far too long for the other."""
    han, latin = len(_HAN.findall(pair.chinese)), len(_LATIN.findall(pair.english))
    if han < 0.5 * len(pair.chinese) or latin < 0.6 * len(pair.english):
        return False
    return 1.8 < len(pair.english) / len(pair.chinese) < 6 and "http" not in pair.english


def _faithful(pairs: Sequence[Pair]) -> list[Pair]:
    """The references, and the machine translations that share enough letters with one of them."""
    references = [pair for pair in pairs if pair.origin.endswith("ref")]
    return references + [
        pair
        for pair in pairs
        if pair.origin.endswith("mt") and any(_alike(pair, other) for other in references)
    ]


def _alike(one: Pair, other: Pair) -> bool:
    pairs = ((one.chinese, other.chinese, 2), (one.english, other.english, 4))
    return all(a == b or _overlap(shingles(a, n), shingles(b, n)) >= _FAITHFUL for a, b, n in pairs)


def _overlap(one: set[str], other: set[str]) -> float:
    return 2 * len(one & other) / (len(one) + len(other) or 1)


def _held(number: int) -> bool:
    """Whether a document is held apart: half of them are."""
    return sha256(str(number // (2 * _DOCUMENT)).encode()).digest()[0] < 128


def _of_group(pairs: Sequence[Pair], draw: random.Random) -> Iterator[Example]:
    for origin in ("ref", "mt"):
        own = [pair for pair in pairs if pair.origin.endswith(origin)]
        if own:
            pair = draw.choice(own)
            sides = (pair.chinese, pair.english)
            claim, cited = sides if draw.random() < 0.5 else sides[::-1]
            yield Example(claim, cited, f"translated-{origin}", True, True, False)
    yield from _within(pairs, draw)


def _within(pairs: Sequence[Pair], draw: random.Random) -> Iterator[Example]:
    """Claims in the language of the text they cite."""
    for texts in ({p.english for p in pairs}, {p.chinese for p in pairs}):
        if len(texts) > 1:
            claim, cited = draw.sample(sorted(texts), 2)
            yield Example(claim, cited, "paraphrased", True, False, False)
    yield from _of_itself(draw.choice([pairs[0].english, pairs[0].chinese]), draw)


def _of_itself(text: str, draw: random.Random) -> Iterator[Example]:
    """Claims made of the text they cite."""
    for kind, claim in (
        ("part", _part(text, draw)),
        ("reordered", _reordered(text)),
        ("reformed", _reformed(text)),
    ):
        if claim:
            yield Example(claim, text, kind, True, False, False)


def _clauses(text: str) -> list[str]:
    body = text.rstrip("。.！!？? ")
    return [part for part in _COMMA.split(body) if part]


def _part(text: str, draw: random.Random) -> str | None:
    """One clause, or two neighbours."""
    parts = [p for p in _clauses(text) if len(p) > (8 if _HAN.search(p) else 25)]
    return draw.choice(parts) if len(parts) > 1 else None


def _reordered(text: str) -> str | None:
    parts = _clauses(text)
    if not 2 <= len(parts) <= 4 or re.search(r"\d,\d", text):
        return None
    return ("，" if _HAN.search(text) else ", ").join([*parts[1:], parts[0]])


def _reformed(text: str) -> str | None:
    """A large number in another form: 12,000 as 1.2万 or 12 thousand."""
    for amount in quantities(text):
        written = fold(text[amount.start : amount.end])
        match = re.search(
            r"\d[\d,]*+(?:\.\d++)?+\s?(?:million|billion|万亿|万|亿)?+(?!\s?trillion|[A-Za-z\d-])",
            written,
        )
        if (
            match
            and amount.value >= 10_000
            and amount.unit in {"", "USD", "CNY", "EUR", "GBP", "people"}
        ):
            fresh = (
                written[: match.start()]
                + _form(amount.value, match[0], written)
                + written[match.end() :]
            )
            return text[: amount.start] + fresh + text[amount.end :]
    return None


def _form(value: float, written: str, whole: str) -> str:
    if re.search(r"[万亿m]|billion", written):
        return f"{value:,.0f}"
    if _HAN.search(whole):
        return f"{value / 10_000:.10g}万"
    return f"{value / 1_000:.10g} thousand" if value < 10**6 else f"{value / 10**6:.10g} million"


def _perturbed(one: Example, draw: random.Random, pool: Sequence[str]) -> Iterator[Example]:
    if one.kind in {"part", "reformed"}:
        return
    for kind, made in KINDS.items():
        claim = made(one.claim, draw, pool)
        if claim is not None and claim != one.claim:
            yield replace(one, claim=claim, kind=kind, supported=False)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path)
    found = Claims(parser.parse_args().data).examples()
    for key, count in sorted(
        Counter((e.kind, e.supported, e.across, e.held) for e in found).items()
    ):
        print(*key, count)


if __name__ == "__main__":
    main()
