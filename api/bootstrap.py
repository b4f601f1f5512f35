"""The wiring: what the doors use, put together from settings."""

from collections.abc import Callable, Generator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from api.settings import Settings
from index import EmbedderOptions, Index
from index.concepts import read_names
from index.finding import Finding
from index.searchable.searchable import Progress
from rag import Answer, Answerer, GeneratorOptions, RagFault
from rag.claims import ClaimChecker
from rag.generators import NAMES, load_generator
from rag.generators import Generator as Writer
from rag.verification import NamedEntailment

if TYPE_CHECKING:
    from api.jobs import Runner, Sources
    from api.slack.bot import Bot


def open_index(
    settings: Settings,
    *,
    create: bool = False,
    progress: Progress | None = None,
    kind: type[Index] = Index,
) -> Index:
    """The index of the home folder; with `create`, a new one where there is none.

    `progress` is told how far derived files have been caught up. `kind` may watch what is done.
    """
    options = EmbedderOptions(
        api_key=settings.openai_api_key.reveal(),
        model=settings.embedder_model,
        query_prompt=settings.query_prompt,
        document_prompt=settings.document_prompt,
    )
    names = read_names(settings.names) if settings.names else None
    return kind(
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


def open_answerer(
    index: Index, settings: Settings, on_answer: Callable[[Answer], None] = lambda _: None
) -> Answerer:
    """What answers questions over an open index, days being those of the settings' zone.

    `on_answer` is told of each answer.
    """
    return Answerer(
        index,
        partial(open_generator, settings),
        settings.generator_deadline,
        entailment=NamedEntailment(settings.nli) if settings.nli else None,
        zone=settings.zone,
        on_answer=on_answer,
    )


@contextmanager
def open_slack(
    index: Index, answerer: Answerer, settings: Settings
) -> Generator["Bot | None", None, None]:
    """The bot at work until the block ends; None where nothing is set up that would ask it."""
    doors = (settings.slack_signing_secret, settings.slash_token)
    if not any(door.reveal() for door in doors):
        yield None
        return
    from api.slack.bot import working

    with working(index, answerer, open_claim_checker(index, settings), settings) as bot:
        yield bot


def open_claim_checker(index: Index, settings: Settings) -> ClaimChecker:
    """What holds statements against an open index."""
    return ClaimChecker(index, NamedEntailment(settings.nli) if settings.nli else None)


def open_sources(index: Index, settings: Settings) -> "Sources":
    """What ingests files and urls into an open index. Raises BadInput for a wrong allowlist."""
    from api.fetching import Allowlist, Fetcher, Limits
    from api.jobs import Sources

    limits = Limits(settings.fetch_bytes, settings.fetch_seconds)
    return Sources(index, Fetcher(Allowlist(settings.fetch_allow), limits), settings.zone)


def open_runner(index: Index, settings: Settings) -> "Runner":
    """What runs the jobs of a home once it is entered."""
    from api.jobs import Runner, Spool

    sources = open_sources(index, settings)
    return Runner(index.state.jobs, sources, Spool(settings.home), settings.jobs_at_once)


def open_generator(settings: Settings, name: str) -> Writer:
    """The generator called `name`; only the settings may name a class of the user's own.

    Raises UnknownGenerator or GeneratorUnavailable.
    """
    return load_generator(name, _generator_options(settings, name), own=name == settings.generator)


def _generator_options(settings: Settings, name: str) -> GeneratorOptions:
    hosted = name == "anthropic"
    key = settings.anthropic_api_key if hosted else settings.openai_api_key
    return GeneratorOptions(
        model=settings.model,
        base_url="" if hosted else settings.openai_base_url,
        api_key=key.reveal(),
        timeout_s=settings.generator_deadline,
    )


def check_generators(settings: Settings) -> list[Finding]:
    """Which generators can be used, and why the others cannot; no server is asked.

    Only the one that the settings choose has to be usable.
    """
    names = dict.fromkeys([*NAMES, settings.generator])
    return [_check_generator(settings, name) for name in names]


def _check_generator(settings: Settings, name: str) -> Finding:
    try:
        open_generator(settings, name)
    except RagFault as error:
        return Finding(f"generator {name}", name != settings.generator, str(error))
    chosen = " and chosen" if name == settings.generator else ""
    return Finding(f"generator {name}", sound=True, detail=f"usable{chosen}")
