"""Embedders: from text to vectors, by name, imported on use."""

from collections.abc import Callable, Mapping
from functools import cache
from importlib import import_module
from typing import TYPE_CHECKING, cast

from index.embedding.embedder import Embedder, EmbedderOptions
from index.errors import EmbedderUnavailable, UnknownEmbedder

if TYPE_CHECKING:
    from index.embedding.static import StaticEmbedder

# `builtin` names the default of this version; a home records what it stands for.
BUILTIN = "static"
_SHIPPED = "static"
MISSING = "the package {} is missing: pip install sentence-transformers"
_EMBEDDERS: Mapping[str, str] = {
    "static": "index.embedding.static:StaticEmbedder",
    "hashed": "index.embedding.hashed:HashedEmbedder",
    "sentence-transformers": "index.embedding.sentence_transformer:SentenceTransformerEmbedder",
    "openai": "index.embedding.openai:OpenAIEmbedder",
}


def resolve(name: str) -> str:
    """The name under which a home records an embedder: never `builtin`."""
    return BUILTIN if name == "builtin" else name


def load_embedder(name: str, options: EmbedderOptions | None = None) -> Embedder:
    """The embedder called `name`: `builtin`, a URL, or a sentence-transformers name or folder.

    Raises UnknownEmbedder or EmbedderUnavailable.
    """
    if not name.strip():
        raise UnknownEmbedder("the embedder's name is empty: use builtin, a model, or a URL")
    resolved = resolve(name)
    kind = "openai" if resolved.startswith(("http://", "https://")) else resolved
    target = _EMBEDDERS.get(kind, _EMBEDDERS["sentence-transformers"])
    if resolved == _SHIPPED:
        return builtin()
    return cast("Embedder", _factory(target)(resolved, options or EmbedderOptions()))


@cache
def builtin() -> "StaticEmbedder":
    """The shipped embedder, loaded once in a process: it does not change."""
    return cast("StaticEmbedder", _factory(_EMBEDDERS[_SHIPPED])())


def _factory(target: str) -> Callable[..., object]:
    module, _, name = target.partition(":")
    try:
        return cast("Callable[..., object]", getattr(import_module(module), name))
    except ModuleNotFoundError as error:  # a small installation leaves it out
        raise EmbedderUnavailable(MISSING.format(error.name)) from error
