"""From a question to a checked answer, over a real index."""

import hashlib

import pytest
from fakes import ScriptedGenerator, day

from index import Article, Filters, Index
from rag import Answer, Answerer, BadQuestion, Reason, Request, Status, Support, UnknownGenerator


def ask(index: Index, text: str, **options: object) -> Answer:
    return Answerer(index).ask(Request(text, **options))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("question", "expected", "article_id"),
    [
        ("白鹭号渡轮的首航日改到了哪一天？", "2026年5月2日", "ferry"),
        ("渡轮一号线单程要走多久？", "17分钟", "ferry"),
        ("How much did the library cost?", "38.6 million euros", "library"),
        ("How long did construction of the library last?", "four years", "library"),
        ("Ochrebank的镍回收率是多少？", "96%", "plant"),
        ("Who directs the library?", "Ingrid Saltmarsh", "library"),
    ],
)
def test_a_question_is_answered_by_the_statement_that_says_it(
    index: Index, question: str, expected: str, article_id: str
) -> None:
    answer = ask(index, question)
    assert answer.status is Status.ANSWERED
    assert expected in answer.answer
    assert answer.citations[0].article_id == article_id


@pytest.mark.parametrize(
    "question", ["Is Nvidia an investor in CoreWeave?", "英伟达是CoreWeave的投资者吗？"]
)
def test_whether_it_is_so_is_said_by_an_article_that_names_both(
    index: Index, question: str
) -> None:
    index.add([
        Article("两家公司CoreWeave和MongoDB 有望为投资者带来巨大回报", id="fund", title="Growth"),
        Article("英伟达在2023年向公司投资了1亿美元", id="deal", title="CoreWeave's Road"),
    ])  # fmt: skip
    answer = ask(index, question)
    assert answer.answer.count("英伟达在2023年向公司投资了1亿美元") == 1
    assert {citation.article_id for citation in answer.citations} == {"deal"}


def test_a_citation_is_the_stored_text_with_its_hash_and_place(index: Index) -> None:
    (citation,) = ask(index, "渡轮一号线单程要走多久？").citations
    stored = index.article("ferry", citation.revision).article.text
    assert stored[citation.start : citation.end] == citation.quote == "一号线单程要走17分钟"
    assert citation.quote_sha256 == hashlib.sha256(citation.quote.encode()).hexdigest()
    assert (citation.locator, citation.source, citation.published_at) == (
        "运营",
        "Tidewater Gazette",
        day(10, 26),
    )


def test_the_publisher_s_markers_are_not_ours(index: Index) -> None:
    answer = ask(index, "What does the building do in a storm?")
    assert answer.answer == "The building ignores every storm. [1]"
    assert answer.claims[0].support is Support.VERBATIM
    assert answer.citations[0].quote == "The building ignores [1] every storm."


@pytest.mark.parametrize(
    "question",
    [
        "特斯拉交付了多少辆汽车？",
        "Who won the Nobel Prize in Physics?",
        "Ochrebank的首席执行官是谁？",
    ],
)
def test_what_the_articles_do_not_say_is_not_answered(index: Index, question: str) -> None:
    answer = ask(index, question)
    assert (answer.status, answer.answer, answer.claims, answer.citations) == (
        Status.ABSTAINED,
        "",
        (),
        (),
    )
    assert answer.abstention is not None
    assert answer.abstention.reason is Reason.WEAK_EVIDENCE


def test_an_abstention_speaks_the_language_of_the_question(index: Index) -> None:
    chinese = ask(index, "特斯拉交付了多少辆汽车？").abstention
    english = ask(index, "Who won the Nobel Prize?").abstention
    assert chinese is not None
    assert english is not None
    assert chinese.message == "没有一篇文章能回答这个问题。共查找 3 篇文章中的 4 个段落。"
    assert english.message.startswith("None of the articles answers this. Searched 4 passages")


