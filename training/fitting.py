"""Learning the rows of the embedding."""

import time
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from sentence_transformers import SentenceTransformer
from sentence_transformers.sentence_transformer.losses import (
    MatryoshkaLoss,
    MultipleNegativesRankingLoss,
)
from sentence_transformers.sentence_transformer.modules import StaticEmbedding
from tokenizers import Tokenizer
from torch.nn.utils import parametrize

from training.composition import Composed
from training.curriculum import Curriculum
from training.scoring import Scorer
from training.tokens import features

_BATCH = 2048
_SCALE = (12.0, 25.0)  # the inverse of the temperature, at first and at last
_RATE = 0.02
_WARM_UP = 50  # steps
_PATIENCE = 4  # evaluations without a better mean


@dataclass(frozen=True)
class Plan:
    """How long, how wide, and what chance begins with."""

    steps: int
    dimensions: int
    evaluate_every: int = 250
    seed: int = 1


class Fitting:
    """One model in the making."""

    def __init__(self, tokenizer: Tokenizer, curriculum: Curriculum, plan: Plan) -> None:
        torch.manual_seed(plan.seed)
        self._plan, self._curriculum = plan, curriculum
        self._random = np.random.default_rng(plan.seed)
        self._static = StaticEmbedding(tokenizer, embedding_dim=plan.dimensions)
        torch.nn.init.normal_(self._static.embedding.weight, std=0.05)
        composed = Composed(tokenizer, plan.dimensions, curriculum.frequency)
        parametrize.register_parametrization(self._static.embedding, "weight", composed)
        model = SentenceTransformer(modules=[self._static], device="cpu")
        self._ranking = MultipleNegativesRankingLoss(
            model,
            scale=_SCALE[0],
            directions=("query_to_doc", "doc_to_query"),
            partition_mode="per_direction",
        )
        self._loss = MatryoshkaLoss(model, self._ranking, [plan.dimensions, plan.dimensions // 2])
        self._optimizer = torch.optim.Adam(model.parameters(), lr=_RATE, fused=True)

    def run(self, scorers: Sequence[Scorer]) -> NDArray[np.float32]:
        """The rows at the best mean over all sets; stops early where that does not rise."""
        best, rows, since = 0.0, self._rows(), 0
        for step in range(1, self._plan.steps + 1):
            loss = self._step(step)
            if step % self._plan.evaluate_every == 0 or step == self._plan.steps:
                mean = self._mean(scorers, step, loss)
                since = 0 if mean > best else since + 1
                if mean > best:
                    best, rows = mean, self._rows()
                if since == _PATIENCE:
                    break
        return rows

    def _step(self, step: int) -> float:
        sources = self._curriculum.sources
        queries, passages = sources[step % len(sources)].draw(self._random, _BATCH)
        done = step / self._plan.steps
        self._ranking.scale = _SCALE[0] + (_SCALE[1] - _SCALE[0]) * done
        for group in self._optimizer.param_groups:
            group["lr"] = _RATE * min(1.0, step / _WARM_UP) * max(0.02, 1 - done)
        with parametrize.cached():
            loss = self._loss([features(queries), features(passages)], None)
            self._optimizer.zero_grad()
            loss.backward()
        self._optimizer.step()
        return float(loss.detach())

    def _mean(self, scorers: Sequence[Scorer], step: int, loss: float) -> float:
        with parametrize.cached(), torch.no_grad():
            found = {scorer.name: scorer.hits(self._static.embedding) for scorer in scorers}
        mean = float(np.mean(list(found.values())))
        rates = " ".join(f"{name} {at[0]:.3f}/{at[-1]:.3f}" for name, at in found.items())
        print(f"{time.strftime('%H:%M:%S')} step {step} loss {loss:.2f} mean {mean:.4f} | {rates}")
        return mean

    def _rows(self) -> NDArray[np.float32]:
        return self._static.embedding.weight.detach().numpy().copy()
