"""Embedders: from text to vectors, by name, imported on use."""

from collections.abc import Mapping
from importlib import import_module
from typing import cast

from index.embedding.embedder import Embedder, EmbedderOptions
from index.errors import UnknownEmbedder

# `builtin` names the default of this version; a home records what it stands for.
BUILTIN = "static"
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
    module, _, factory = target.partition(":")
    return cast(
        "Embedder", getattr(import_module(module), factory)(resolved, options or EmbedderOptions())
    )
