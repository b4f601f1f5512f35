"""Texts as token numbers in one flat array."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from tokenizers import Tokenizer

Tokens = NDArray[np.int32]
_BATCH = 10_000


@dataclass(frozen=True, slots=True)
class Texts:
    """Text `i` is `flat[starts[i] : starts[i + 1]]`; texts that follow each other touch."""

    flat: Tokens
    starts: NDArray[np.int64]

    @classmethod
    def of(cls, texts: Sequence[str], tokenizer: Tokenizer) -> "Texts":
        """The tokens of `texts`."""
        parts = list[Tokens]()
        for start in range(0, len(texts), _BATCH):
            batch = tokenizer.encode_batch_fast(
                texts[start : start + _BATCH], add_special_tokens=False
            )
            parts += [np.array(encoding.ids, dtype=np.int32) for encoding in batch]
        return cls(np.concatenate(parts), np.cumsum([0, *map(len, parts)]))

    def __len__(self) -> int:
        return len(self.starts) - 1

    def first(self, count: int) -> "Texts":
        """The first so many texts."""
        return Texts(self.flat, self.starts[: count + 1])

    def span(self, first: int, end: int) -> Tokens:
        """The tokens of the texts from `first` up to `end`."""
        return self.flat[self.starts[first] : self.starts[end]]


def latin_pieces(tokenizer: Tokenizer) -> NDArray[np.bool_]:
    """For each token whether it is written in Latin letters."""
    vocabulary = tokenizer.get_vocab()
    found = np.zeros(len(vocabulary), dtype=np.bool_)
    for piece, number in vocabulary.items():
        found[number] = piece.isascii() and piece.isalpha()
    return found


def features(rows: Sequence[Tokens]) -> dict[str, torch.Tensor]:
    """What `StaticEmbedding` takes: all tokens and where each row begins."""
    lengths = np.array([0, *(len(row) for row in rows[:-1])])
    return {
        "input_ids": torch.from_numpy(np.concatenate(rows)),
        "offsets": torch.from_numpy(np.cumsum(lengths).astype(np.int32)),
    }
