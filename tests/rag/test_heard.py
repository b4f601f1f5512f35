"""Foreign names that are written by their sound in the other script."""

import pytest

from index import Article, Concept, Index
from rag import Answerer, Request
from rag.heard import with_heard_names


def _latin(word: str) -> Concept:
    return Concept(word, ((word,),), proper=True)


@pytest.mark.parametrize(
    ("question", "stem", "text", "name"),
    [
        ("What did Bill Ackman buy?", "ackman", "阿克曼买入了更多股票", "阿克曼"),
        ("Where is Newcastle's ground?", "newcastl", "在纽卡斯尔以东", "纽卡斯尔"),
        ("Who met Alec Shelbrooke?", "shelbrook", "后来谢尔布鲁克来了", "谢尔布鲁克"),
    ],
)
def test_a_latin_name_is_heard_in_chinese(question: str, stem: str, text: str, name: str) -> None:
    (found,) = with_heard_names([_latin(stem)], question, [text, "公司收入增长，成本下降"])
    assert found.spellings == ((stem,), (name,))


def test_a_chinese_name_is_heard_in_latin_letters_whatever_words_it_is_cut_into() -> None:
    asked = [Concept(part, ((part,),)) for part in ("谢尔", "布鲁克", "说")]
    found = with_heard_names(asked, "谢尔布鲁克说了什么", ["Alec Shelbrooke spoke in Leeds."])
    assert [c.spellings[1:] for c in found] == [(("shelbrook",),), (("shelbrook",),), ()]
    assert [c.proper for c in found] == [True, True, False]


@pytest.mark.parametrize(
    ("question", "concept", "texts"),
    [
        ("Did the General speak?", _latin("general"), ["海拉治马尼亚之后"]),  # unlike
        ("What did Martini win?", _latin("martini"), ["马丁获胜"]),  # much alike, and another
        ("What did Johnston win?", _latin("johnston"), ["约翰逊获胜"]),
        ("Is Bali far?", _latin("bali"), ["巴黎"]),
        ("Is it Monday?", _latin("monday"), ["摩拜单车"]),
        ("Did Newton fall?", _latin("newton"), ["Newton说，牛顿"]),  # it stands there itself
        ("did newton fall?", Concept("newton", (("newton",),)), ["牛顿"]),  # not written as a name
        ("Did Newton fall?", _latin("newton"), ["An apple fell on Newton"]),  # no other script
    ],
)
def test_what_is_no_name_or_is_there_itself_stays_as_it_is(
    question: str, concept: Concept, texts: list[str]
) -> None:
    assert with_heard_names([concept], question, texts) == [concept]


def test_a_name_whose_spellings_are_known_is_not_guessed_at() -> None:
    known = Concept("amazon", (("amazon",), ("亚马逊",)), named=True, proper=True)
    assert with_heard_names([known], "What is Amazon?", ["阿马宗河"]) == [known]


def test_a_question_finds_somebody_by_the_sound_of_the_name(index: Index) -> None:
    index.add([
        Article("工党议员谢尔布鲁克当选为委员会主席。议员哈里斯投票反对该法案。", id="zh"),
        Article("Schwarzman opened a gallery in Leeds. Robert Vernon sold his pictures.", id="en"),
    ])  # fmt: skip
    ask = Answerer(index).ask
    assert "谢尔布鲁克" in ask(Request("What was Shelbrooke elected to?")).answer
    assert "gallery" in ask(Request("施瓦茨曼开了什么？")).answer
