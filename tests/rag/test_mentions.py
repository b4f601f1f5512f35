"""Names where they stand, and which of them act."""

import pytest

from index.concepts import concepts
from rag.verification.mentions import acting, around_verbs, mentions


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("首相特雷莎·梅访问柏林。", {"特雷莎·梅", "柏林"}),
        ("队友与亨利克·斯滕森搭档击败了达斯汀·约翰逊", {"亨利克·斯滕森", "达斯汀·约翰逊"}),
        ("乌萨马·本·拉登被捕", {"乌萨马·本·拉登"}),
        ("Wexelhaven's Ingrid Saltmarsh won", {"Wexelhaven", "Ingrid Saltmarsh"}),
    ],
)
def test_a_name_is_whole_and_without_its_neighbours(text: str, names: set[str]) -> None:
    assert {m.name for m in mentions(text, concepts)} == names


@pytest.mark.parametrize(
    ("text", "pairs"),
    [
        ("NVIDIA acquired Ochrebank.", [("NVIDIA", "Ochrebank")]),
        ("英伟达收购了Ochrebank。", [("英伟达", "Ochrebank")]),
        ("The mayor of Wexelhaven visited Quilldon.", [("Wexelhaven", "Quilldon")]),
    ],
)
def test_names_act_where_the_verb_is_that_of_the_first(
    text: str, pairs: list[tuple[str, str]]
) -> None:
    assert [(one.name, other.name) for one, other in acting(text, concepts)] == pairs


@pytest.mark.parametrize(
    "text",
    [
        "Guests in Wexelhaven visited Quilldon.",
        "NVIDIA opened an office in Wexelhaven.",
        "他通过NVIDIA收购了Ochrebank。",
    ],
)
def test_a_name_beside_a_verb_that_is_not_its_own_does_not_act(text: str) -> None:
    assert acting(text, concepts) == []
    assert len(around_verbs(text, concepts)) == 1


@pytest.mark.parametrize(
    "text", ["Wexelhaven visited Wexelhaven University.", "The UK visited Britain again."]
)
def test_two_names_of_one_thing_are_no_pair(text: str) -> None:
    assert around_verbs(text, concepts) == []
