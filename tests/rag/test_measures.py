"""What records of questions measure, number by number."""

from dataclasses import replace

import pytest
from evaluation_records import answered, cited, refused

from rag.evaluation import Kind, Metrics, Point, Record, Value, risk_coverage
from rag.evaluation.statistics import auroc


def overall(*records: Record) -> dict[str, Value | None]:
    return dict(Metrics.of(records).overall)


def test_accuracy_is_of_the_answerable_and_selective_accuracy_of_the_answers_given() -> None:
    found = overall(
        answered("1"),
        answered("2", right=False),
        refused("3", kind=Kind.FACT),
        answered("4", right=False, kind=Kind.UNANSWERABLE),
        refused("5"),
    )
    assert found["accuracy"] == Value(1 / 3, 3)
    assert found["selective_accuracy"] == Value(1 / 3, 3)
    assert found["refused"] == Value(1 / 3, 3)


def test_a_rightly_refused_question_is_no_answer_given() -> None:
    assert overall(answered("1"), refused("2"))["selective_accuracy"] == Value(1.0, 1)


def test_lengths_are_of_the_answers_given() -> None:
    found = overall(
        answered("1", length=10), answered("2", length=20), answered("3", length=90), refused("4")
    )
    assert found["length_median"] == Value(20.0, 3)
    assert found["length_longest"] == Value(90.0, 3)


def test_evidence_counts_where_it_stands_in_the_first_k_passages() -> None:
    ranks = [1, 5, 6, 12, 13, 0, None]
    found = overall(*(answered(str(n), evidence_rank=rank) for n, rank in enumerate(ranks)))
    assert found["evidence_recall_1"] == Value(1 / 6, 6)
    assert found["evidence_recall_5"] == Value(2 / 6, 6)
    assert found["evidence_recall_12"] == Value(4 / 6, 6)


def test_citations_are_counted_by_themselves_and_by_answer() -> None:
    found = overall(
        answered("1", citations=(cited(), cited(supports=False), cited(supports=False))),
        answered("2", citations=(cited(supports=False, exact=False),)),
        answered("3", citations=(cited(supports=None),)),
    )
    assert found["citation_precision"] == Value(0.25, 4)
    assert found["citation_recall"] == Value(0.5, 2)
    assert found["citation_validity"] == Value(0.8, 5)


def test_claims_are_shares_of_those_shown_and_removed_ones_of_all() -> None:
    found = overall(
        answered("1", claims_verbatim=3, claims_supported=1, claims_removed=0),
        answered("2", claims_verbatim=0, claims_supported=4, claims_removed=2),
    )
    assert found["claims_verbatim"] == Value(3 / 8, 8)
    assert found["claims_supported"] == Value(5 / 8, 8)
    assert found["claims_removed"] == Value(0.2, 10)


def test_abstentions_have_precision_recall_and_a_ranking() -> None:
    found = overall(
        answered("1", confidence=0.9),
        refused("2", kind=Kind.FACT, confidence=0.2),
        refused("3", confidence=0.1),
        answered("4", right=False, kind=Kind.UNANSWERABLE, confidence=0.3),
    )
    assert found["abstention_precision"] == Value(0.5, 2)
    assert found["abstention_recall"] == Value(0.5, 2)
    assert found["abstention_auroc"] == Value(0.75, 4)  # 0.2 comes before 0.1, not before 0.3


def test_equal_scores_count_half() -> None:
    import numpy as np

    assert auroc(np.array([[0.5, 1.0], [0.5, 0.0], [0.4, 0.0]])) == (0.75, 3)


def test_disagreements_shown_where_there_is_one_and_where_there_is_none() -> None:
    found = overall(
        answered("1", kind=Kind.DISAGREEMENT, disagreements=2),
        answered("2", kind=Kind.DISAGREEMENT),
        answered("3", disagreements=1),
        answered("4"),
        answered("5"),
    )
    assert found["disagreement_recall"] == Value(0.5, 2)
    assert found["disagreement_others"] == Value(1 / 3, 3)


def test_times_are_measured_by_step_over_the_questions_that_had_it() -> None:
    times = [{"total": 10.0 * n, "retrieve": 1.0} for n in range(1, 6)]
    times[4]["generate"] = 7.0
    found = overall(*(answered(str(n), timings_ms=one) for n, one in enumerate(times)))
    assert found["total_ms_p50"] == Value(30.0, 5)
    assert found["total_ms_p95"] == Value(pytest.approx(48.0), 5)
    assert found["generate_ms_p95"] == Value(7.0, 1)


def test_a_stand_in_is_counted() -> None:
    found = overall(answered("1"), answered("2", degraded_because="it timed out"))
    assert found["degraded"] == Value(0.5, 2)


def test_what_the_file_cannot_tell_is_absent() -> None:
    absent = {name for name, value in overall(answered("1", citations=())).items() if value is None}
    assert absent == {
        "evidence_recall_1",
        "evidence_recall_5",
        "evidence_recall_12",
        "citation_precision",
        "citation_recall",
        "citation_validity",
        "abstention_precision",
        "abstention_recall",
        "abstention_auroc",
        "disagreement_recall",
    }


def test_a_wrong_abstention_is_no_precision_of_nought_where_nothing_is_unanswerable() -> None:
    found = overall(answered("1"), refused("2", kind=Kind.FACT))
    assert found["abstention_precision"] is None
    assert found["refused"] == Value(0.5, 2)


def test_kinds_and_languages_are_measured_by_themselves() -> None:
    found = Metrics.of(
        [
            answered("1"),
            answered("2", right=False, language="zh"),
            answered("3", kind=Kind.DATE, language="zh"),
        ]
    )
    assert {kind: values["accuracy"] for kind, values in found.by_kind.items()} == {
        "fact": Value(0.5, 2),
        "date": Value(1.0, 1),
    }
    assert {name: values["accuracy"] for name, values in found.by_language.items()} == {
        "en": Value(1.0, 1),
        "zh": Value(0.5, 2),
    }


def test_accuracy_by_share_answered_lets_equal_confidence_through_together() -> None:
    wrong = answered("3", right=False, confidence=0.6)
    curve = risk_coverage(
        [
            wrong,
            answered("1", confidence=0.9),
            answered("2", confidence=0.6),
            replace(wrong, id="4", kind=Kind.UNANSWERABLE, confidence=0.1),
            refused("5", confidence=0.95),
        ]
    )
    assert curve == [Point(0.9, 0.2, 1.0), Point(0.6, 0.6, 2 / 3), Point(0.1, 0.8, 0.5)]


def test_there_is_no_curve_without_answers() -> None:
    assert risk_coverage([refused("1")]) == []
