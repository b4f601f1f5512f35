"""The index: articles in, hits out. Vectors never leave it."""

import difflib
from collections.abc import Callable, Iterable, Sequence
from contextlib import AbstractContextManager
from dataclasses import replace
from functools import cached_property
from itertools import starmap
from pathlib import Path
from types import TracebackType
from typing import Self

import numpy as np

from index import words as _words
from index.article import Added, Article, Revision
from index.catalog import Draft, PassageRow, Selection
from index.catalog.sqlite import SqliteCatalog
from index.catalog.sqlite.snapshot import SqliteSnapshot
from index.concepts import Concept, OtherNames, concepts
from index.embedding import BUILTIN, load_embedder, resolve
from index.embedding.embedder import Embedder, EmbedderOptions, Matrix
from index.errors import EmbedderMismatch, UnknownSource
from index.fusion import Scored, fuse
from index.passage import Duplicate, Filters, Hit, Mode, Searched
from index.searchable.local import LocalSearchable

_CANDIDATES = 4  # how many times `top_k` each search is asked for
_FEWEST_CANDIDATES = 60


class Index:
    """One home folder, open for searching and, where it can be written, for adding.

    `embedder` names the embedder to use; without it the home's own is used, or in a new home the
    built-in one. Raises HomeMissing where there is no home, unless `create` is set.
    """

    def __init__(
        self,
        home: Path,
        *,
        embedder: str = "",
        options: EmbedderOptions | None = None,
        create: bool = False,
        names: OtherNames | None = None,
    ) -> None:
        self.home = home
        self._wanted, self._options, self._names = embedder, options, names
        if create and not (home / "catalog.sqlite3").exists():
            name = embedder or BUILTIN
            SqliteCatalog.create(home, resolve(name), load_embedder(name, options))
        self._catalog = SqliteCatalog(home)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, _: TracebackType | None
    ) -> None:
        self.close()

    @cached_property
    def _embedder(self) -> Embedder:
        embedder = load_embedder(self._wanted or self._catalog.embedder_name, self._options)
        if embedder.fingerprint != self._catalog.fingerprint:
            raise EmbedderMismatch(
                f"{self.home} holds vectors of {self._catalog.embedder_name!r} "
                f"({self._catalog.fingerprint}), not of {embedder.fingerprint}: leave the embedder "
                f"as it was, or run `groundwire reindex --embedder {self._wanted or 'builtin'}`"
            )
        return embedder

    @cached_property
    def _searchable(self) -> LocalSearchable:
        return LocalSearchable(
            self.home,
            dimensions=self._embedder.dimensions,
            fingerprint=self._embedder.fingerprint,
            lock=self._catalog.maintaining,
            read_only=self._catalog.read_only,
        )

    def add(self, articles: Sequence[Article]) -> list[Added]:
        """Store articles in one transaction; what is returned is durable.

        An article equal to its current revision is left alone, a changed one gets a new revision.
        Raises BadArticle (then none is stored) or a HomeFault.
        """
        checked = [article.checked() for article in articles]
        with self._catalog.reading() as snapshot:
            known = [snapshot.unchanged(article) for article in checked]
        drafts = self._drafts([a for a, k in zip(checked, known, strict=True) if k is None])
        stored = iter(self._catalog.add(drafts) if drafts else [])
        return [acknowledged or next(stored) for acknowledged in known]

    def _drafts(self, articles: Sequence[Article]) -> list[Draft]:
        from index.splitting import split

        passages = [split(article.text) for article in articles]
        texts = [
            embedded_text(article.title, passage.heading, article.text[passage.start : passage.end])
            for article, chunks in zip(articles, passages, strict=True)
            for passage in chunks
        ]
        vectors = self._embedder.embed_documents(texts)
        ends = np.cumsum([len(chunks) for chunks in passages])[:-1]
        rows = np.split(vectors, ends) if articles else []
        return list(starmap(Draft, zip(articles, passages, rows, strict=True)))

    def delete(self, article_ids: Sequence[str]) -> list[bool]:
        """Delete articles durably; False for one that is not there. Old revisions stay readable."""
        return self._catalog.delete(article_ids)

    def search(
        self,
        text: str,
        filters: Filters | None = None,
        *,
        top_k: int = 10,
        mode: Mode = Mode.HYBRID,
    ) -> list[Hit]:
        """The best passages for `text`, best first, at most `top_k` (passages that differ).

        Raises UnknownSource for a source that no article has.
        """
        filters = filters or Filters()
        limit = max(_FEWEST_CANDIDATES, _CANDIDATES * top_k)
        with self._catalog.reading() as snapshot:
            self._check_sources(snapshot, filters)
            self._searchable.refresh(snapshot)
            selection = snapshot.select(filters)
            scored = self._scored(text, limit, mode, selection)
            hits = snapshot.hits([found.key for found in scored])
        return _distinct(scored, hits)[:top_k]

    def _scored(self, text: str, limit: int, mode: Mode, selection: Selection) -> list[Scored]:
        lexical, dense = dict[int, float](), dict[int, float]()
        if mode is not Mode.DENSE:
            lexical = self._searchable.lexical(self.concepts(text), limit, selection)
        if mode is not Mode.LEXICAL:
            vector = self._embedder.embed_query(text)
            dense = self._searchable.dense(vector, limit, selection)
            if missing := sorted(lexical.keys() - dense.keys()):
                only = Selection(np.array(missing, dtype=np.int64))
                dense |= self._searchable.dense(vector, len(missing), only)
        return fuse(lexical, dense, self._embedder.dense_weight, mode)[:limit]

    def _check_sources(self, snapshot: SqliteSnapshot, filters: Filters) -> None:
        for name in snapshot.unknown_sources(filters.sources):
            known = list(snapshot.sources())
            close = difflib.get_close_matches(name, known, 3, 0.5) or known[:5]
            raise UnknownSource(
                f"no article has the source {name[:80]!r}; there are: {', '.join(close) or 'none'}"
            )

    def similarity(self, query: str, texts: Sequence[str]) -> list[float]:
        """The cosine between a query and each text, -1 to 1."""
        vectors = self._embedder.embed_documents(texts)
        return [float(cosine) for cosine in vectors @ self._embedder.embed_query(query)]

    def words(self, text: str, *, fine: bool = False) -> list[str]:
        """The words of a text as the lexical search sees them; with `fine`, parts of words too."""
        return _words.words(text, fine=fine)

    def concepts(self, text: str) -> list[Concept]:
        """What a question asks about, each with its known spellings."""
        return concepts(text, self._names)

    def rarity(self, words: Sequence[str]) -> list[float]:
        """How rare each word is in the passages (inverse document frequency, 0 and up)."""
        with self._catalog.reading() as snapshot:
            self._searchable.refresh(snapshot)
        return self._searchable.rarity(words)

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

    def quoting(self) -> AbstractContextManager[SqliteSnapshot]:
        """A snapshot whose `quote` reads stored text, for checking citations against one state."""
        return self._catalog.reading()

    def stats(self) -> dict[str, object]:
        """Counts, the embedder, and what lies in the home folder (bytes)."""
        with self._catalog.reading() as snapshot:
            totals, sources = snapshot.totals(), snapshot.sources()
        files = [path for path in self.home.rglob("*") if path.is_file()]
        return {
            "home": str(self.home),
            **totals,
            "sources": sources,
            "embedder": self._catalog.embedder_name,
            "bytes": sum(path.stat().st_size for path in files),
        }

    def reindex(self, embedder: str, progress: Callable[[int], None] | None = None) -> int:
        """Embed every passage with another embedder and switch to it. Returns their number.

        The home is searched with its old vectors until the switch; interrupted, it can be repeated.
        """
        new = load_embedder(embedder, self._options)
        done = 0

        def embed(rows: list[PassageRow]) -> Matrix:
            nonlocal done
            done += len(rows)
            vectors = new.embed_documents([embedded_text(r.title, r.heading, r.text) for r in rows])
            if progress:
                progress(done)
            return vectors

        count = self._catalog.reindex(resolve(embedder), new, embed)
        self._wanted = embedder
        for name in ("_embedder", "_searchable"):
            self.__dict__.pop(name, None)
        return count

    def save(self) -> None:
        """Catch the derived files up, so that the next process starts fast."""
        with self._catalog.reading() as snapshot:
            self._searchable.refresh(snapshot)
        self._searchable.save()

    def close(self) -> None:
        """Release files. What was acknowledged is safe whether or not this is called."""
        if searchable := self.__dict__.get("_searchable"):
            searchable.close()
        self._catalog.close()


def embedded_text(title: str, heading: str, text: str) -> str:
    """What of a passage is embedded: its words, under what they stand."""
    return "\n".join(part for part in (title, heading, text) if part)


def _distinct(scored: Iterable[Scored], hits: dict[int, Hit]) -> list[Hit]:
    """Hits in order; one whose words an earlier one has is listed there as a duplicate."""
    first: dict[str, Hit] = {}
    for found in scored:
        hit = hits[found.key]
        words = "".join(hit.text.split())
        if words in first:
            copy = Duplicate(hit.article_id, hit.title, hit.source)
            first[words] = replace(first[words], duplicates=(*first[words].duplicates, copy))
        else:
            first[words] = replace(hit, score=found.score, dense=found.dense, lexical=found.lexical)
    return list(first.values())
