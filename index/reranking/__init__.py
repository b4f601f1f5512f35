"""Rerankers: a second look at the best candidates, by name, imported on use."""

from importlib import import_module
from typing import cast

from index.embedding import builtin
from index.embedding.embedder import Embedder
from index.reranking.reranker import Reranker

ALIGNMENT = "alignment"
NONE = "none"
_CROSS_ENCODER = "index.reranking.cross_encoder:CrossEncoderReranker"


def load_reranker(name: str, embedder: Embedder) -> Reranker | None:
    """The reranker called `name`: `alignment`, `none`, or a sentence-transformers CrossEncoder.

    Without a name, `alignment` goes with the built-in embedder and nothing with any other. Raises RerankerUnavailable.
    """
    if name == NONE:
        return None
    if name in {"", ALIGNMENT}:
        return _alignment(embedder, wanted=bool(name))
    module, _, factory = _CROSS_ENCODER.partition(":")
    return cast("Reranker", getattr(import_module(module), factory)(name))


def _alignment(embedder: Embedder, *, wanted: bool) -> Reranker | None:
    from index.embedding.static import StaticEmbedder
    from index.reranking.alignment import Alignment

    if not isinstance(embedder, StaticEmbedder):
        if not wanted:
            return None
        embedder = builtin()
    return Alignment(embedder)
