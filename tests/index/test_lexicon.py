"""Translations of the words of a question."""

import pytest

from index.concepts import OtherNames, concepts
from index.lexicon import translated

NAMES = OtherNames(["Plan International\tPlan\t国际计划", "layoff\tjob cuts\t裁员"])


def spellings(text: str) -> list[tuple[tuple[str, ...], ...]]:
    return [concept.spellings for concept in translated(concepts(text, NAMES))]


@pytest.mark.parametrize(
    ("word", "other"),
    [("delayed", "延迟"), ("customers", "客户"), ("investing", "投资"), ("earthquake", "地震")],
)
def test_a_word_is_looked_for_in_both_languages(word: str, other: str) -> None:
    ((own, *others),) = spellings(word)
    assert (own, (other,) in others) == (concepts(word, NAMES)[0].spellings[0], True)
    ((back, *_),) = [found for found in spellings(other) if found[0] == (other,)]
    assert (back, own in spellings(other)[0]) == ((other,), True)


def test_names_and_longer_expressions_are_not_translated() -> None:
    assert spellings("Plan") == [(("plan",), ("plan", "internat"), ("国际", "计划"))]
    assert spellings("job cuts") == [(("job", "cut"), ("layoff",), ("裁员",))]
