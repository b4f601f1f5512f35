"""Rerankers: a second look at the best candidates, by name, imported on use."""

from importlib import import_module
from typing import TYPE_CHECKING, cast

from index.embedding import MISSING, builtin
from index.embedding.embedder import Embedder
from index.errors import RerankerUnavailable
from index.reranking.reranker import Reranker

if TYPE_CHECKING:
    from index.reranking.alignment import Alignment as Alignment
    from index.reranking.cross_encoder import EntailmentModel

ALIGNMENT = "alignment"
NONE = "none"
_CROSS_ENCODER = "index.reranking.cross_encoder:CrossEncoderReranker"
_ENTAILMENT = "index.reranking.cross_encoder:EntailmentModel"


def load_reranker(name: str, embedder: Embedder) -> Reranker | None:
    """The reranker called `name`: `alignment`, `none`, or a sentence-transformers CrossEncoder.

    Without a name, `alignment` goes with the built-in embedder and nothing with any other. Raises RerankerUnavailable.
    """
    if name == NONE:
        return None
    if name in {"", ALIGNMENT}:
        return _alignment(embedder, wanted=bool(name))
    return cast("Reranker", _made(_CROSS_ENCODER, name))


def load_entailment(name: str) -> "EntailmentModel":
    """A CrossEncoder of natural language inference, by name or folder. Raises RerankerUnavailable."""
    return cast("EntailmentModel", _made(_ENTAILMENT, name))


def _made(target: str, name: str) -> object:
    module, _, factory = target.partition(":")
    try:
        loaded = import_module(module)
    except ModuleNotFoundError as error:  # a small installation leaves it out
        raise RerankerUnavailable(MISSING.format(error.name)) from error
    return getattr(loaded, factory)(name)


def _alignment(embedder: Embedder, *, wanted: bool) -> Reranker | None:
    """Word for word comparison takes the built-in embedder, whatever the home's own is."""
    from index.embedding.static import StaticEmbedder
    from index.reranking.alignment import Alignment

    return Alignment(builtin()) if wanted or isinstance(embedder, StaticEmbedder) else None
