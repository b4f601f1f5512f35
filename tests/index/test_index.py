"""The index as a whole: articles in, hits out."""

from pathlib import Path

import pytest
from fakes import article, day

from index import Article, Filters, Index, Mode, Outcome, embedding, ingest
from index.embedding.hashed import HashedEmbedder
from index.errors import BadArticle, BadFile, EmbedderMismatch, UnknownSource
from index.ranking import Ranking


@pytest.fixture
def index(tmp_path: Path) -> Index:
    return Index(tmp_path / "home", create=True)


def test_a_hit_is_the_stored_text_at_its_offsets(index: Index) -> None:
    text = "# Quay\n\nThe library opened. " + "The ferry resumed service on Monday. " * 60
    index.add([article(text, id="a", title="News")])
    for hit in index.search("ferry", top_k=5):
        assert index.article("a", hit.revision).article.text[hit.start : hit.end] == hit.text
        assert hit.heading == "Quay"


def test_the_best_passage_comes_first(index: Index) -> None:
    index.add([article("ferry service resumed"), article("library opened on the quay")])
    hits = index.search("library quay")
    assert hits[0].article_id == "library"
    assert hits[0].score > hits[1].score


@pytest.mark.parametrize("mode", list(Mode))
def test_each_mode_finds_the_passage(index: Index, mode: Mode) -> None:
    index.add([article("ferry service resumed"), article("library opened on the quay")])
    best = index.search("library opened", mode=mode)[0]
    assert best.article_id == "library"
    assert (best.dense is None) == (mode is Mode.LEXICAL)
    assert (best.lexical is None) == (mode is Mode.DENSE)


def test_a_title_counts(index: Index) -> None:
    index.add(
        [
            article("It opened at noon.", id="a", title="Riverside Library"),
            article("It opened at noon too.", id="b", title="Harbour Market"),
        ]
    )
    assert index.search("library")[0].article_id == "a"


def test_other_names_of_the_same_thing_find_it(index: Index) -> None:
    index.add([article("亚马逊云科技的收入上升", id="a"), article("优步的份额上升", id="b")])
    assert index.search("AWS revenue")[0].article_id == "a"
    assert index.search("Uber market share")[0].article_id == "b"


def test_traditional_and_simplified_find_each_other(index: Index) -> None:
    index.add([article("圖書館開放至晚上九點", id="a"), article("渡轮恢复运营", id="b")])
    assert index.search("图书馆开放")[0].article_id == "a"
    assert index.search("渡輪恢復營運")[0].article_id == "b"


def test_the_same_words_in_two_articles_are_one_hit(index: Index) -> None:
    index.add(
        [
            article("The ferry resumed.", id="a", title="One", source="Gazette"),
            article("The  ferry resumed.", id="b", title="Two", source="Herald"),
        ]
    )
    hits = index.search("ferry")
    assert [hit.article_id for hit in hits] == ["a"]
    copy = hits[0].duplicates[0]
    assert (copy.article_id, copy.title, copy.source) == ("b", "Two", "Herald")


def test_of_two_states_in_one_batch_the_later_one_stays(index: Index) -> None:
    states = [article("the ferry stopped", id="a"), article("the ferry resumed", id="a")]
    assert [added.revision for added in index.add(states)] == [1, 2]
    assert [added.revision for added in index.add(states)] == [3, 4]
    assert index.article("a").article.text == "the ferry resumed"


def test_only_the_current_revision_is_found(index: Index) -> None:
    index.add([article("the ferry stopped", id="a")])
    index.add([article("the ferry resumed", id="a")])
    assert [(hit.revision, hit.text) for hit in index.search("ferry")] == [(2, "the ferry resumed")]


def test_as_of_finds_the_revision_of_the_day(index: Index) -> None:
    index.add([article("the ferry stopped", id="a", published_at=day(10, 20))])
    index.add([article("the ferry resumed", id="a", modified_at=day(10, 25))])
    hits = index.search("ferry", Filters(as_of=day(10, 22)))
    assert [(hit.revision, hit.text) for hit in hits] == [(1, "the ferry stopped")]


