"""How well vectors find the relevant passages of the development sets."""

import numpy as np
import torch
from tokenizers import Tokenizer
from torch import nn

from index.evaluation import AT, RetrievalSet
from training.tokens import Texts, features

DISTRACTED = ("crud-qa", "crud-title", "crud-event")


class Scorer:
    """Hit rates of token vectors on one set."""

    def __init__(
        self, which: RetrievalSet, tokenizer: Tokenizer, distractors: Texts | None = None
    ) -> None:
        numbers = {key: number for number, key in enumerate(which.passages)}
        self.name = which.name
        self._relevant = [[numbers[key] for key in relevant] for _, relevant in which.queries]
        self._queries = Texts.of([query for query, _ in which.queries], tokenizer)
        self._passages = Texts.of(list(which.passages.values()), tokenizer)
        self._distractors = distractors

    def hits(self, bag: nn.EmbeddingBag) -> tuple[float, ...]:
        """Shares of queries with a relevant passage among the first 1, 5 and 10."""
        queries = _vectors(bag, self._queries)
        scores = queries @ _vectors(bag, self._passages).T
        best = np.array(
            [
                max(row[n] for n in relevant)
                for row, relevant in zip(scores, self._relevant, strict=True)
            ]
        )
        better = (scores > best[:, None]).sum(1)
        if self._distractors:
            better += (queries @ _vectors(bag, self._distractors).T > best[:, None]).sum(1)
        return tuple(float((better < at).mean()) for at in AT)


def _vectors(bag: nn.EmbeddingBag, texts: Texts) -> np.ndarray:
    rows = [texts.span(i, i + 1) for i in range(len(texts))]
    with torch.no_grad():
        parts = [bag(*features(rows[i : i + 2000]).values()) for i in range(0, len(rows), 2000)]
        whole = torch.cat(parts)
        return nn.functional.normalize(whole, dim=1).numpy()
