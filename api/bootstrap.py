"""The wiring: what the doors use, put together from settings."""

from api.settings import Settings
from index import EmbedderOptions, Index
from index.concepts import read_names
from rag import Answerer


def open_index(settings: Settings, *, create: bool = False) -> Index:
    """The index of the home folder; with `create`, a new one where there is none."""
    options = EmbedderOptions(
        api_key=settings.openai_api_key.get_secret_value(),
        model=settings.embedder_model,
        query_prompt=settings.query_prompt,
        document_prompt=settings.document_prompt,
    )
    names = read_names(settings.names) if settings.names else None
    return Index(
        settings.home, embedder=settings.embedder, options=options, create=create, names=names
    )


def open_answerer(index: Index) -> Answerer:
    """What answers questions over an open index."""
    return Answerer(index)
