"""An embedder together with the searchable side that holds its vectors."""

import threading
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from index.catalog import Catalog, Selection, Snapshot
from index.concepts import Concept
from index.embedding import load_embedder
from index.embedding.embedder import Embedder, EmbedderOptions
from index.errors import EmbedderMismatch
from index.passage import Mode
from index.ranker import Question, Ranker
from index.ranking import Candidate, candidates
from index.reranking import load_reranker
from index.searchable import Searchable
from index.searchable.local import LocalSearchable
from index.searchable.searchable import Progress


@dataclass(frozen=True, slots=True)
class Engine:
    """`made_for` is the embedder's fingerprint and the catalog's line of history."""

    made_for: tuple[str, str]
    embedder: Embedder
    searchable: Searchable
    ranker: Ranker

    def candidates(
        self,
        question: Question,
        selection: Selection,
        *,
        limit: int,
        mode: Mode,
    ) -> list[Candidate]:
        """What either search finds, best first; what one has found the other scores, too."""
        lexical, dense = dict[int, float](), dict[int, float]()
        if mode is not Mode.DENSE:
            lexical = self.searchable.lexical(question.concepts, limit, selection)
        if mode is not Mode.LEXICAL:
            vector = self.embedder.embed_query(question.text)
            dense = self.searchable.dense(vector, limit, selection)
            if missing := sorted(lexical.keys() - dense.keys()):
                only = Selection(np.array(missing, dtype=np.int64))
                dense |= self.searchable.dense(vector, len(missing), only)
        return candidates(lexical, dense, self._ideal(question.concepts) if lexical else 0.0, limit)

    def _ideal(self, asked: Sequence[Concept]) -> float:
        """How rare the query's words are, together: each concept counts as its rarest word."""
        named = [{word for spelling in c.spellings for word in spelling} for c in asked]
        words = sorted(set().union(*named))
        rarity = dict(zip(words, self.searchable.counted(words).rarity(), strict=True))
        return sum(max((rarity[word] for word in known), default=0.0) for known in named)


class EngineRoom:
    """Has the engine that a snapshot needs: a re-index or a restore asks for another one.

    `wanted` names the embedder to use, or is empty for the home's own.
    """

    def __init__(
        self,
        home: Path,
        catalog: Catalog,
        wanted: str,
        options: EmbedderOptions | None,
        progress: Progress | None,
        reranker: str = "",
    ) -> None:
        self._home, self._catalog, self._progress = home, catalog, progress
        self._reranker = reranker
        self.wanted, self.options = wanted, options
        self._loading = threading.Lock()
        self._loaded: Engine | None = None

    def engine(self, snapshot: Snapshot) -> Engine:
        """The engine for the home's vectors. Raises EmbedderMismatch where another is wanted."""
        needed = (snapshot.fingerprint, snapshot.generation)
        with self._loading:
            if self._loaded is None or self._loaded.made_for != needed:
                embedder = self.embedder(snapshot)
                side = LocalSearchable(self._home, self._catalog, embedder, self._progress)
                ranker = Ranker(embedder.ranking, load_reranker(self._reranker, embedder))
                self._loaded = Engine(needed, embedder, side, ranker)
            return self._loaded

    def embedder(self, snapshot: Snapshot) -> Embedder:
        """The embedder that made the home's vectors. Raises EmbedderMismatch likewise."""
        embedder = load_embedder(self.wanted or snapshot.embedder_name, self.options)
        if embedder.fingerprint != snapshot.fingerprint:
            raise EmbedderMismatch(
                f"{self._home} holds vectors of {snapshot.embedder_name!r} "
                f"({snapshot.fingerprint}), not of {embedder.fingerprint}: leave the embedder "
                f"as it was, or run `groundwire reindex --embedder {self.wanted or 'builtin'}`"
            )
        return embedder

    def close(self) -> None:
        """Release files."""
        if self._loaded:
            self._loaded.searchable.close()
