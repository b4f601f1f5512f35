"""Rows of the embedding made of what is the word's own and what it shares with its relatives."""

from operator import itemgetter

import numpy as np
import Stemmer
import torch
from tokenizers import Tokenizer
from torch import nn


class Composed(nn.Module):
    """The rows in use: a word's own row and the mean of its parts' rows.

    The parts of a Chinese word are its characters, the part of a Latin word is its stem: what is learned of one helps the rare ones. Made into plain rows once training ends.
    """

    def __init__(self, tokenizer: Tokenizer, dimensions: int, frequency: np.ndarray) -> None:
        super().__init__()
        numbers = dict[str, int]()
        parts = [
            [numbers.setdefault(part, len(numbers)) for part in _parts(piece)]
            for piece, _ in sorted(tokenizer.get_vocab().items(), key=itemgetter(1))
        ]
        self.register_buffer("_flat", torch.tensor([n for row in parts for n in row]))
        starts = np.cumsum([0, *(len(row) for row in parts[:-1])])
        self.register_buffer("_starts", torch.from_numpy(starts))
        self.shared = nn.EmbeddingBag(len(numbers), dimensions, mode="mean")
        nn.init.normal_(self.shared.weight, std=0.05)
        # frequent words begin short (Arora et al. 2017)
        weight = 1e-3 / (1e-3 + frequency)
        self.register_buffer("_scale", torch.from_numpy(weight.astype(np.float32))[:, None])

    def forward(self, own: torch.Tensor) -> torch.Tensor:
        rows: torch.Tensor = (own + self.shared(self._flat, self._starts)) * self._scale
        return rows


def _parts(piece: str) -> list[str]:
    if piece.isascii():
        return [_STEMMER.stemWord(piece)]
    return list(piece)


_STEMMER = Stemmer.Stemmer("english")
