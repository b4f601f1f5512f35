"""Random sequences of everything one does with a home, against plain dicts."""

import shutil
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import hypothesis.strategies as st
import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)
from soak.history import History, Kept

from index import Added, Article, Filters, Hit, Index, Mode, embedding
from index.article import Revision
from index.catalog.sqlite.backup import restore
from index.embedding.hashed import HashedEmbedder
from index.errors import ArticleNotFound

RUNS, SOAK_RUNS, STEPS = 15, 300, 12
EMBEDDERS = ["hashed", "other"]
BEGINNING = datetime(2025, 11, 1, tzinfo=UTC)
WORDS = ["ferry", "library", "quay", "battery", "museum"]

hours = st.integers(-72, 72).map(lambda count: timedelta(hours=count))
moments = hours.map(lambda distance: BEGINNING + distance)
articles = st.builds(
    lambda name, words, published, modified: Article(
        id=name,
        text=" ".join(words),
        published_at=published,
        modified_at=modified,
        language="en",
    ),
    st.sampled_from(["a", "b", "c", "d"]),
    st.lists(st.sampled_from(WORDS), min_size=1, max_size=3),
    st.none() | moments,
    st.none() | moments,
)
which = st.integers(0, 1)


class OtherEmbedder(HashedEmbedder):
    """The same vectors under another fingerprint."""

    def __init__(self, *_: object) -> None:
        super().__init__()
        self.fingerprint = "other-256"


def as_kept(revision: Revision) -> Kept:
    return Kept(
        revision.article,
        revision.number,
        revision.ingested_at,
        revision.valid_from,
        revision.valid_to,
    )


def found(hits: list[Hit]) -> set[str]:
    """Ids of the articles, copies of the same words included."""
    return {hit.article_id for hit in hits} | {c.article_id for h in hits for c in h.duplicates}


