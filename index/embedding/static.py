"""The shipped embedder: a vector for each word, their mean for a text; no model library, no download.

How it was trained is in training/; the folder is a sentence-transformers model, too.
"""

import json
import os
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import cached_property
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from safetensors import safe_open
from threadpoolctl import threadpool_limits
from tokenizers import Tokenizer

from index.embedding.embedder import EmbedderOptions, Matrix, normalized
from index.errors import EmbedderUnavailable
from index.ranking import Ranking

# Products this small are done before a second thread has begun, and under load they wait for it.
threadpool_limits(1, user_api="blas")
Tokens = NDArray[np.intp]
FOLDER = Path(__file__).parents[1] / "data" / "builtin"
_BATCH = 64  # texts whose rows stay in the processor's cache


class StaticEmbedder:
    """Token rows from `embeddings` (int8) times `weights`, averaged, at length one.

    A text without a letter or digit has the vector of zeros.
    """

    def __init__(
        self,
        name: str = "builtin",
        options: EmbedderOptions | None = None,
        *,
        folder: Path = FOLDER,
    ) -> None:
        del name, options
        try:
            self._tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
            with safe_open(folder / "model.safetensors", "numpy") as file:
                self._rows, self._weights = map(file.get_tensor, ("embeddings", "weights"))
            ranking = json.loads((folder / "ranking.json").read_text("utf-8"))
        except Exception as error:  # tokenizers raises nothing narrower
            raise EmbedderUnavailable(
                f"the built-in model in {folder} cannot be read ({error}): install groundwire again"
            ) from error
        self.dimensions = self._rows.shape[1]
        self.fingerprint = f"static-{self.dimensions}-{ranking['model']}"
        self.ranking = Ranking.of(ranking["weights"])

    def embed_documents(self, texts: Sequence[str]) -> Matrix:
        if not texts:
            return np.zeros((0, self.dimensions), dtype=np.float32)
        batches = [texts[i : i + _BATCH] for i in range(0, len(texts), _BATCH)]
        if len(batches) == 1:
            return self._embed(batches[0])
        return np.concatenate(list(self._threads.map(self._embed, batches)))

    def embed_query(self, text: str) -> Matrix:
        return np.asarray(self._embed([text])[0], dtype=np.float32)

    @cached_property
    def _threads(self) -> ThreadPoolExecutor:
        return ThreadPoolExecutor(os.cpu_count())

    def forget(self) -> None:
        """Make room for what is read next, so that parts of it are known when they are read again.

        The tokenizer remembers the first 10,000 runs of letters that it reads, and none after them.
        """
        self._tokenizer.model._clear_cache()  # noqa: SLF001  it can be emptied in no other way

    def tokens(self, texts: Sequence[str]) -> list[Tokens]:
        """The tokens of each text."""
        # fast: without the offsets, which take as long as the tokens
        encodings = self._tokenizer.encode_batch_fast([*texts], add_special_tokens=False)
        return [np.array(encoding.ids, dtype=np.intp) for encoding in encodings]

    def lengths(self, tokens: Tokens) -> Matrix:
        """How long each token's vector is, which is how much it says: shape (len(tokens),)."""
        return np.asarray(_lengths(self._read(tokens)) * self._weights[tokens], dtype=np.float32)

    def cosines(self, tokens: Tokens, others: Tokens) -> Matrix:
        """The cosine of each token with each other one: shape (len(tokens), len(others))."""
        left, right = (self._read(each) for each in (tokens, others))
        left /= np.maximum(_lengths(left), 1)[:, np.newaxis]
        right /= np.maximum(_lengths(right), 1)[:, np.newaxis]
        return np.asarray(left @ right.T, dtype=np.float32)

    def _read(self, tokens: Tokens) -> Matrix:
        """The row of each token, without its weight."""
        return np.asarray(self._rows[tokens], dtype=np.float32)

    def _embed(self, texts: Sequence[str]) -> Matrix:
        return self.vectors(self.tokens(texts))

    def vectors(self, texts: Sequence[Tokens]) -> Matrix:
        """The vector of each text, given as its tokens: shape (len(texts), dimensions)."""
        sums = np.zeros((len(texts), self.dimensions), dtype=np.float32)
        for row, tokens in zip(sums, texts, strict=True):
            if len(tokens):
                np.matmul(self._weights[tokens], self._rows[tokens], out=row)
        return normalized(sums)


def _lengths(rows: Matrix) -> Matrix:
    """The lengths of rows of small whole numbers, whose squares are summed exactly."""
    return np.asarray(np.sqrt(np.einsum("rv,rv->r", rows, rows)), dtype=np.float32)
