"""Queries with the passages they should find, drawn anew at every step."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Protocol

import numpy as np
from numpy.typing import NDArray
from tokenizers import Tokenizer

from training.corpus import Pair
from training.tokens import Texts, Tokens

Random = np.random.Generator
Rows = tuple[list[Tokens], list[Tokens]]
_QUESTIONS_ZH = (
    "什么", "哪里", "谁", "多少", "何时", "为什么", "哪个", "哪些", "如何", "是什么", "什么时候",
    "在哪里", "有多少", "是谁", "多少钱", "几个", "哪一年", "哪家公司", "怎么", "的是什么",
)  # fmt: skip
_QUESTIONS_EN = (
    "what", "where", "who", "how many", "when", "why", "which", "how", "what is the", "what was the",
    "who was the", "when did", "where did", "how much", "what did", "in what year", "what kind of",
    "what type of", "how long did", "what does",
)  # fmt: skip
_PASSAGE = (40, 180)  # tokens


class Source(Protocol):
    """Where examples come from."""

    def draw(self, random: Random, size: int) -> Rows:
        """So many queries and their passages."""
        ...


def _kept(tokens: Tokens, share: float, random: Random) -> Tokens:
    """About that share of the tokens, one at least."""
    chosen = tokens[random.random(len(tokens)) < share]
    return chosen if len(chosen) else tokens


class Shaper:
    """Makes a query of a sentence: some of its words, mostly neighbours, and a question word."""

    def __init__(self, tokenizer: Tokenizer) -> None:
        zh, en = (
            tokenizer.encode_batch(list(_QUESTIONS_ZH)),
            tokenizer.encode_batch(list(_QUESTIONS_EN)),
        )
        self._questions = [
            [np.array(e.ids, dtype=np.int32) for e in encodings] for encodings in (zh, en)
        ]

    def query(self, sentence: Tokens, random: Random, *, english: bool) -> Tokens:
        """A query of 4 to 24 tokens where the sentence has as many."""
        size = min(len(sentence), int(random.integers(4, 25)))
        start = int(random.integers(0, len(sentence) - size + 1))
        kept = _kept(sentence[start : start + size], random.uniform(0.5, 1.0), random)
        if random.random() < 0.5:
            return kept
        asked = self._questions[english]
        return np.concatenate([kept, asked[int(random.integers(len(asked)))]])


@dataclass(frozen=True)
class Documents:
    """A query made of one sentence; the passage is what stands around it.

    `queries` and `passages` are the same texts, or translations of each other. Sentence `i` belongs to document `document[i]`.
    """

    queries: Texts
    passages: Texts
    document: NDArray[np.int64]
    shaper: Shaper
    english: bool

    @cached_property
    def _members(self) -> list[NDArray[np.int64]]:
        """The sentences of each document."""
        order = np.argsort(self.document, kind="stable")
        ends = np.flatnonzero(np.diff(self.document[order])) + 1
        return np.split(order, ends)

    def draw(self, random: Random, size: int) -> Rows:
        """One sentence of each of so many documents (or all, if there are fewer)."""
        count = min(size, len(self._members))
        chosen = random.choice(len(self._members), count, replace=False)
        members = (self._members[n] for n in chosen)
        rows = [
            self._example(int(sentences[random.integers(len(sentences))]), random)
            for sentences in members
        ]
        return [query for query, _ in rows], [passage for _, passage in rows]

    def _example(self, sentence: int, random: Random) -> tuple[Tokens, Tokens]:
        first, end = self._window(sentence, int(random.integers(*_PASSAGE)), random)
        query = self.shaper.query(
            self.queries.span(sentence, sentence + 1), random, english=self.english
        )
        same = self.queries is self.passages
        if same and end - first > 1 and random.random() < 0.4:
            around = [self.passages.span(first, sentence), self.passages.span(sentence + 1, end)]
            passage = np.concatenate(around)
        else:
            passage = self.passages.span(first, end)
        return query, _kept(passage, random.uniform(0.7, 1.0), random)

    def _window(self, sentence: int, length: int, random: Random) -> tuple[int, int]:
        """Sentences of the same document around one, until there are so many tokens."""
        first, end = sentence, sentence + 1
        while len(self.passages.span(first, end)) < length:
            before = first > 0 and self.document[first - 1] == self.document[sentence]
            after = end < len(self.document) and self.document[end] == self.document[sentence]
            if not (before or after):
                break
            if before and (not after or random.random() < 0.5):
                first -= 1
            else:
                end += 1
        return first, end


@dataclass(frozen=True)
class Translations:
    """A text and its translation; `groups` are the numbers of texts that mean the same.

    Half of the left texts go without the tokens of `copied`, so that a name in the other script is learned, not only the same letters on both sides.
    """

    left: Texts
    right: Texts
    groups: Sequence[Sequence[int]]
    kept: float
    copied: NDArray[np.bool_] | None = None

    def draw(self, random: Random, size: int) -> Rows:
        count = min(size, len(self.groups))
        chosen = random.choice(len(self.groups), count, replace=False)
        numbers = [self.groups[g][int(random.integers(len(self.groups[g])))] for g in chosen]
        left, right = (self._side(texts, numbers, random) for texts in (self.left, self.right))
        return [self._without_copies(tokens, random) for tokens in left], right

    def _side(self, texts: Texts, numbers: Sequence[int], random: Random) -> list[Tokens]:
        share = random.uniform(self.kept, 1.0)
        return [_kept(texts.span(n, n + 1), share, random) for n in numbers]

    def _without_copies(self, tokens: Tokens, random: Random) -> Tokens:
        if self.copied is None or random.random() < 0.5:
            return tokens
        rest = tokens[~self.copied[tokens]]
        return rest if len(rest) else tokens


def grouped(pairs: Sequence[Pair]) -> list[list[int]]:
    """The numbers of pairs with the same Chinese text, together."""
    found = dict[str, list[int]]()
    for number, pair in enumerate(pairs):
        found.setdefault(pair.chinese, []).append(number)
    return list(found.values())
