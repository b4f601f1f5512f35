"""Words and character pieces hashed into a fixed number of dimensions: no model, no download."""

import zlib
from collections import Counter
from collections.abc import Iterator, Sequence

import numpy as np

from index.embedding.embedder import EmbedderOptions, Matrix, normalized
from index.words import simplify, words


class HashedEmbedder:
    """Signed feature hashing (Weinberger et al. 2009) of words and of character 2- and 3-grams."""

    def __init__(self, name: str = "hashed", options: EmbedderOptions | None = None) -> None:
        del name, options
        self.dimensions = 256
        self.fingerprint = "hashed-256-v1"
        self.dense_weight = 0.1

    def embed_documents(self, texts: Sequence[str]) -> Matrix:
        return normalized(np.stack([self._sums(text) for text in texts])) if texts else self._none()

    def embed_query(self, text: str) -> Matrix:
        return normalized(self._sums(text))

    def _none(self) -> Matrix:
        return np.zeros((0, self.dimensions), dtype=np.float32)

    def _sums(self, text: str) -> Matrix:
        counts = Counter(_features(text))
        hashes = np.array([zlib.crc32(feature.encode()) for feature in counts], dtype=np.uint32)
        weights = np.log1p(np.array([*counts.values()], dtype=np.float32))
        signs = np.where(hashes >> 31, np.float32(1), np.float32(-1))
        cells = (hashes % self.dimensions).astype(np.intp)
        sums = np.bincount(cells, weights * signs, minlength=self.dimensions)
        return sums.astype(np.float32)


def _features(text: str) -> Iterator[str]:
    for word in words(text):
        yield word
        yield word  # a whole word counts twice as much as a piece
    plain = "".join(c for c in simplify(text) if c.isalnum())
    for size in (2, 3):
        for start in range(len(plain) - size + 1):
            yield f"{size}{plain[start : start + size]}"
