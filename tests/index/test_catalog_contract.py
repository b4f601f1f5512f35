"""What every catalog promises. Another backend is one more entry of CATALOGS."""

from collections.abc import Callable, Iterator, Sequence
from datetime import timedelta
from pathlib import Path

import numpy as np
import pytest
from fakes import Clock, day

from index.article import Added, Article, Outcome
from index.catalog import Catalog, Draft
from index.catalog.sqlite import SqliteCatalog
from index.embedding.hashed import HashedEmbedder
from index.errors import ArticleNotFound, BadInput
from index.passage import Filters, Passage

Open = Callable[[], Catalog]


def sqlite(home: Path, clock: Clock) -> Open:
    SqliteCatalog.create(home, "hashed", HashedEmbedder())
    return lambda: SqliteCatalog(home, clock)


CATALOGS = {"sqlite": sqlite}


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture(params=CATALOGS)
def opened(request: pytest.FixtureRequest, tmp_path: Path, clock: Clock) -> Open:
    make = CATALOGS[request.param]
    return make(tmp_path / "home", clock)


@pytest.fixture
def catalog(opened: Open) -> Iterator[Catalog]:
    catalog = opened()
    yield catalog
    catalog.close()


def add(catalog: Catalog, drafts: Sequence[Draft]) -> list[Added]:
    return catalog.add(drafts, HashedEmbedder().fingerprint)


def draft(article_id: str, text: str, **fields: object) -> Draft:
    article = Article(text=text, id=article_id, language="en", **fields)  # type: ignore[arg-type]
    middle = len(text) // 2
    passages = [Passage(0, middle, "First"), Passage(middle, len(text))]
    vectors = HashedEmbedder().embed_documents([text[:middle], text[middle:]])
    return Draft(article, passages, vectors)


def found_texts(catalog: Catalog, filters: Filters) -> set[str]:
    """Texts of the passages that the filters admit, of all there are."""
    with catalog.reading() as snapshot:
        selection = snapshot.select(filters)
        rows = [row for batch in snapshot.passages_between(0, snapshot.sequence()) for row in batch]
    return {row.text for row in rows if selection.admits(row.key)}


def test_a_stored_article_comes_back_as_it_was(catalog: Catalog) -> None:
    stored = draft("a", "Ferries 🚢 resumed.", title="T", source="S", topic="O", url="https://x.example/1",
                   published_at=day(10, 20))  # fmt: skip
    add(catalog, [stored])
    with catalog.reading() as snapshot:
        revision = snapshot.revision("a")
    assert revision.article == stored.article
    assert revision.number == 1
    assert revision.valid_from == day(10, 20)
    assert revision.valid_to is None


def test_the_outcome_says_new_then_unchanged_then_revised(catalog: Catalog) -> None:
    outcomes = [
        (added.outcome, added.revision)
        for text in ("one two", "one two", "one three")
        for added in add(catalog, [draft("a", text)])
    ]
    assert outcomes == [(Outcome.NEW, 1), (Outcome.UNCHANGED, 1), (Outcome.REVISED, 2)]


def test_the_same_article_twice_in_one_batch_is_stored_once(catalog: Catalog) -> None:
    added = add(catalog, [draft("a", "one two"), draft("a", "one two")])
    assert [a.outcome for a in added] == [Outcome.NEW, Outcome.UNCHANGED]


def test_an_earlier_revision_stays_readable(catalog: Catalog) -> None:
    add(catalog, [draft("a", "old text")])
    add(catalog, [draft("a", "new text")])
    with catalog.reading() as snapshot:
        assert snapshot.revision("a", 1).article.text == "old text"
        assert snapshot.revision("a").article.text == "new text"
        assert snapshot.revision("a", 1).valid_to == snapshot.revision("a", 2).valid_from


def test_numbers_go_on_after_a_delete(catalog: Catalog) -> None:
    add(catalog, [draft("a", "one two")])
    assert catalog.delete(["a", "missing"]) == [True, False]
    assert add(catalog, [draft("a", "one two")])[0].revision == 2


