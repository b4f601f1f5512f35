import pytest

from rag.evaluation import Case, held, is_right


@pytest.mark.parametrize(
    ("wanted", "text", "expected"),
    [
        ("20%", "占20%的股份", True),
        ("20%", "占720%的股份", False),
        ("114", "在114水平", True),
        ("114", "在1145水平", False),
        ("5.26分钟", "不超过5.26 分钟", True),
        ("59900", "达到59,900名", True),
        ("Blue Owl Capital", "with blue owl  capital", True),
        ("12", "12.5%", False),
        ("12", "涨了12。", True),
    ],
)
def test_an_accepted_string_is_compared_as_the_contract_says(
    wanted: str, text: str, expected: bool
) -> None:
    assert held(wanted, text) is expected


def test_all_of_several_answers_must_be_there() -> None:
    case = Case("1", "?", (), ("6700亿", "6930亿"), "multi")
    assert is_right(case, "分别为6700亿和6930亿 [1]")
    assert not is_right(case, "为6700亿 [6930亿]"[:6])


def test_a_marker_is_no_answer() -> None:
    assert not is_right(Case("1", "?", ("3",), (), "fact"), "It rose. [3]")
