"""Words and character pieces hashed into a fixed number of dimensions: no model, no download."""

import zlib
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from index.embedding.embedder import EmbedderOptions, Matrix, normalized
from index.ranking import Ranking
from index.words import simplify, words

_MIX = np.uint64(0x9E3779B97F4A7C15)  # spreads neighbouring code points over all bits
_WORD_WEIGHT = 2  # a whole word counts twice as much as a piece


class HashedEmbedder:
    """Signed feature hashing (Weinberger et al. 2009) of words and of character 2- and 3-grams."""

    def __init__(self, name: str = "hashed", options: EmbedderOptions | None = None) -> None:
        del name, options
        self.dimensions = 256
        self.fingerprint = "hashed-256-v2"
        self.ranking = Ranking.plain(0.1)

    def embed_documents(self, texts: Sequence[str]) -> Matrix:
        return normalized(np.stack([self._sums(text) for text in texts])) if texts else self._none()

    def embed_query(self, text: str) -> Matrix:
        return normalized(self._sums(text))

    def _none(self) -> Matrix:
        return np.zeros((0, self.dimensions), dtype=np.float32)

    def _sums(self, text: str) -> Matrix:
        hashes, counts = np.unique(_features(text), return_counts=True)
        signs = np.where(hashes >> np.uint64(63), np.float32(1), np.float32(-1))
        cells = (hashes >> np.uint64(40)) % np.uint64(self.dimensions)
        weights = np.log1p(counts.astype(np.float32)) * signs
        sums = np.bincount(cells.astype(np.intp), weights, minlength=self.dimensions)
        return sums.astype(np.float32)


def _features(text: str) -> NDArray[np.uint64]:
    """Hashes of the words and of the pairs and triples of letters and digits."""
    whole = [zlib.crc32(word.encode()) for word in words(text)] * _WORD_WEIGHT
    letters = "".join(c for c in simplify(text) if c.isalnum())
    codes = np.frombuffer(letters.encode("utf-32-le"), dtype=np.uint32).astype(np.uint64)
    pairs = _mixed(_mixed(codes[:-1]) + codes[1:])
    triples = _mixed(pairs[:-1] + codes[2:])
    return np.concatenate([_mixed(np.array(whole, dtype=np.uint64)), pairs, triples])


def _mixed(hashes: NDArray[np.uint64]) -> NDArray[np.uint64]:
    product = hashes * _MIX
    return np.asarray(product ^ (product >> np.uint64(29)), dtype=np.uint64) * _MIX
