"""The index: articles in, hits out. Vectors never leave it."""

import difflib
from collections.abc import Callable, Generator, Sequence
from contextlib import AbstractContextManager, contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import TracebackType
from typing import Self

from index import words as _words
from index.adding import unchanged
from index.article import Added, Article, Revision
from index.catalog import Catalog, PassageRow, Snapshot
from index.catalog.sqlite import SqliteCatalog
from index.concepts import Concept, OtherNames, concepts
from index.duplicates import distinct
from index.embedding import BUILTIN, load_embedder, resolve
from index.embedding.embedder import EmbedderOptions, Matrix, products
from index.engine import Engine, EngineRoom
from index.errors import EmbedderMismatch, UnknownSource
from index.files import folder_size
from index.finding import Finding
from index.matching import Matches, phrases_matched
from index.passage import Filters, Hit, Mode, Searched, embedded_text
from index.ranker import Question
from index.recency import by_recency
from index.searchable.local.inspection import inspect
from index.searchable.searchable import Progress
from index.state import State

_CANDIDATES = 4  # how many times `top_k` each search is asked for
_FEWEST_CANDIDATES = 60


class Index:
    """One home folder, open for searching and, where it can be written, for adding.

    `embedder` names the embedder to use; without it the home's own is used, or in a new home the
    built-in one. Raises HomeMissing where there is no home, unless `create` is set. `progress` is
    told how many of how many changes have been taken in while derived files are rebuilt.
    `reranker` is one of index/reranking/. `clock` gives the time (aware) at which articles are added and deleted.
    """

    def __init__(
        self,
        home: Path,
        *,
        embedder: str = "",
        options: EmbedderOptions | None = None,
        create: bool = False,
        names: OtherNames | None = None,
        progress: Progress | None = None,
        reranker: str = "",
        clock: Callable[[], datetime] | None = None,
    ) -> None:
        self.home = home
        self._names = names
        self._clock = clock or (lambda: datetime.now(UTC))
        self._own = 0
        if create and not (home / "catalog.sqlite3").exists():
            name = embedder or BUILTIN
            SqliteCatalog.create(home, resolve(name), load_embedder(name, options))
        self._catalog: Catalog = SqliteCatalog(home, clock)
        self._room = EngineRoom(home, self._catalog, embedder, options, progress, reranker)

    @property
    def state(self) -> State:
        """What a service remembers beside the articles."""
        return self._catalog.state

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, _: TracebackType | None
    ) -> None:
        self.close()

    @contextmanager
    def _searching(self) -> Generator[tuple[Snapshot, Engine], None, None]:
        """A snapshot, and the engine caught up with it."""
        with self._catalog.reading() as snapshot:
            engine = self._room.engine(snapshot)
            engine.searchable.refresh(snapshot, own=self._own)
            yield snapshot, engine

    def add(self, articles: Sequence[Article]) -> list[Added]:
        """Store articles in one transaction; what is returned is durable.

        An article equal to its current revision is left alone, a changed one gets a new revision.
        Raises BadArticle (then none is stored) or a HomeFault.
        """
        checked = [article.checked() for article in articles]
        with self._catalog.reading() as snapshot:
            known = unchanged(checked, snapshot)
        fresh = [a for a, k in zip(checked, known, strict=True) if k is None]
        stored = iter(self._store(fresh) if fresh else [])
        return [acknowledged or next(stored) for acknowledged in known]

    def _store(self, articles: Sequence[Article]) -> list[Added]:
        from index.drafting import drafts  # langchain takes as long to import as a search

        while True:
            with self._catalog.reading() as snapshot:
                embedder = self._room.engine(snapshot).embedder
            made = drafts(articles, embedder)
            try:
                added = self._catalog.add(made, embedder.fingerprint)
            except EmbedderMismatch:
                continue  # a re-index has switched meanwhile: embed with what the home has now
            self._note_own()
            return added

    def _note_own(self) -> None:
        """Remember the change that the next search of this process has to see."""
        with self._catalog.reading() as snapshot:
            self._own = snapshot.sequence()

    def delete(self, article_ids: Sequence[str]) -> list[bool]:
        """Delete articles durably; False for one that is not there. Old revisions stay readable."""
        deleted = self._catalog.delete(article_ids)
        self._note_own()
        return deleted

    def search(
        self,
        text: str,
        filters: Filters | None = None,
        *,
        top_k: int = 10,
        mode: Mode = Mode.HYBRID,
        half_life: timedelta | None = None,
    ) -> list[Hit]:
        """The best passages for `text`, best first, at most `top_k` (passages that differ).

        With a `half_life`, newer passages count more (index/recency.py). Raises UnknownSource for a
        source that no article has.
        """
        filters = filters or Filters()
        limit = max(_FEWEST_CANDIDATES, _CANDIDATES * top_k)
        with self._searching() as (snapshot, engine):
            self._check_sources(snapshot, filters)
            selection = snapshot.select(filters)
            question = Question(text, self.concepts(text))
            found = engine.candidates(question, selection, limit=limit, mode=mode)
            hits = snapshot.hits([candidate.key for candidate in found], filters)
        best = distinct(engine.ranker.order(question, found, hits, mode))
        if half_life:
            best = by_recency(best, half_life, filters.as_of or self._clock())
        return best[:top_k]

    def _check_sources(self, snapshot: Snapshot, filters: Filters) -> None:
        for name in snapshot.unknown_sources(filters.sources):
            known = list(snapshot.sources())
            close = difflib.get_close_matches(name, known, 3, 0.5) or known[:5]
            raise UnknownSource(
                f"no article has the source {name[:80]!r}; there are: {', '.join(close) or 'none'}"
            )

    def similarity(self, query: str, texts: Sequence[str]) -> list[float]:
        """The cosine between a query and each text, -1 to 1."""
        with self._catalog.reading() as snapshot:
            embedder = self._room.engine(snapshot).embedder
        vectors = embedder.embed_documents(texts)
        return [float(cosine) for cosine in products(vectors, embedder.embed_query(query))]

    def matched(self, queries: Sequence[str], texts: Sequence[str]) -> list[Matches]:
        """How near each text is to each query, on the same scale in every home."""
        return Matches.of(queries, texts)

    def matches(self, phrases: Sequence[str], text: str) -> list[float]:
        """How well each phrase's words are matched, one by one, by words of `text`: 0 to 1."""
        return phrases_matched(phrases, text)

    def words(self, text: str, *, fine: bool = False) -> list[str]:
        """The words of a text as the lexical search sees them; with `fine`, parts of words too."""
        return _words.words(text, fine=fine)

    def concepts(self, text: str) -> list[Concept]:
        """What a question asks about, each with its known spellings."""
        return concepts(text, self._names)

    def rarity(self, words: Sequence[str]) -> list[float]:
        """How rare each word is in the passages and in general (inverse document frequency, 0 and up)."""
        with self._searching() as (_, engine):
            return engine.searchable.counted(words).rarity_in_general()

    def searched(self, filters: Filters | None = None) -> Searched:
        """How much the filters let in."""
        with self._catalog.reading() as snapshot:
            return snapshot.searched(filters or Filters())

    def article(self, article_id: str, revision: int | None = None) -> Revision:
        """A stored revision, the current one without a number. Raises ArticleNotFound."""
        with self._catalog.reading() as snapshot:
            return snapshot.revision(article_id, revision)

    def articles(self, *, after: str = "", limit: int = 100) -> list[Revision]:
        """Current articles by id, beginning after `after`."""
        with self._catalog.reading() as snapshot:
            return snapshot.articles(after=after, limit=limit)

    def newest(
        self, filters: Filters | None = None, *, after: str = "", limit: int = 100
    ) -> tuple[list[Revision], str]:
        """Articles that the filters admit, the newest first, and the cursor of the next page.

        Raises BadInput for a cursor that no page has given, UnknownSource for such a filter.
        """
        filters = filters or Filters()
        with self._catalog.reading() as snapshot:
            self._check_sources(snapshot, filters)
            return snapshot.newest(filters, after, limit)

    def quoting(self) -> AbstractContextManager[Snapshot]:
        """A snapshot whose `quote` reads stored text, for checking citations against one state."""
        return self._catalog.reading()

    def sources(self) -> list[str]:
        """The sources that articles have or had, in order; case makes no difference."""
        with self._catalog.reading() as snapshot:
            return snapshot.source_names()

    def stats(self) -> dict[str, object]:
        """Counts, the embedder, and what lies in the home folder (bytes)."""
        with self._catalog.reading() as snapshot:
            totals, sources = snapshot.totals(), snapshot.sources()
            name, changes = snapshot.embedder_name, snapshot.sequence()
        return {
            "home": str(self.home),
            **totals,
            "changes": changes,
            "sources": sources,
            "embedder": name,
            "bytes": folder_size(self.home),
        }

    def reindex(self, embedder: str, progress: Callable[[int], None] | None = None) -> int:
        """Embed every passage with another embedder and switch to it. Returns their number.

        The home is searched with its old vectors until the switch; interrupted, it can be repeated.
        """
        new = load_embedder(embedder, self._room.options)
        done = 0

        def embed(rows: list[PassageRow]) -> Matrix:
            nonlocal done
            done += len(rows)
            if progress:
                progress(done)
            return new.embed_documents([embedded_text(r.title, r.heading, r.text) for r in rows])

        count = self._catalog.reindex(resolve(embedder), new, embed)
        if self._room.wanted:  # else the home's own is followed, whoever re-indexes it
            self._room.wanted = embedder
        return count

    def refresh(self) -> None:
        """Catch the derived files up with the catalog."""
        with self._searching():
            pass

    def save(self) -> None:
        """Catch the derived files up and write them, so that the next process starts fast."""
        with self._searching() as (_, engine):
            engine.searchable.save()

    def derived_keys(self) -> tuple[list[int], list[int], list[int]]:
        """Passage keys in the catalog, among the vectors, and among the terms."""
        with self._searching() as (snapshot, engine):
            return snapshot.passage_keys(snapshot.sequence()), *engine.searchable.keys()

    def back_up(self, path: Path) -> dict[str, object]:
        """Write a consistent, verified copy of the catalog to one file, while others go on."""
        return self._catalog.back_up(path)

    def check(self) -> list[Finding]:
        """Look at the catalog and, where that is sound, at the derived files as they lie there."""
        findings = self._catalog.check()
        if all(finding.sound for finding in findings):
            with self._catalog.reading() as snapshot:
                findings += inspect(self.home, snapshot, self._room.embedder(snapshot))
        return findings

    def repair(self) -> None:
        """Make again what can be made from the catalog: missing vectors, and the derived files.

        Raises HomeDamaged where the catalog itself is not sound.
        """
        with self._catalog.reading() as snapshot:
            own = self._room.wanted or snapshot.embedder_name
        self.reindex(own)
        self.save()

    def close(self) -> None:
        """Release files. What was acknowledged is safe whether or not this is called."""
        self._room.close()
        self._catalog.close()
