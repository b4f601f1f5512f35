"""What every searchable side promises. Another one is one more entry of SEARCHABLES."""

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest
from fakes import article

from index.catalog import Draft, Selection
from index.catalog.sqlite import SqliteCatalog
from index.concepts import concepts
from index.embedding.hashed import HashedEmbedder
from index.passage import Filters, Passage
from index.searchable import Searchable
from index.searchable.local import LocalSearchable

EMBEDDER = HashedEmbedder()
EVERYTHING = Selection(np.array([], dtype=np.int64), excluding=True)


def local(catalog: SqliteCatalog, home: Path) -> Searchable:
    return LocalSearchable(home, catalog, EMBEDDER)


SEARCHABLES = {"local": local}


@dataclass
class Side:
    """A catalog with a searchable side that is made anew on request."""

    catalog: SqliteCatalog
    make: Callable[[], Searchable]
    searchable: Searchable

    def add(self, *texts: str) -> None:
        drafts = [
            Draft(
                article(text, language="en"),
                [Passage(0, len(text))],
                EMBEDDER.embed_documents([text]),
            )
            for text in texts
        ]
        self.catalog.add(drafts, EMBEDDER.fingerprint)

    def refresh(self) -> None:
        with self.catalog.reading() as snapshot:
            self.searchable.refresh(snapshot)

    def reopen(self) -> None:
        self.searchable.close()
        self.searchable = self.make()
        self.refresh()

    def lexical(self, text: str, selection: Selection = EVERYTHING, limit: int = 10) -> list[str]:
        return self.ids(self.searchable.lexical(concepts(text), limit, selection))

    def dense(self, text: str, selection: Selection = EVERYTHING, limit: int = 10) -> list[str]:
        return self.ids(self.searchable.dense(EMBEDDER.embed_query(text), limit, selection))

    def ids(self, found: dict[int, float]) -> list[str]:
        with self.catalog.reading() as snapshot:
            hits = snapshot.hits([*found], Filters())
        return [hits[key].article_id for key in found]

    def keys(self, *article_ids: str) -> list[int]:
        with self.catalog.reading() as snapshot:
            rows = [
                row for batch in snapshot.passages_between(0, snapshot.sequence()) for row in batch
            ]
            hits = snapshot.hits([row.key for row in rows], Filters())
        return sorted(key for key, hit in hits.items() if hit.article_id in article_ids)


@pytest.fixture(params=SEARCHABLES)
def side(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Side]:
    SqliteCatalog.create(tmp_path, "hashed", EMBEDDER)
    catalog = SqliteCatalog(tmp_path)
    make = lambda: SEARCHABLES[request.param](catalog, tmp_path)  # noqa: E731
    side = Side(catalog, make, make())
    yield side
    side.searchable.close()
    catalog.close()


FERRY, LIBRARY, BATTERY = (
    "ferry service resumed",
    "library opened on the quay",
    "battery plant on the quay",
)


@pytest.fixture
def filled(side: Side) -> Side:
    side.add(FERRY, LIBRARY, BATTERY)
    side.refresh()
    return side


def selection(keys: Sequence[int], *, excluding: bool = False) -> Selection:
    return Selection(np.array(keys, dtype=np.int64), excluding=excluding)


def test_words_find_the_passages_that_have_them(filled: Side) -> None:
    assert filled.lexical("ferry") == ["ferry"]
    assert sorted(filled.lexical("quay")) == ["battery", "library"]
    assert filled.lexical("battery quay") == ["battery", "library"]
    assert filled.lexical("submarine") == []


def test_vectors_find_the_nearest(filled: Side) -> None:
    assert filled.dense("battery plant")[0] == "battery"
    scores = filled.searchable.dense(EMBEDDER.embed_query(FERRY), 1, EVERYTHING)
    assert list(scores.values()) == [pytest.approx(1.0, abs=1e-3)]


def test_a_limit_is_kept(filled: Side) -> None:
    assert len(filled.dense("quay", limit=2)) == 2
    assert len(filled.lexical("quay", limit=1)) == 1


def test_only_what_is_selected_is_found(filled: Side) -> None:
    only = selection(filled.keys("library", "ferry"))
    assert filled.lexical("quay", only) == ["library"]
    assert sorted(filled.dense("quay", only)) == ["ferry", "library"]


def test_what_is_excluded_is_not_found(filled: Side) -> None:
    without = selection(filled.keys("library"), excluding=True)
    assert filled.lexical("quay", without) == ["battery"]
    assert sorted(filled.dense("quay", without)) == ["battery", "ferry"]


def test_an_empty_selection_finds_nothing(filled: Side) -> None:
    assert filled.lexical("quay", selection([])) == []
    assert filled.dense("quay", selection([])) == []


def test_a_selection_does_not_change_scores(filled: Side) -> None:
    everywhere = filled.searchable.lexical(concepts("quay"), 10, EVERYTHING)
    only = filled.searchable.lexical(concepts("quay"), 10, selection(filled.keys("library")))
    (key,) = only
    assert only[key] == pytest.approx(everywhere[key])


def test_an_empty_home_finds_nothing(side: Side) -> None:
    side.refresh()
    assert side.lexical("ferry") == []
    assert side.dense("ferry") == []


def test_additions_are_found_after_a_refresh(filled: Side) -> None:
    filled.add("submarine surfaced")
    filled.refresh()
    assert filled.lexical("submarine") == ["submarine"]
    assert filled.dense("submarine surfaced", limit=1) == ["submarine"]


def test_a_refresh_repeated_finds_each_passage_once(filled: Side) -> None:
    filled.refresh()
    filled.refresh()
    assert sorted(filled.lexical("quay")) == ["battery", "library"]
    assert sorted(filled.dense("quay")) == ["battery", "ferry", "library"]


@pytest.mark.parametrize("saved", [True, False])
def test_reopening_finds_the_same(filled: Side, saved: bool) -> None:
    if saved:
        filled.searchable.save()
    filled.add("submarine surfaced")
    filled.reopen()
    first, *rest = filled.lexical("submarine quay")
    assert (first, sorted(rest)) == ("submarine", ["battery", "library"])
    assert filled.dense("submarine surfaced", limit=1) == ["submarine"]


def test_rarity_is_the_inverse_document_frequency(filled: Side) -> None:
    expected = [math.log(1 + (3 - n + 0.5) / (n + 0.5)) for n in (1, 2, 0)]
    assert filled.searchable.counted(["ferri", "quay", "submarin"]).rarity() == pytest.approx(
        expected
    )