def test_a_deleted_article_is_not_found_but_its_revision_can_be_read(catalog: Catalog) -> None:
    add(catalog, [draft("a", "one two")])
    catalog.delete(["a"])
    with catalog.reading() as snapshot:
        with pytest.raises(ArticleNotFound, match="there is no article 'a'"):
            snapshot.revision("a")
        assert snapshot.revision("a", 1).article.text == "one two"
    assert found_texts(catalog, Filters()) == set()


def test_a_revision_that_never_was_is_named(catalog: Catalog) -> None:
    with (
        catalog.reading() as snapshot,
        pytest.raises(ArticleNotFound, match="no revision 7 of article 'a'"),
    ):
        snapshot.revision("a", 7)


def test_as_of_finds_what_was_valid_then(catalog: Catalog, clock: Clock) -> None:
    clock.set(2025, 10, 22)
    add(catalog, [draft("a", "old text", published_at=day(10, 20))])
    clock.set(2025, 10, 25)
    add(catalog, [draft("a", "new news", published_at=day(10, 20))])
    clock.set(2025, 10, 28)
    catalog.delete(["a"])
    then = {
        number: found_texts(catalog, Filters(as_of=day(10, number))) for number in (19, 21, 26, 29)
    }
    assert then == {19: set(), 21: {"old ", "text"}, 26: {"new ", "news"}, 29: set()}


def test_a_later_revision_is_valid_from_its_modification(catalog: Catalog) -> None:
    add(catalog, [draft("a", "old text", published_at=day(10, 20))])
    add(catalog, [draft("a", "new text", published_at=day(10, 20), modified_at=day(10, 23))])
    with catalog.reading() as snapshot:
        assert snapshot.revision("a", 1).valid_to == day(10, 23)
        assert snapshot.revision("a", 2).valid_from == day(10, 23)


def test_validity_never_runs_backwards(catalog: Catalog) -> None:
    add(catalog, [draft("a", "old text", published_at=day(10, 20))])
    add(catalog, [draft("a", "new text", modified_at=day(10, 1))])
    with catalog.reading() as snapshot:
        assert snapshot.revision("a", 2).valid_from == day(10, 20) + timedelta(microseconds=1)


@pytest.mark.parametrize(
    ("filters", "expected"),
    [
        (Filters(since=day(10, 21)), {"b"}),
        (Filters(until=day(10, 21)), {"a"}),
        (Filters(since=day(10, 20), until=day(10, 20)), set()),
        (Filters(sources=("gazette",)), {"a", "c"}),
        (Filters(sources=("Gazette", "Herald")), {"a", "b", "c"}),
        (Filters(languages=("zh",)), {"b"}),
        (Filters(since=day(1, 1), sources=("Gazette",)), {"a"}),
        (Filters(), {"a", "b", "c"}),
    ],
)
def test_filters_admit_what_they_say(
    catalog: Catalog, filters: Filters, expected: set[str]
) -> None:
    def one(article_id: str, language: str, **fields: object) -> Draft:
        article = Article(text=article_id, id=article_id, language=language, **fields)  # type: ignore[arg-type]
        vectors = HashedEmbedder().embed_documents([article_id])
        return Draft(article, [Passage(0, 1)], vectors)

    add(
        catalog,
        [
            one("a", "en", source="Gazette", published_at=day(10, 20)),
            one("b", "zh", source="Herald", published_at=day(10, 21)),
            one("c", "en", source="Gazette"),
        ],
    )
    assert found_texts(catalog, filters) == expected
    with catalog.reading() as snapshot:
        searched = snapshot.searched(filters)
    assert (searched.articles, searched.passages) == (len(expected), len(expected))