class Home(RuleBasedStateMachine):
    """Two Index objects on one home, a clock that we set, and what must be there."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = TemporaryDirectory(prefix="groundwire-states-")
        self.now = BEGINNING
        self.history = History()
        self.saved: list[tuple[Path, History]] = []
        self.homes = 1
        self.home = Path(self.folder.name) / "home0"
        self.indexes: list[Index] = []

    def opened(self) -> Index:
        return Index(self.home, create=True, clock=lambda: self.now)

    @initialize()
    def begin(self) -> None:
        self.indexes = [self.opened(), self.opened()]

    @rule(hours=st.integers(1, 40))
    def wait(self, hours: int) -> None:
        self.now += timedelta(hours=hours)

    @rule(batch=st.lists(articles, min_size=1, max_size=3), which=which)
    def add(self, batch: list[Article], which: int) -> None:
        added: list[Added] = self.indexes[which].add(batch)
        assert added == self.history.add(batch, self.now)

    @precondition(lambda self: self.history.everything())
    @rule(data=st.data(), which=which)
    def add_again(self, data: st.DataObject, which: int) -> None:
        """What was stored before and is the current state, or was once, together with others."""
        before = st.sampled_from([kept.article for kept in self.history.everything()])
        batch = data.draw(st.lists(before | articles, min_size=1, max_size=3))
        assert self.indexes[which].add(batch) == self.history.add(batch, self.now)

    @rule(ids=st.lists(st.sampled_from(["a", "b", "c", "d", "e"]), max_size=2), which=which)
    def delete(self, ids: list[str], which: int) -> None:
        assert self.indexes[which].delete(ids) == self.history.delete(ids, self.now)

    @rule(which=which)
    def reopen(self, which: int) -> None:
        self.indexes[which].close()
        self.indexes[which] = self.opened()

    @rule(which=which)
    def save(self, which: int) -> None:
        self.indexes[which].save()

    @rule(name=st.sampled_from(["vectors", "terms"]))
    def lose(self, name: str) -> None:
        shutil.rmtree(self.home / name, ignore_errors=True)

    @rule(name=st.sampled_from(EMBEDDERS), which=which)
    def reindex(self, name: str, which: int) -> None:
        self.indexes[which].reindex(name)
        assert self.indexes[which].stats()["embedder"] == name

    @rule(which=which)
    def repair(self, which: int) -> None:
        self.indexes[which].repair()

    @rule(which=which)
    def back_up(self, which: int) -> None:
        path = self.home / f"../backup{len(self.saved)}"
        self.indexes[which].back_up(path)
        self.saved.append((path, self.history.copy()))

    @precondition(lambda self: self.saved)
    @rule(data=st.data())
    def restore(self, data: st.DataObject) -> None:
        """Those who have the home open go on with what it holds now."""
        path, history = data.draw(st.sampled_from(self.saved))
        restore(path, self.home, replace=True)
        self.history = history.copy()

    @precondition(lambda self: self.saved)
    @rule(data=st.data())
    def restore_elsewhere(self, data: st.DataObject) -> None:
        """From here on, that is the home."""
        path, history = data.draw(st.sampled_from(self.saved))
        self.home = Path(self.folder.name) / f"home{self.homes}"
        self.homes += 1
        restore(path, self.home, replace=False)
        self.history = history.copy()
        self.close()
        self.begin()

    @rule(word=st.sampled_from(WORDS), moment=moments, which=which)
    def search_the_past(self, word: str, moment: datetime, which: int) -> None:
        self.finds(self.indexes[which], word, moment)

    @rule(word=st.sampled_from(WORDS), which=which)
    def search_by_vectors(self, word: str, which: int) -> None:
        hits = self.indexes[which].search(word, mode=Mode.DENSE, top_k=50)
        assert found(hits) >= {article_id for article_id, _ in self.history.saying(word)}
        assert found(hits) <= {kept.article.id for kept in self.history.valid()}

    def finds(self, index: Index, word: str, moment: datetime | None = None) -> None:
        """A search finds exactly what says the word and was valid then."""
        filters = Filters(as_of=moment)
        hits = index.search(word, filters, top_k=50, mode=Mode.LEXICAL)
        expected = self.history.saying(word, moment)
        assert {(hit.article_id, hit.revision) for hit in hits} <= expected
        assert found(hits) == {article_id for article_id, _ in expected}
        assert index.searched(filters).articles == len(self.history.valid(moment))

    @invariant()
    def what_is_current_is_listed(self) -> None:
        for index in self.indexes:
            current = sorted(self.history.valid(), key=lambda kept: kept.article.id)
            assert [as_kept(revision) for revision in index.articles()] == current

    @invariant()
    def every_revision_is_read(self) -> None:
        for index in self.indexes[:1]:
            for kept in self.history.everything():
                assert as_kept(index.article(kept.article.id, kept.number)) == kept
            for name, revisions in self.history.revisions.items():
                self.is_unknown(index, name, len(revisions) + 1)
                if not self.history.current(name):
                    self.is_unknown(index, name)

    def is_unknown(self, index: Index, name: str, number: int | None = None) -> None:
        with pytest.raises(ArticleNotFound, match="there is no"):
            index.article(name, number)

    @invariant()
    def derived_files_hold_what_the_catalog_holds(self) -> None:
        for index in self.indexes:
            catalog, vectors, terms = index.derived_keys()
            assert catalog == vectors == terms
            assert len(catalog) == len(self.history.everything())

    @invariant()
    def every_word_is_found(self) -> None:
        for index in self.indexes:
            for word in WORDS:
                self.finds(index, word)

    def close(self) -> None:
        for index in self.indexes:
            index.close()

    def teardown(self) -> None:
        for index in self.indexes:
            index.save()
            assert [finding for finding in index.check() if not finding.sound] == []
        self.close()
        self.folder.cleanup()


@pytest.fixture
def other_embedder(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(embedding._EMBEDDERS, "other", f"{__name__}:OtherEmbedder")


@pytest.mark.usefixtures("other_embedder")
def test_a_home_holds_what_plain_dicts_hold(soak: bool, rounds: int | None) -> None:
    run_state_machine_as_test(
        Home,
        settings=settings(
            max_examples=rounds or (SOAK_RUNS if soak else RUNS),
            stateful_step_count=STEPS,
            deadline=None,
            database=None,
            derandomize=not soak,
            phases=(Phase.generate, Phase.shrink) if soak else (Phase.generate,),
            suppress_health_check=list(HealthCheck),
        ),
    )
