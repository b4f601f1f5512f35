"""The wiring: what the doors use, put together from settings."""

from pathlib import Path

from api.settings import Settings
from index import EmbedderOptions, Index
from index.concepts import read_names
from index.searchable.searchable import Progress
from rag import Answerer
from rag.verification import NamedEntailment


def open_index(
    settings: Settings, *, create: bool = False, progress: Progress | None = None
) -> Index:
    """The index of the home folder; with `create`, a new one where there is none.

    `progress` is told how far derived files have been caught up.
    """
    options = EmbedderOptions(
        api_key=settings.openai_api_key.get_secret_value(),
        model=settings.embedder_model,
        query_prompt=settings.query_prompt,
        document_prompt=settings.document_prompt,
    )
    names = read_names(settings.names) if settings.names else None
    return Index(
        settings.home,
        embedder=settings.embedder,
        options=options,
        create=create,
        names=names,
        reranker=settings.reranker,
        progress=progress,
    )


def restore_home(settings: Settings, file: Path, *, replace: bool) -> dict[str, object]:
    """Make the home folder what a backup holds; the backup's record."""
    from index.catalog.sqlite.backup import restore

    return restore(file, settings.home, replace=replace)


def open_answerer(index: Index, settings: Settings) -> Answerer:
    """What answers questions over an open index."""
    entailment = NamedEntailment(settings.nli) if settings.nli else None
    return Answerer(index, entailment=entailment)
