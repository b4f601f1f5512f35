"""Names where they stand."""

import pytest

from index.concepts import concepts
from rag.verification.mentions import mentions


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
