"""Translations of the words of a question."""

import pytest

from index.concepts import Concept, OtherNames, concepts
from index.lexicon import translated

NAMES = OtherNames(["Plan International\tPlan\t国际计划", "layoff\tjob cuts\t裁员"])


def only(text: str) -> Concept:
    (found,) = translated(concepts(text, NAMES))
    return found


@pytest.mark.parametrize(
    ("word", "other"),
    [("delayed", "延迟"), ("customers", "客户"), ("investing", "投资"), ("earthquake", "地震")],
)
def test_a_word_is_looked_for_in_both_languages(word: str, other: str) -> None:
    stem = only(word).spellings[0]
    assert ((other,) in only(word).translations, stem in only(other).translations) == (True, True)
    assert only(word).all_spellings == (stem, *only(word).translations)


def test_names_and_longer_expressions_are_not_translated() -> None:
    found = [only("Plan"), only("job cuts")]
    assert [(concept.text, concept.translations) for concept in found] == [
        ("plan", ()),
        ("job cuts", ()),
    ]
