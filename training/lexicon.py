"""Which words translate each other, and how common words are, from the sentence pairs.

    python -m training.lexicon ../shared/data index/data

writes lexicon.tsv, a stem of an English word and the Chinese words for it a line; and frequencies.tsv,
a word of either language and in how many of ten thousand sentences it stands. Translations are those of
IBM's first model (Brown et al. 1993), of both directions; entries of CC-CEDICT count as sentences.
"""

import argparse
from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path

import numpy as np
from scipy import sparse

from index.words import words
from training.corpus import Corpus, Pair
from training.regression import Matrix

_LONGEST = 50  # words of a sentence
_GLOSS = 4  # words of a meaning in the dictionary
_SEEN, _TOGETHER = 4, 3  # sentences that have a word, and both of two
_LOOSE = 0.004  # pairs of words that stand together more rarely (by Dice's measure) are left out
_ROUNDS, _CHUNK = 6, 5_000
_UNSAID = 0.01  # how likely a word translates nothing
_LIKELY, _SURE = 0.2, 6.0  # of a translation: how likely, by how many sentences
_MOST = 4  # translations of a word
_COMMON = 5.0  # in ten thousand sentences


class Side:
    """Sentences of one language: `words` by number, and `held`, 1 where a sentence has a word: shape (sentences, words)."""

    def __init__(self, sentences: Sequence[Sequence[str]]) -> None:
        numbers = dict[str, int]()
        columns = [numbers.setdefault(word, len(numbers)) for said in sentences for word in said]
        ends = np.cumsum([0, *map(len, sentences)])
        shape = (len(sentences), len(numbers))
        held = sparse.csr_matrix((np.ones(len(columns), np.float32), columns, ends), shape)
        kept = np.flatnonzero(np.asarray(held.sum(axis=0)).ravel() >= _SEEN)
        every = list(numbers)
        self.words = [every[n] for n in kept]
        self.held = held[:, kept]

    @property
    def counts(self) -> Matrix:
        """How many sentences have each word."""
        return np.asarray(self.held.sum(axis=0), dtype=np.float64).ravel()


def sides(
    pairs: Iterable[Pair], *, longest: int, one_word: bool = False
) -> tuple[list[list[str]], list[list[str]]]:
    """The words of both languages in each pair, each once; with `one_word`, of a single Chinese one alone."""
    english, chinese = list[list[str]](), list[list[str]]()
    for pair in pairs:
        left = list(dict.fromkeys(w for w in words(pair.english) if w.isascii() and w.isalpha()))
        right = list(dict.fromkeys(w for w in words(pair.chinese) if w >= "\u3400"))
        if 0 < len(left) <= longest and 0 < len(right) <= (1 if one_word else longest):
            english.append(left)
            chinese.append(right)
    return english, chinese


def likelihoods(one: Side, other: Side) -> sparse.coo_matrix:
    """How likely each word of one side and each of the other translate each other: shape (words, words)."""
    together = (one.held.T @ other.held).tocoo()
    dice = 2 * together.data / (one.counts[together.row] + other.counts[together.col])
    kept = (together.data >= _TOGETHER) & (dice > _LOOSE)
    places = together.row[kept], together.col[kept]
    start = sparse.csr_matrix((dice[kept], places), together.shape)
    there = _said_by(one, other, start)
    back = _said_by(other, one, start.T.tocsr()).T.tocsr()
    both = _shares(there).multiply(_shares(back.T.tocsr()).T).sqrt().tocoo()
    sure = there.minimum(back).tocsr()
    enough = np.asarray(sure[both.row, both.col]).ravel() >= _SURE
    return sparse.coo_matrix((both.data[enough], (both.row[enough], both.col[enough])), both.shape)


def _said_by(one: Side, other: Side, start: sparse.csr_matrix) -> sparse.csr_matrix:
    """How often each word of one side was what was said by each of the other, after some rounds."""
    likely = start
    for _ in range(_ROUNDS):
        counts = sparse.csr_matrix(start.shape, dtype=np.float64)
        for at in range(0, one.held.shape[0], _CHUNK):
            here, there = one.held[at : at + _CHUNK], other.held[at : at + _CHUNK]
            sums = (here @ likely).multiply(there).tocsr()
            sums.data = 1 / (sums.data + _UNSAID)
            counts += likely.multiply((here.T @ sums).multiply(start > 0)).tocsr()
        likely = _shares(counts)
    return counts


def _shares(counts: sparse.csr_matrix) -> sparse.csr_matrix:
    """Every row as shares of its sum."""
    sums = np.asarray(counts.sum(axis=1)).ravel()
    return sparse.diags(1 / np.maximum(sums, 1e-9)) @ counts


def lexicon(one: Side, other: Side) -> dict[str, list[str]]:
    """The likely translations of each word of one side, the likeliest first; Chinese ones of two characters or more."""
    found = dict[str, list[tuple[float, str]]]()
    likely = likelihoods(one, other)
    for row, column, value in zip(likely.row, likely.col, likely.data, strict=True):
        if value >= _LIKELY and len(word := other.words[column]) > 1:
            found.setdefault(one.words[row], []).append((-float(value), word))
    return {word: [w for _, w in sorted(found[word])[:_MOST]] for word in sorted(found)}


def frequencies(pairs: Sequence[Pair]) -> str:
    """The common words of both languages, a line each."""
    seen = Counter(
        word
        for pair in pairs
        for text in (pair.english, pair.chinese)
        for word in {*words(text, fine=True)}
        if word.isalpha()
    )
    often = {word: 1e4 * count / len(pairs) for word, count in seen.items()}
    return "".join(f"{w}\t{often[w]:.0f}\n" for w in sorted(often) if often[w] >= _COMMON)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path)
    parser.add_argument("folder", type=Path)
    options = parser.parse_args()
    corpus = Corpus(options.data)
    pairs = list(corpus.pairs())
    said = sides(pairs, longest=_LONGEST)
    glossed = sides(corpus.dictionary(), longest=_GLOSS, one_word=True)
    both = [
        Side([*of_pairs, *of_dictionary])
        for of_pairs, of_dictionary in zip(said, glossed, strict=True)
    ]
    lines = ["\t".join([word, *others]) for word, others in lexicon(*both).items()]
    (options.folder / "lexicon.tsv").write_text("\n".join(lines) + "\n", "utf-8")
    (options.folder / "frequencies.tsv").write_text(frequencies(pairs), "utf-8")


if __name__ == "__main__":
    main()
