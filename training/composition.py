"""Rows of the embedding made of what is the word's own and what it shares with its relatives."""

from operator import itemgetter

import numpy as np
import torch
from tokenizers import Tokenizer
from torch import nn

from index.words import stem


class Composed(nn.Module):
    """The rows in use: a word's own row and the means of its parts' rows.

    The parts of a Chinese word are its characters, those of a Latin word its stem and, apart, its runs of three letters, which say how a name sounds: what is learned of one helps the rare ones. Made into plain rows once training ends.
    """

    def __init__(self, tokenizer: Tokenizer, dimensions: int, frequency: np.ndarray) -> None:
        super().__init__()
        pieces = [p for p, _ in sorted(tokenizer.get_vocab().items(), key=itemgetter(1))]
        self.parts = _Shared([_parts(piece) for piece in pieces], dimensions)
        self.sounds = _Shared([_sounds(piece) for piece in pieces], dimensions)
        # frequent words begin short (Arora et al. 2017)
        weight = 1e-3 / (1e-3 + frequency)
        self.register_buffer("_scale", torch.from_numpy(weight.astype(np.float32))[:, None])

    def forward(self, own: torch.Tensor) -> torch.Tensor:
        rows: torch.Tensor = (own + self.parts() + self.sounds()) * self._scale
        return rows


class _Shared(nn.Module):
    """For each piece the mean of its parts' rows; zeros where it has none."""

    def __init__(self, parts: list[list[str]], dimensions: int) -> None:
        super().__init__()
        numbers = dict[str, int]()
        rows = [[numbers.setdefault(part, len(numbers)) for part in of_one] for of_one in parts]
        self.register_buffer("_flat", torch.tensor([n for row in rows for n in row]))
        starts = np.cumsum([0, *(len(row) for row in rows[:-1])])
        self.register_buffer("_starts", torch.from_numpy(starts))
        self._bag = nn.EmbeddingBag(len(numbers), dimensions, mode="mean")
        nn.init.normal_(self._bag.weight, std=0.05)

    def forward(self) -> torch.Tensor:
        rows: torch.Tensor = self._bag(self._flat, self._starts)
        return rows


def _parts(piece: str) -> list[str]:
    if piece.isascii():
        return [stem(piece)]
    return list(piece)


def _sounds(piece: str) -> list[str]:
    if not (piece.isascii() and piece.isalpha()):
        return []
    framed = f"^{piece}$"
    return [framed[i : i + _RUN] for i in range(len(framed) - _RUN + 1)]


_RUN = 3  # letters
