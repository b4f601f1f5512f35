"""Any sentence-transformers CrossEncoder, by hub name or folder."""

from collections.abc import Sequence

import numpy as np
from sentence_transformers import CrossEncoder
from torch import nn

from index.embedding.embedder import Matrix
from index.embedding.sentence_transformer import first_line, pickled_weights
from index.errors import RerankerUnavailable


class CrossEncoderReranker:
    """A model that reads query and passage together; its scores decide."""

    decides = True
    candidates = 40

    def __init__(self, name: str) -> None:
        if pickled := pickled_weights(name):
            raise RerankerUnavailable(
                f"{pickled} is pickled, which can run any code: save the model as safetensors"
            )
        try:
            self._model = CrossEncoder(
                name,
                device="cpu",
                activation_fn=nn.Sigmoid(),
                model_kwargs={"use_safetensors": True},
            )
        except Exception as error:  # a damaged model raises whatever its libraries like
            raise RerankerUnavailable(
                f"no reranker {name!r}: give `alignment`, `none`, a folder that holds a "
                f"CrossEncoder, or a name the model hub knows ({first_line(error)})"
            ) from error

    def scores(self, query: str, texts: Sequence[str]) -> Matrix:
        if not texts:
            return np.zeros(0, dtype=np.float32)
        pairs = [(query, text) for text in texts]
        return np.asarray(self._model.predict(pairs, show_progress_bar=False), dtype=np.float32)