def test_undated_articles_are_counted_where_a_date_filter_leaves_them_out(catalog: Catalog) -> None:
    add(catalog, [draft("a", "one two"), draft("b", "three four", published_at=day(10, 20))])
    with catalog.reading() as snapshot:
        assert snapshot.searched(Filters(since=day(1, 1))).undated == 1
        assert snapshot.searched(Filters()).undated == 0


def test_a_snapshot_does_not_see_what_is_written_meanwhile(catalog: Catalog) -> None:
    add(catalog, [draft("a", "one two")])
    with catalog.reading() as snapshot:
        before = snapshot.sequence()
        add(catalog, [draft("b", "three four")])
        assert snapshot.sequence() == before
        assert snapshot.totals()["articles"] == 1
    with catalog.reading() as snapshot:
        assert snapshot.totals()["articles"] == 2


def test_what_is_refused_leaves_nothing_behind(catalog: Catalog) -> None:
    broken = Draft(
        draft("b", "three four").article, [Passage(0, 2)], np.zeros((3, 256), np.float32)
    )
    with pytest.raises(ValueError, match="zip"):
        add(catalog, [draft("a", "one two"), broken])
    with catalog.reading() as snapshot:
        assert snapshot.totals() == {"articles": 0, "deleted": 0, "revisions": 0, "passages": 0}


def test_changes_are_followed_in_order(catalog: Catalog) -> None:
    add(catalog, [draft("a", "one two")])
    with catalog.reading() as snapshot:
        seen = snapshot.sequence()
    add(catalog, [draft("b", "three four")])
    catalog.delete(["a"])
    with catalog.reading() as snapshot:
        rows = [
            row for batch in snapshot.passages_between(seen, snapshot.sequence()) for row in batch
        ]
        vectors = list(snapshot.vectors_between(seen, snapshot.sequence()))
        assert snapshot.sequence() == seen + 2
    assert [(row.heading, row.text) for row in rows] == [("First", "three"), ("", " four")]
    keys, matrix = vectors[0]
    assert keys == [row.key for row in rows]
    expected = HashedEmbedder().embed_documents(["three", " four"])
    np.testing.assert_allclose(matrix, expected, atol=1e-3)


def test_hits_carry_their_article(catalog: Catalog) -> None:
    add(catalog, [draft("a", "one two", title="T", source="S", published_at=day(10, 20))])
    with catalog.reading() as snapshot:
        (rows,) = snapshot.passages_between(0, snapshot.sequence())
        hit = snapshot.hits([rows[1].key], Filters())[rows[1].key]
    assert (hit.article_id, hit.revision, hit.title) == ("a", 1, "T")
    assert "one two"[hit.start : hit.end] == hit.text


def test_a_quote_is_cut_by_code_points(catalog: Catalog) -> None:
    text = "渡轮🚢恢复e\u0301 service"
    add(catalog, [draft("a", text)])
    with catalog.reading() as snapshot:
        assert snapshot.quote("a", 1, 2, 5) == text[2:5] == "🚢恢复"
        with pytest.raises(ArticleNotFound, match="no revision 2"):
            snapshot.quote("a", 2, 0, 1)


def test_articles_are_paged_by_id(catalog: Catalog) -> None:
    add(catalog, [draft(name, f"{name} text") for name in ("c", "a", "b")])
    with catalog.reading() as snapshot:
        first = [revision.article.id for revision in snapshot.articles(limit=2)]
        rest = [revision.article.id for revision in snapshot.articles(after="b", limit=2)]
    assert (first, rest) == (["a", "b"], ["c"])


def listed(catalog: Catalog, filters: Filters, limit: int) -> list[list[str]]:
    """The ids of each page, from the first to the last."""
    pages, cursor = list[list[str]](), ""
    with catalog.reading() as snapshot:
        while cursor or not pages:
            revisions, cursor = snapshot.newest(filters, cursor, limit)
            pages.append([revision.article.id for revision in revisions])
    return pages


