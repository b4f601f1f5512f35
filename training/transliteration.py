"""What letters of a foreign name each Chinese character stands for: rag/data/transliteration.tsv.

    python -m training.transliteration ../shared/data rag/data/transliteration.tsv

takes about five minutes. Names and their Chinese forms (GeoNames, CC-CEDICT, and those that the first
model finds in the sentence pairs) are cut into characters and the letters that each stands for, by
expectation and maximization. No document that claims are made of is read.
"""

import argparse
import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import pairwise
from pathlib import Path
from string import ascii_lowercase

from rag.pinyin import syllables
from rag.transliteration import Transliteration, characters, plain
from training.claims import Claims
from training.corpus import Corpus, Pair

Names = Mapping[tuple[str, str], float]  # characters and letters, and how much they count
Shares = dict[str, dict[str, float]]  # how often a character stands for some letters

_WORDS = 3  # of a name in the dictionary
_SHORT, _TOO_LONG = 2, 10  # characters of a name
_LONGEST = 6  # letters that a character stands for
_USUAL, _LONG = 3, 0.3  # longer ones are rarer, by so much for each letter; but for pinyin
_ROUNDS, _LATER = (6, 3, 3), 3  # before and after names are found in sentences
_KNOWN, _SURE = 0.45, (7.0, 1.2)  # least gain a letter, in all and a letter
_SPELLED = 3.0  # times that a syllable is taken to have been seen as its own letters
_SYLLABLE = 4.0  # how much what a syllable stands for counts beside what a character does
_RARE = 3.0  # characters seen less often stand for what their syllable does
_KEPT, _LIKELY, _SAYS = 16, 0.006, 0.3  # cells a row, their least share and gain
_SOME = 5  # every fifth sentence says how usual a character is
_UNNAMED = -2.0  # how much rarer in names than elsewhere a rare character is taken to be
_LETTER = 0.05  # the chance of a letter, about
_BRACKETED = re.compile(
    r"([\u3400-\u9fff·•・‧-]{2,20})\s*[(（]\s*([A-Z][^\W\d_]+(?:[ -][^\W\d_]+)+)\s*[)）]"
)
_POINT = re.compile(r"[·•・‧-]")
_CAPITAL = re.compile(r"(?<![A-Za-z0-9])[A-ZÀ-Ž][a-zß-ž'’]{3,}")
_PLACE = re.compile(r" (?:district|county|city|province|prefecture|autonomous|town)\b.*")


def listed(corpus: Corpus) -> list[tuple[str, str]]:
    """Names of the two lists, with their Chinese forms."""
    entries = (p for p in corpus.dictionary() if p.english[:1].isupper())
    glosses = (
        (p.chinese, _PLACE.sub("", re.split(r"[,;]| \(", p.english)[0]).strip()) for p in entries
    )
    short = ((han, gloss) for han, gloss in glosses if len(gloss.split()) <= _WORDS)
    places = ((p.chinese, p.english) for p in corpus.names())
    return list(dict.fromkeys(_fitting([*places, *short])))


def _fitting(names: Iterable[tuple[str, str]]) -> Iterator[tuple[str, str]]:
    for han, latin in names:
        one, other = characters(han), plain(latin)
        fits = _SHORT <= len(one) <= _TOO_LONG and len(one) <= len(other) <= 5 * len(one) + 1
        if fits and "|" not in one:
            yield one, other


def bracketed(pairs: Iterable[Pair]) -> list[tuple[str, str]]:
    """Parts of names that a Chinese text gives in Latin letters too: 史蒂文·里德（Steven Reed）.

    Without the first, before which more may stand.
    """
    found = list[tuple[str, str]]()
    for han, latin in (m for pair in pairs for m in _BRACKETED.findall(pair.chinese)):
        parts, words = _POINT.split(han), re.split(r"[ -]", latin)
        if len(parts) == len(words):
            found += zip(parts[1:], words[1:], strict=True)
    return list(_fitting(found))


