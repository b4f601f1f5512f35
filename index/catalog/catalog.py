"""What a catalog is, whatever database holds it."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from index.article import Added, Article, Revision
from index.catalog.selection import Selection
from index.embedding.embedder import Embedder, Matrix
from index.finding import Finding
from index.passage import Filters, Hit, Passage, Searched
from index.state import State


@dataclass(frozen=True, slots=True)
class Draft:
    """A checked article with its passages and their vectors (a row each), ready to be stored."""

    article: Article
    passages: Sequence[Passage]
    vectors: Matrix


@dataclass(frozen=True, slots=True)
class PassageRow:
    """A stored passage as the searchable side needs it: the words come from these texts."""

    key: int
    title: str
    heading: str
    text: str


class Snapshot(Protocol):
    """One consistent state of the catalog, however long it is read and whatever is written.

    Every read raises HomeDamaged where what is stored is not what was written.
    """

    embedder_name: str
    fingerprint: str
    generation: str  # differs between catalogs, and after a restore

    def sequence(self) -> int:
        """The number of the last change; changes are numbered from 1 without gaps."""
        ...

    def unchanged(self, article: Article) -> Added | None:
        """The acknowledgement for an article whose current revision equals it, else None."""
        ...

    def revision(self, article_id: str, number: int | None = None) -> Revision:
        """A stored revision; the current one without a number. Raises ArticleNotFound."""
        ...

    def quote(self, article_id: str, number: int, start: int, end: int) -> str:
        """The stored text at these offsets. Raises ArticleNotFound."""
        ...

    def articles(self, *, after: str = "", limit: int = 100) -> list[Revision]:
        """Current articles in the order of their ids, from the first id beyond `after`."""
        ...

    def newest(self, wanted: Filters, after: str, limit: int) -> tuple[list[Revision], str]:
        """Revisions that the filters admit, the newest first, undated ones last.

        With them comes the cursor that asks for the next page as `after`, empty at the end. Raises
        BadInput for one that no page has given.
        """
        ...

    def sources(self) -> dict[str, int]:
        """How many current articles each source has."""
        ...

    def source_names(self) -> list[str]:
        """The sources of all revisions, past or present, in order; case makes no difference."""
        ...

    def unknown_sources(self, names: Sequence[str]) -> list[str]:
        """Those names that no revision, past or present, has as its source."""
        ...

    def select(self, wanted: Filters) -> Selection:
        """The passages that the filters admit."""
        ...

    def searched(self, wanted: Filters) -> Searched:
        """How many passages and articles the filters admit."""
        ...

    def hits(self, keys: Sequence[int], wanted: Filters) -> dict[int, Hit]:
        """The passages of these keys, which `wanted` admits, with a score of zero.

        Keys that are newer than the snapshot are left out.
        """
        ...

    def passages_between(self, after: int, until: int) -> Iterator[list[PassageRow]]:
        """Passages stored by the changes `after < n <= until`, in batches, in their order."""
        ...

    def vectors_between(self, after: int, until: int) -> Iterator[tuple[list[int], Matrix]]:
        """Keys and vectors of the same passages, from the home's embedder."""
        ...

    def passage_keys(self, until: int) -> list[int]:
        """The keys of all passages that the changes up to `until` stored, in order."""
        ...

    def totals(self) -> dict[str, int]:
        """Counts of articles, revisions, passages, and deleted articles."""
        ...


class Catalog(Protocol):
    """Durable storage. What `add` and `delete` return is on disk when they return."""

    read_only: bool

    @property
    def state(self) -> State:
        """What a service remembers beside the articles."""
        ...

    def reading(self) -> AbstractContextManager[Snapshot]:
        """A snapshot to read from, released at the end of the block."""
        ...

    def add(self, drafts: Sequence[Draft], fingerprint: str) -> list[Added]:
        """Store all drafts in one transaction: all are acknowledged, or none.

        Raises EmbedderMismatch where their vectors' `fingerprint` is not the home's any more.
        """
        ...

    def delete(self, article_ids: Sequence[str]) -> list[bool]:
        """Delete articles in one transaction; False for one that is not there."""
        ...

    def reindex(
        self, name: str, embedder: Embedder, embed: Callable[[list[PassageRow]], Matrix]
    ) -> int:
        """Embed every passage anew beside the old vectors, then switch. Returns their number."""
        ...

    def check(self) -> list[Finding]:
        """Look at everything that is stored."""
        ...

    def back_up(self, path: Path) -> dict[str, object]:
        """Write a consistent, verified copy to one file; what it holds."""
        ...

    def close(self) -> None:
        """Release files; the catalog is not used after."""
        ...
