"""Two runs over the same questions."""

import pytest
from evaluation_records import answered, refused

from rag.evaluation import Kind, compared

BEFORE = [
    answered("1"),
    answered("2", right=False),
    answered("3"),
    refused("4", kind=Kind.FACT),
    answered("5"),
]
AFTER = [
    answered("1"),
    answered("2"),
    answered("3", right=False),
    answered("4"),
    answered("6"),
]


def test_what_became_right_and_wrong_is_named_with_both_records() -> None:
    found = compared(BEFORE, AFTER)
    assert list(found.became_right) == [(BEFORE[1], AFTER[1]), (BEFORE[3], AFTER[3])]
    assert list(found.became_wrong) == [(BEFORE[2], AFTER[2])]
    assert (found.paired, found.unpaired) == (4, 2)


def test_a_question_with_another_text_is_another_question() -> None:
    found = compared([answered("1", question="Old?")], [answered("1", question="New?")])
    assert (found.paired, found.unpaired, found.differences) == (0, 2, [])


def test_differences_are_of_the_questions_in_both_runs() -> None:
    found = {one.measure.name: one for one in compared(BEFORE, AFTER).differences}
    accuracy = found["accuracy"]
    assert (accuracy.before, accuracy.after, accuracy.change) == (0.5, 0.75, 0.25)
    assert (accuracy.low, accuracy.high) == (-0.5, 1.0)
    assert not accuracy.certain
    assert "evidence_recall_1" not in found  # neither run can tell


@pytest.mark.parametrize(("times", "sign"), [((10.0, 30.0), 1), ((30.0, 10.0), -1)])
def test_a_difference_that_every_question_shows_is_certain(
    times: tuple[float, float], sign: int
) -> None:
    runs = [
        [answered(str(n), timings_ms={"total": time + n / 100}) for n in range(20)]
        for time in times
    ]
    found = {one.measure.name: one for one in compared(*runs).differences}
    total = found["total_ms_p50"]
    assert total.change == pytest.approx(20.0 * sign)
    assert (total.low, total.high) == pytest.approx((20.0 * sign, 20.0 * sign))
    assert total.certain
    assert not found["accuracy"].certain  # nothing changed


def test_the_same_questions_are_resampled_in_both_runs() -> None:
    lengths = range(10, 1_000, 10)
    before = [answered(str(n), length=n) for n in lengths]
    after = [answered(str(n), length=n + 5) for n in lengths]
    found = {one.measure.name: one for one in compared(before, after).differences}
    assert (found["length_median"].low, found["length_median"].high) == (5.0, 5.0)