def heard_in(pairs: Iterable[Pair], model: Transliteration) -> list[tuple[str, str]]:
    """Names of the English sentences and what they sound like in the Chinese ones."""
    found = list[tuple[str, str]]()
    for pair in pairs:
        run = characters(pair.chinese)
        for word in {plain(w) for w in _CAPITAL.findall(pair.english)}:
            best = model.heard(word, run)
            least, each = _SURE
            if best.gain > max(least, each * len(word)) and "|" not in run[best.start : best.end]:
                found.append((run[best.start : best.end], word))
    return list(_fitting(found))


class Letters:
    """How likely letters are in names, whatever they stand for."""

    def __init__(self, names: Names) -> None:
        seen = Counter(c for _, word in names for c in word)
        self._alone = {letter: max(1, seen[letter]) for letter in ascii_lowercase}
        self._after = Counter(p for _, word in names for p in pairwise(word))
        self._all = sum(self._alone.values())

    def singly(self, letters: str) -> float:
        """The logarithm of how likely each is by itself."""
        return sum(math.log(self._alone[c] / self._all) for c in letters)

    def chance(self, letters: str) -> float:
        """The logarithm of how likely they are one after the other."""
        after = (math.log(self._next(one, other)) for one, other in pairwise(letters))
        return self.singly(letters[:1]) + sum(after)

    def _next(self, one: str, other: str) -> float:
        seen = self._after[one, other] / self._alone[one]
        return 0.9 * seen + 0.1 * self._alone[other] / self._all


def cut(run: str, word: str, shares: Shares) -> tuple[float, dict[tuple[str, str], float]]:
    """How likely the characters stand for the word, and for which letters each does: expected counts."""
    size = len(word)
    spans = [(i, j) for i in range(size + 1) for j in range(i, min(size, i + _LONGEST) + 1)]
    parts = [(i, j, word[i:j]) for i, j in spans]
    steps = [_step(parts, shares.get(character, {})) for character in run]
    ahead = [[1.0] + [0.0] * size]
    for step in steps:
        ahead.append([0.0] * (size + 1))
        for (i, j), v in step.items():
            ahead[-1][j] += ahead[-2][i] * v
    total, behind = ahead[-1][size], [0.0] * size + [1.0]
    counts: dict[tuple[str, str], float] = defaultdict(float)
    for at in range(len(run) - 1, -1, -1) if total else ():
        before = [0.0] * (size + 1)
        for (i, j), v in steps[at].items():
            before[i] += v * behind[j]
            counts[run[at], word[i:j]] += ahead[at][i] * v * behind[j] / total
        behind = before
    return total, counts


def _step(
    parts: Sequence[tuple[int, int, str]], share: Mapping[str, float]
) -> dict[tuple[int, int], float]:
    return {(i, j): share[part] for i, j, part in parts if part in share}


def _unknown(run: str, word: str) -> Shares:
    """Before anything is known, each character stands for its part of the letters."""
    mean, parts = (
        len(word) / len(run),
        {word[i:j] for i in range(len(word)) for j in range(i, len(word) + 1)},
    )
    share = {p: math.exp(-abs(len(p) - mean)) * _LETTER ** len(p) for p in parts}
    return dict.fromkeys(run, share)


def counted(names: Names, counts: Shares | None, least: float) -> Shares:
    """How often each character stands for which letters, in names that gain so much a letter."""
    letters = Letters(names)
    found: dict[str, dict[str, float]] = defaultdict(lambda: defaultdict(float))
    shares = None if counts is None else {c: _shares(own) for c, own in counts.items()}
    for (run, word), weight in names.items():
        total, expected = cut(run, word, _unknown(run, word) if shares is None else shares)
        gain = math.log(total) - letters.singly(word) if total else -math.inf
        if total and (shares is None or gain >= least * len(word)):
            for (character, part), count in expected.items():
                found[character][part] += weight * count
    return {c: _discounted(c, own) for c, own in found.items()}


def _shares(counts: Mapping[str, float]) -> dict[str, float]:
    total = sum(counts.values()) + 0.5
    return {part: count / total for part, count in counts.items()}


def _discounted(character: str, counts: Mapping[str, float]) -> dict[str, float]:
    """Without what is hardly ever so; long parts are seldom what one character stands for."""
    own = syllables().get(character, ())
    less = {p: 0.0 if p in own else 0.02 + _LONG * max(0, len(p) - _USUAL) for p in counts}
    return {part: count - less[part] for part, count in counts.items() if count > less[part]}


