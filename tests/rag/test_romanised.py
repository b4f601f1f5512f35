"""Chinese names of people, written in Latin letters on one side."""

import pytest

from index import Article, Concept, Index
from rag import Answerer, Request
from rag.question import understand
from rag.romanised import names_in_latin, with_chinese_names, with_latin_names


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("What did Yang Huiyan give away?", "yang huiyan"),
        ("Is Huiyan Yang rich?", "huiyan yang"),
        ("Who is Wang Yi-bo?", "wang yibo"),
    ],
)
def test_a_chinese_name_in_latin_letters_is_one_name(
    text: str, named: str, shared_index: Index
) -> None:
    (concept,), rest = names_in_latin(text, shared_index)
    assert (concept.text, concept.proper) == (named, True)
    assert tuple(reversed(concept.spellings[0])) == concept.spellings[1]
    assert named.split(maxsplit=1)[0] not in rest.lower()


@pytest.mark.parametrize(
    "text", ["Hong Kong shares fell", "Bill Gates spoke", "the Long Beach port", "yang huiyan"]
)
def test_other_names_are_left_alone(text: str, shared_index: Index) -> None:
    assert names_in_latin(text, shared_index) == ([], text)


def test_a_name_is_found_in_characters_that_are_read_so() -> None:
    asked = Concept("yang huiyan", (("yang", "huiyan"), ("huiyan", "yang")), proper=True)
    (found,) = with_chinese_names([asked], ["董事会主席杨惠妍捐赠", "会演洋会演"])
    assert found.spellings[2:] == (("杨惠妍",),)


def test_a_name_in_characters_is_known_by_its_latin_spellings() -> None:
    (found,) = with_latin_names([Concept("刘亚芳", (("刘亚芳",),))])
    assert found.spellings == (("刘亚芳",), ("liu", "yafang"), ("yafang", "liu"))


@pytest.mark.parametrize("word", ["高兴", "安全", "营收"])
def test_a_word_that_only_begins_like_a_name_is_none(word: str) -> None:
    concept = Concept(word, ((word,),))
    assert with_latin_names([concept]) == [concept]


def test_a_person_is_found_in_the_other_language(index: Index) -> None:
    index.add([
        Article("董事会主席杨惠妍向基金会捐赠了6.75亿股。公司去年交付了70万套房屋。", id="zh"),
        Article("Liu Yafang, deputy head of the agency, spoke of storage in July.", id="en"),
    ])  # fmt: skip
    ask = Answerer(index).ask
    given = ask(Request("How many shares did Yang Huiyan give to the foundation?"))
    assert "6.75亿股" in given.answer
    assert "deputy head" in ask(Request("刘亚芳是什么人？")).answer


def test_a_question_has_the_whole_name_as_one_concept(shared_index: Index) -> None:
    asked = understand("What did Yang Huiyan give to the foundation?", shared_index)
    assert asked.concepts[0].text == "yang huiyan"
    assert not {"yang", "huiyan"} & {concept.text for concept in asked.concepts}