def test_an_abstention_quotes_what_comes_near(index: Index) -> None:
    none = ask(index, "Who designed the Wexelhaven library?")
    assert none.abstention is not None
    assert none.abstention.message.startswith("The articles come near this")
    assert none.citations == ()
    near = none.abstention.nearest
    assert len(near) == 2
    for quotation in near:
        assert quotation.article_id == "library"
        stored = index.article(quotation.article_id, quotation.revision).article.text
        assert stored[quotation.start : quotation.end] == quotation.quote


def test_nothing_comes_near_a_question_of_another_world(index: Index) -> None:
    none = ask(index, "How do the kidneys filter blood?").abstention
    assert none is not None
    assert none.nearest == ()


def test_filters_that_let_nothing_in_are_said_to(index: Index) -> None:
    answer = ask(index, "渡轮票价是多少？", filters=Filters(since=day(12, 1)))
    assert answer.abstention is not None
    assert answer.abstention.reason is Reason.OUT_OF_RANGE
    assert "另有 1 篇文章没有日期" in answer.abstention.message
    assert answer.searched.filters == {"since": "2025-12-01T00:00:00+00:00"}
    assert (answer.searched.passages, answer.searched.articles, answer.searched.undated) == (
        0,
        0,
        1,
    )


def test_an_empty_index_has_nothing(tmp_path: object) -> None:
    with Index(tmp_path / "empty", create=True) as empty:  # type: ignore[operator]
        answer = ask(empty, "渡轮票价是多少？")
    assert answer.abstention is not None
    assert answer.abstention.reason is Reason.NOTHING_FOUND


def test_a_source_filter_is_kept(index: Index) -> None:
    answer = ask(
        index, "How much did the library cost?", filters=Filters(sources=("Kiln & Cable",))
    )
    assert answer.status is Status.ABSTAINED
    assert answer.searched.articles == 1


@pytest.mark.parametrize("top_k", [0, -1, 1_000_000])
def test_top_k_has_limits(index: Index, top_k: int) -> None:
    with pytest.raises(BadQuestion, match=f"top_k is {top_k}: give a number from 1 to 100"):
        ask(index, "渡轮", top_k=top_k)


def test_an_unknown_generator_is_refused(index: Index) -> None:
    with pytest.raises(UnknownGenerator, match="no generator 'oracle': use one of extractive"):
        ask(index, "渡轮", generator="oracle")


def scripted(index: Index, *pieces: str) -> Answer:
    answerer = Answerer(index, lambda _: ScriptedGenerator(pieces))
    return answerer.ask(Request("How much did the library cost?"))


def test_a_claim_that_its_source_does_not_say_is_removed(index: Index) -> None:
    answer = scripted(
        index,
        "It cost 99 million euros. [1] ",
        "It cost 38.6 million euros; the city paid 65%. [1]",
    )
    assert answer.answer == "It cost 38.6 million euros; the city paid 65%. [1]"


def test_a_marker_without_a_source_is_dropped(index: Index) -> None:
    answer = scripted(index, "It cost 38.6 million euros; the city paid 65%. [1][77]")
    assert [claim.citations for claim in answer.claims] == [(1,)]
    assert [citation.number for citation in answer.citations] == [1]


@pytest.mark.parametrize(
    "draft",
    ["It cost 99 million euros. [1]", "It cost 38.6 million euros; the city paid 65%.", "", "[1]"],
)
def test_a_draft_without_support_becomes_an_abstention(index: Index, draft: str) -> None:
    answer = scripted(index, draft)
    assert answer.status is Status.ABSTAINED
    assert answer.abstention is not None
    assert answer.abstention.reason is Reason.UNSUPPORTED_DRAFT


def test_steps_are_timed(index: Index) -> None:
    timings = ask(index, "渡轮一号线单程要走多久？").timings_ms
    assert set(timings) == {"retrieve", "evidence", "generate", "verify", "compare", "total"}
    assert timings["total"] == pytest.approx(
        sum(v for k, v in timings.items() if k != "total"), abs=0.1
    )