def fitted(names: Names, counts: Shares | None, rounds: int) -> Shares:
    """The counts after some rounds."""
    for number in range(rounds):
        loose = counts is None or (rounds > _LATER and number < _LATER)
        counts = counted(names, counts, 0.0 if loose else _KNOWN)
        print(f"  {sum(map(len, counts.values()))} ways of writing", flush=True)
    return counts or {}


def of_syllables(shares: Shares) -> Shares:
    """The same by how characters are read, with what the syllable itself spells."""
    known = {syllable for own in syllables().values() for syllable in own}
    found = {s: defaultdict[str, float](float, {s.replace("v", "u"): _SPELLED}) for s in known}
    for character, counts in sorted(shares.items()):
        for syllable in syllables().get(character, ())[:1]:
            for part, count in counts.items():
                found[syllable][part] += count
    return {syllable: dict(found[syllable]) for syllable in sorted(found)}


def table(names: Names, shares: Shares, texts: Counter[str]) -> dict[str, str]:
    """A row for every character that is not rare in names, and for every syllable."""
    letters, read = Letters(names), of_syllables(shares)
    named = Counter(c for run, _ in names for c in run)
    rows = {syllable: _row(counts, {}, letters, _UNNAMED) for syllable, counts in read.items()}
    for character, counts in sorted(shares.items()):
        if sum(counts.values()) >= _RARE:
            usual = (named[character] + 1) / (named.total() + 5_000)
            other = (texts[character] + 5) / (texts.total() + 25_000)
            bonus = max(-3.0, min(3.0, math.log(usual / other)))
            syllable = next(iter(syllables().get(character, ())), "")
            rows[character] = _row(counts, read.get(syllable, {}), letters, bonus)
    return rows


def _row(
    counts: Mapping[str, float], read: Mapping[str, float], letters: Letters, bonus: float
) -> str:
    own, all_read = sum(counts.values()) + _SYLLABLE, sum(read.values())
    shares = {
        part: (counts.get(part, 0.0) + _SYLLABLE * read.get(part, 0.0) / (all_read or 1.0)) / own
        for part in sorted({*counts, *read})
    }
    likely = sorted(shares.items(), key=lambda item: -item[1])[:_KEPT]
    gains = {part: math.log(s) - letters.chance(part) for part, s in likely if s > _LIKELY}
    cells = [f"{p}{round(10 * g)}" for p, g in gains.items() if not p or g > _SAYS]
    return "\t".join([str(round(10 * bonus)), *cells])


def apart(corpus: Corpus) -> list[Pair]:
    """The sentence pairs that no claim is made of, each once."""
    groups = (pairs for _, pairs in Claims(corpus.data).groups)
    used = {text for pairs in groups for p in pairs for text in (p.chinese, p.english)}
    found = {(p.chinese, p.english): p for p in corpus.pairs()}
    return [pair for sides, pair in found.items() if not used & set(sides)]


def learn(corpus: Corpus) -> dict[str, str]:
    """The rows of the table."""
    pairs = apart(corpus)
    texts = Counter(c for p in pairs[::_SOME] for c in characters(p.chinese) if c != "|")
    names = dict.fromkeys(listed(corpus), 1.0)
    counts = fitted(names, None, _ROUNDS[0])
    for rounds in _ROUNDS[1:]:
        model = Transliteration(table(names, counts, texts))
        seen = Counter([*bracketed(pairs), *heard_in(pairs, model)])
        print(f"{len(seen)} names in sentences")
        weights = {name: 1 + math.log(count) for name, count in seen.items()}
        names |= {name: max(weight, names.get(name, 0.0)) for name, weight in weights.items()}
        counts = fitted(names, counts, rounds)
    return table(names, counts, texts)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path)
    parser.add_argument("file", type=Path)
    options = parser.parse_args()
    lines = (f"{key}\t{row}\n" for key, row in learn(Corpus(options.data)).items())
    note = "# Made by training/transliteration.py: the letters of foreign names that characters stand for.\n"
    options.file.write_text(note + "".join(lines), "utf-8")


if __name__ == "__main__":
    main()