@pytest.mark.parametrize(
    ("limit", "pages"),
    [
        (1, [["e"], ["c"], ["b"], ["d"], ["a"]]),
        (2, [["e", "c"], ["b", "d"], ["a"]]),
        (3, [["e", "c", "b"], ["d", "a"]]),
        (5, [["e", "c", "b", "d", "a"]]),
        (9, [["e", "c", "b", "d", "a"]]),
    ],
)
def test_the_list_is_paged_from_the_newest_to_the_undated(
    catalog: Catalog, limit: int, pages: list[list[str]]
) -> None:
    dates = {"a": None, "b": day(10, 20), "c": day(10, 20), "d": None, "e": day(10, 21)}
    add(catalog, [draft(name, f"{name} text", published_at=at) for name, at in dates.items()])
    assert listed(catalog, Filters(), limit) == pages


def test_the_list_keeps_to_the_filters(catalog: Catalog) -> None:
    add(
        catalog,
        [
            draft("a", "one", source="Gazette", published_at=day(10, 20)),
            draft("b", "two", source="Gazette", published_at=day(10, 22)),
            draft("c", "six", source="Herald", published_at=day(10, 21)),
            draft("d", "ten", source="Gazette"),
        ],
    )
    assert listed(catalog, Filters(sources=("gazette",)), 2) == [["b", "a"], ["d"]]
    assert listed(catalog, Filters(since=day(10, 21)), 2) == [["b", "c"]]
    assert listed(catalog, Filters(as_of=day(10, 21)), 2) == [["c", "a"]]


def test_a_page_that_was_read_stays_read_when_newer_articles_come(catalog: Catalog) -> None:
    add(catalog, [draft(n, f"{n} text", published_at=day(10, 20)) for n in ("a", "b", "c")])
    with catalog.reading() as snapshot:
        first, cursor = snapshot.newest(Filters(), "", 2)
    add(catalog, [draft("d", "news", published_at=day(10, 25))])
    with catalog.reading() as snapshot:
        rest, end = snapshot.newest(Filters(), cursor, 2)
    assert [r.article.id for r in (*first, *rest)] == ["c", "b", "a"]
    assert not end


@pytest.mark.parametrize("cursor", ["x", "1", ".", "1.2.3", "-1.-2", "9" * 40 + ".1", "1.٣"])
def test_a_cursor_that_no_page_gave_is_refused(catalog: Catalog, cursor: str) -> None:
    with (
        catalog.reading() as snapshot,
        pytest.raises(BadInput, match=r"is no cursor: take `next` of the page before"),
    ):
        snapshot.newest(Filters(), cursor, 2)


def test_sources_are_counted_and_unknown_ones_named(catalog: Catalog) -> None:
    add(catalog, [draft("a", "one", source="Gazette"), draft("b", "two", source="Herald")])
    catalog.delete(["b"])
    with catalog.reading() as snapshot:
        assert snapshot.sources() == {"Gazette": 1}
        # a source that has only past articles is known: `as_of` may ask for it
        assert snapshot.unknown_sources(["gazette", "Herald", "Nobody"]) == ["Nobody"]
        assert snapshot.source_names() == ["Gazette", "Herald"]


def test_a_source_is_named_once_however_it_is_spelt(catalog: Catalog) -> None:
    given = ["Herald", "gazette", "GAZETTE", "", "财新"]
    add(catalog, [draft(f"a{n}", "one", source=source) for n, source in enumerate(given)])
    with catalog.reading() as snapshot:
        assert [name.lower() for name in snapshot.source_names()] == ["gazette", "herald", "财新"]


def test_an_empty_catalog_names_no_source(catalog: Catalog) -> None:
    with catalog.reading() as snapshot:
        assert snapshot.source_names() == []


def test_a_closed_catalog_opens_with_all_that_was_acknowledged(opened: Open) -> None:
    catalog = opened()
    add(catalog, [draft("a", "one two")])
    catalog.close()
    again = opened()
    with again.reading() as snapshot:
        assert snapshot.revision("a").article.text == "one two"
    again.close()
