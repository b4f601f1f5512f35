"""Any sentence-transformers CrossEncoder, by hub name or folder."""

from collections.abc import Sequence
from typing import Any

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
        self._model = _load(name, "`alignment`, `none`, ", activation_fn=nn.Sigmoid())

    def scores(self, query: str, texts: Sequence[str], *, mutual: bool = False) -> Matrix:
        del mutual  # what is alike has been learned by the model
        if not texts:
            return np.zeros(0, dtype=np.float32)
        pairs = [(query, text) for text in texts]
        return np.asarray(self._model.predict(pairs, show_progress_bar=False), dtype=np.float32)


class EntailmentModel:
    """A model of natural language inference: of its labels one is called entailment."""

    def __init__(self, name: str) -> None:
        self._model = _load(name, "")
        config: Any = self._model.config
        labels = config.id2label.items()
        wanted = [int(number) for number, label in labels if label.lower().startswith("entail")]
        if len(wanted) != 1:
            raise RerankerUnavailable(
                f"{name!r} has no label called entailment: name a model of natural language inference"
            )
        self._entailment = wanted[0]

    def entails(self, text: str, claim: str) -> bool:
        """Whether entailment is the likeliest label of the two."""
        (scores,) = np.asarray(self._model.predict([(text, claim)], show_progress_bar=False))
        return int(np.argmax(scores)) == self._entailment


def _load(name: str, others: str, **options: Any) -> CrossEncoder:
    if pickled := pickled_weights(name):
        raise RerankerUnavailable(
            f"{pickled} is pickled, which can run any code: save the model as safetensors"
        )
    try:
        model: CrossEncoder = CrossEncoder(
            name, device="cpu", model_kwargs={"use_safetensors": True}, **options
        )
    except Exception as error:  # a damaged model raises whatever its libraries like
        raise RerankerUnavailable(
            f"no reranker {name!r}: give {others}a folder that holds a CrossEncoder, or a name the "
            f"model hub knows ({first_line(error)})"
        ) from error
    return model