def test_a_deleted_article_is_gone_at_once(index: Index) -> None:
    index.add([article("ferry service resumed")])
    assert index.search("ferry")[0].article_id == "ferry"
    index.delete(["ferry"])
    assert index.search("ferry") == []


def test_an_unknown_source_is_refused_with_near_ones(index: Index) -> None:
    index.add([article("ferry service resumed", source="Tidewater Gazette")])
    with pytest.raises(
        UnknownSource,
        match="no article has the source 'Tidewater Gazete'; there are: Tidewater Gazette",
    ):
        index.search("ferry", Filters(sources=("Tidewater Gazete",)))


def test_sources_are_named(index: Index) -> None:
    index.add([article("ferry one", source="Gazette"), article("library two", source="Herald")])
    assert index.sources() == ["Gazette", "Herald"]


def test_one_bad_article_keeps_all_of_them_out(index: Index) -> None:
    with pytest.raises(BadArticle, match="the article has no text"):
        index.add([article("ferry service resumed"), Article(text="  ")])
    assert index.articles() == []


def test_ingest_passes_on_what_could_not_be_read_in_its_place(index: Index) -> None:
    items = [article("ferry one"), BadFile("x.txt", "is empty"), article("library two")]
    outcomes = list(ingest(index, items, batch=2))
    assert [getattr(item, "outcome", str(item)) for item in outcomes] == [
        Outcome.NEW,
        "x.txt: is empty",
        Outcome.NEW,
    ]


def test_similarity_ranks_truly(index: Index) -> None:
    index.add([article("ferry one")])
    same, other = index.similarity("the ferry resumed", ["the ferry resumed", "a library opened"])
    assert same == pytest.approx(1.0, abs=1e-3)
    assert other < 0.5


class OtherEmbedder:
    """The hashed embedder under another fingerprint, so that its vectors count as another's."""

    dimensions, fingerprint, ranking = 256, "other-256", Ranking.plain(0.5)

    def __init__(self, *_: object) -> None:
        own = HashedEmbedder()
        self.embed_documents, self.embed_query = own.embed_documents, own.embed_query


@pytest.fixture
def other_embedder(monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.setitem(embedding._EMBEDDERS, "other", f"{__name__}:OtherEmbedder")
    return "other"


def test_another_embedder_is_refused_until_reindexed(index: Index, other_embedder: str) -> None:
    index.add([article("ferry service resumed")])
    index.close()
    with (
        Index(index.home, embedder=other_embedder) as wrong,
        pytest.raises(EmbedderMismatch, match="run `groundwire reindex --embedder other`"),
    ):
        wrong.search("ferry")
    with Index(index.home) as own:
        assert own.reindex(other_embedder) == 1
        assert own.search("ferry")[0].article_id == "ferry"
    with Index(index.home) as again:
        assert again.stats()["embedder"] == "other"
        assert again.search("ferry")[0].article_id == "ferry"


def test_a_home_keeps_its_embedder_when_the_default_changes(
    index: Index, other_embedder: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    index.add([article("ferry service resumed")])
    index.close()
    monkeypatch.setattr(embedding, "BUILTIN", other_embedder)
    with Index(index.home) as again:
        assert again.search("ferry")[0].article_id == "ferry"
        assert again.stats()["embedder"] == "static"
    with (
        Index(index.home, embedder="builtin") as asked,
        pytest.raises(EmbedderMismatch, match="reindex --embedder builtin"),
    ):
        asked.search("ferry")


@pytest.mark.parametrize("text", ["?", "🙂", "，。"])
def test_a_query_without_a_word_finds_nothing(index: Index, text: str) -> None:
    index.add([article("ferry service resumed")])
    assert index.search(text) == []
