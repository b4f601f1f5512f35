"""Names of the kind that a question asks for."""

import pytest

from rag.entities import entities, names_another
from rag.expectation import Kind, expectation


@pytest.mark.parametrize(
    ("text", "kind", "expected"),
    [
        ("国务院副总理何立峰出席会议", Kind.PERSON, {"何立峰"}),
        ("今年从清华大学毕业", Kind.ORGANISATION, {"清华大学"}),
        ("進入昆明市工作", Kind.PLACE, {"昆明市"}),
        ("The house is run by Ingrid Saltmarsh now", Kind.PERSON, {"Ingrid Saltmarsh"}),
        ("It opened in Wexelhaven", Kind.PLACE, {"Wexelhaven"}),
        ("the ferry stopped", Kind.PERSON, set()),
    ],
)
def test_names_are_told_by_what_they_name(text: str, kind: Kind, expected: set[str]) -> None:
    assert entities(text, kind) == expected


@pytest.mark.parametrize(
    ("question", "text", "another"),
    [
        ("谁会见了何立峰？", "何立峰出席会议", False),
        ("谁会见了何立峰？", "洪森会见何立峰", True),
        ("Who directs the library?", "Ingrid Saltmarsh directs the house.", True),
    ],
)
def test_the_question_s_own_names_are_no_answer(question: str, text: str, *, another: bool) -> None:
    assert names_another(text, expectation(question)) is another
