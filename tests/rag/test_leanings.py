"""What words lean towards, and whether two texts lean alike."""

import pytest

from index.words import fold
from rag.trees import Trees
from rag.verification.leanings import Leaning, shipped
from rag.verification.phrases import phrases
from rag.verification.sides import Side
from rag.verification.support import relation

FERRY = "The ferry did not sail on Monday, and the harbour was closed."


def found(text: str) -> dict[str, tuple[int, int]]:
    return {phrase: (start, end) for phrase, start, end in phrases(fold(text))}


def likely(name: str, claim: str, text: str) -> float:
    probability = shipped(name).probability(claim, text, relation(claim, text))
    assert probability is not None
    return probability


def test_english_phrases_are_stemmed_runs_of_two_and_of_three_with_a_negator() -> None:
    assert found("He wasn't sailing north, today") == {
        "he": (0, 2),
        "he was": (0, 6),
        "he was not": (0, 9),
        "was": (3, 6),
        "was not": (3, 9),
        "was not sail": (3, 17),
        "not": (6, 9),
        "not sail": (6, 17),
        "not sail north": (6, 23),
        "sail": (10, 17),
        "sail north": (10, 23),
        "north": (18, 23),
        "north ,": (18, 24),
        ",": (23, 24),
        ", today": (23, 30),
        "today": (25, 30),
    }


def test_chinese_phrases_say_how_a_negator_stands_in_its_word() -> None:
    phrases_found = found("他不断来")
    assert phrases_found["|不断"] == phrases_found["2^不"] == phrases_found["不断"] == (1, 3)
    assert phrases_found["他不断来"] == (0, 4)
    assert "他来了船" not in found("他来了船")


def test_the_shape_of_an_english_word_is_a_phrase() -> None:
    assert {"un~", "~less"} <= found("an unbeaten and pointless cannot").keys()
    assert {"can not"} <= found("it cannot").keys()


def test_a_text_leans_as_far_as_its_phrases_weigh() -> None:
    leaning = Leaning({"not": 0.75, "did not": 0.25, "不断": -1.0}, {})
    features = leaning.features(FERRY, "渡轮不断开航", "across")
    assert features is not None
    totals = [features[name] for name in ("one_total", "other_total", "gain", "apart")]
    assert totals == pytest.approx([1.0, -1.0, 2.0, 2.0])
    assert leaning.features("渡轮不断开航", FERRY, "across") == {**features, "han": 1.0}
    named = leaning.features(FERRY.replace("ferry", "渡轮"), "渡轮不断开航", "across")
    assert named is not None
    assert (named["han"], named["one_total"]) == pytest.approx((0.0, 1.0))


def test_where_no_word_leans_there_is_nothing_to_compare() -> None:
    leaning = Leaning({"not": 1.0}, {"same": Trees(0.0, [])})
    assert leaning.probability("The ferry sails.", "A ferry sails.", "same") is None
    assert leaning.probability("The ferry sails.", FERRY, "same") == pytest.approx(0.5)


def test_a_text_of_many_words_is_compared_in_its_first_ones() -> None:
    leaning = Leaning({"not": 1.0}, {})
    features = leaning.features("It did not sail", "the harbour was closed " * 5_000, "same")
    assert features is not None
    assert features["gain"] == pytest.approx(1)
    assert len(Side.both("one " * 5_000, "two")[0].words) == 300


@pytest.mark.parametrize(
    ("claim", "text"),
    [
        ("渡轮星期一没有开航，港口关闭。", FERRY),
        ("The ferry not only sailed but also returned.", "渡轮不仅开航了，而且还返回了。"),
        ("The company has to close the harbour.", "公司不得不关闭港口。"),
        ("The ferries keep getting faster.", "渡轮不断变快。"),
    ],
)
def test_translations_negate_alike(claim: str, text: str) -> None:
    negated = text.replace("The ferry did not sail", "The ferry did sail").replace(
        "公司", "公司不会"
    )
    assert likely("negation", claim, text) > 0.5
    assert negated == text or likely("negation", claim, negated) < 0.5


@pytest.mark.parametrize(
    ("claim", "text"),
    [
        ("Fares rose sharply last year.", "去年票价大幅下降。"),
        ("去年票价大幅上升。", "Fares fell sharply last year."),
        ("Fares increased last year.", "Last year fares decreased."),
    ],
)
def test_what_rose_did_not_fall(claim: str, text: str) -> None:
    opposite = {"下降": "上升", "fell": "rose", "decreased": "increased"}
    word = next(word for word in opposite if word in text)
    assert likely("direction", claim, text) < 0.5
    assert likely("direction", claim, text.replace(word, opposite[word])) > 0.5
