"""One order from several scores."""

from collections.abc import Sequence

import numpy as np
import pytest
from numpy.typing import NDArray

from index.concepts import concepts
from index.passage import Hit, Mode
from index.ranker import Question, Ranker
from index.ranking import Candidate, Kind, Ranking, Weights, candidates
from index.reranking.reranker import Reranker

EVEN = Ranking(dict.fromkeys(Kind, Weights(lexical=2.0, dense=1.0, alignment=4.0, bias=-3.0)))


class ByLength:
    """A reranker that prefers long texts, and looks at two."""

    candidates = 2

    def __init__(self, *, decides: bool) -> None:
        self.decides = decides
        self.seen: list[str] = []

    def scores(
        self, query: str, texts: Sequence[str], *, mutual: bool = False
    ) -> NDArray[np.float32]:
        self.seen = list(texts)
        return np.array([len(text) / 100 for text in texts], dtype=np.float32)


def hit(text: str, language: str = "en") -> Hit:
    return Hit(text, 1, "", "", "", None, language, "", 0, len(text), text, 0.0)


def ordered(
    found: Sequence[Candidate],
    hits: dict[int, Hit],
    *,
    ranking: Ranking = EVEN,
    reranker: Reranker | None = None,
    mode: Mode = Mode.HYBRID,
    question: str = "who rowed?",
) -> list[Hit]:
    asked = Question(question, concepts(question))
    return Ranker(ranking, reranker).order(asked, found, hits, mode)


def test_candidates_come_by_words_and_likeness_together_and_ties_by_age() -> None:
    lexical, dense = {1: 3.74, 2: 7.48, 5: 1.0}, {1: 0.9, 3: 0.5, 4: 0.5, 6: 0.0}
    found = candidates(lexical, dense, ideal=2.0, limit=4)
    assert [c.key for c in found] == [2, 1, 3, 4]
    assert found[0] == Candidate(2, lexical=1.0, dense=None)
    assert found[1].lexical == pytest.approx(0.5)
    assert found[2].lexical is None


def test_what_shares_nothing_with_the_query_is_no_candidate() -> None:
    assert candidates({}, {1: 0.0}, ideal=0.0, limit=5) == []


def test_a_probability_follows_from_the_weighted_sum() -> None:
    weights = Weights(lexical=2.0, dense=1.0, alignment=4.0, bias=-3.0)
    sure = weights.probability(Candidate(1, lexical=0.5, dense=1.0, alignment=0.75))
    assert sure == pytest.approx(1 / (1 + np.exp(-2.0)))
    assert weights.probability(Candidate(1, dense=-1.0)) == pytest.approx(1 / (1 + np.exp(3.0)))


@pytest.mark.parametrize(
    ("same", "exact", "kind"),
    [
        (True, False, "same"),
        (True, True, "same-exact"),
        (False, False, "across"),
        (False, True, "across-exact"),
    ],
)
def test_the_kind_follows_from_language_and_from_names(same: bool, exact: bool, kind: str) -> None:
    assert Kind.of(same_language=same, exact=exact) == kind


@pytest.mark.parametrize(
    ("question", "exact"),
    [
        ("what is a good life?", False),
        ("what did Weltmer say?", True),
        ("why 24%?", True),
        ("英伟达怎么样？", True),
        ("什么是好的生活？", False),
    ],
)
def test_a_name_or_a_number_makes_a_question_exact(question: str, exact: bool) -> None:
    assert Question(question, concepts(question)).exact is exact


def test_each_passage_is_weighed_by_its_own_language() -> None:
    across = Weights(lexical=0.0, dense=10.0)
    ranking = Ranking({**EVEN.weights, Kind.ACROSS: across})
    found = [Candidate(1, lexical=1.0, dense=0.1), Candidate(2, lexical=0.0, dense=0.4)]
    best, second = ordered(found, {1: hit("one"), 2: hit("二", "zh")}, ranking=ranking)
    assert (best.text, best.score) == ("二", pytest.approx(1 / (1 + np.exp(-4.0))))
    assert second.score == pytest.approx(1 / (1 + np.exp(0.9)))


def test_a_reranker_that_does_not_decide_is_one_score_among_others() -> None:
    found = [Candidate(1, lexical=0.5), Candidate(2, lexical=0.4), Candidate(3, lexical=0.3)]
    hits = {1: hit("short"), 2: hit("a much longer text"), 3: hit("the longest text of all three")}
    reranker = ByLength(decides=False)
    best, second, third = ordered(found, hits, reranker=reranker)
    assert reranker.seen == ["short", "a much longer text"]
    assert (best.text, best.alignment) == ("a much longer text", pytest.approx(0.18))
    assert (second.text, third.text) == ("short", "the longest text of all three")
    assert third.alignment is None


def test_the_scores_of_a_reranker_that_decides_are_the_order_and_the_rest_comes_after() -> None:
    found = [Candidate(1, lexical=1.0), Candidate(2, lexical=0.1), Candidate(3, lexical=0.9)]
    hits = {1: hit("short"), 2: hit("longer text"), 3: hit("not looked at")}
    best, second, third = ordered(found, hits, reranker=ByLength(decides=True))
    assert (best.text, best.score) == ("longer text", pytest.approx(0.11))
    assert (second.text, second.score) == ("short", pytest.approx(0.05))
    assert third.text == "not looked at"
    assert 0 < third.score < second.score


@pytest.mark.parametrize(("mode", "first"), [(Mode.DENSE, "b"), (Mode.LEXICAL, "a")])
def test_one_search_alone_is_ordered_by_its_own_score(mode: Mode, first: str) -> None:
    found = [Candidate(1, lexical=0.6, dense=0.1), Candidate(2, lexical=0.2, dense=0.7)]
    reranker = ByLength(decides=True)
    best, _ = ordered(found, {1: hit("a"), 2: hit("b")}, reranker=reranker, mode=mode)
    assert (best.text, best.score) == (first, pytest.approx({"a": 0.6, "b": 0.7}[first]))
    assert reranker.seen == []


def test_a_candidate_that_the_snapshot_does_not_hold_is_left_out() -> None:
    found = [Candidate(1, lexical=0.6), Candidate(2, lexical=0.2)]
    assert [h.text for h in ordered(found, {2: hit("b")})] == ["b"]


@pytest.mark.parametrize(
    ("text", "language", "kind"),
    [
        ("the ferry has resumed its service between both harbours", "zh", "across-statement"),
        ("the ferry has resumed its service between both harbours", "en", "same"),
        ("has the ferry resumed its service between both harbours?", "zh", "across"),
        ("渡轮在两个港口之间恢复运营，每天早上七点从北码头出发", "en", "across-statement"),
        ("渡轮恢复运营了吗？", "zh", "same"),
        ("the ferry", "zh", "across"),
        ("Weltmer's ferry", "zh", "across-exact"),
    ],
)
def test_a_question_has_its_kind_with_a_passage_of_a_language(
    text: str, language: str, kind: str
) -> None:
    assert Question(text, concepts(text)).kind(language) == kind
