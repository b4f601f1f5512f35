"""Foreign names in Chinese characters, and which words are names at all."""

import pytest

from index import Index
from rag.transliteration import characters, plain, shipped, spellings
from rag.verification.facts import Cited
from rag.verification.names import names, wanted_names
from rag.verification.support import Judge, Objection

FAR = "人们认为这个村庄里的河流与山川很美，天气也不错。"
SURE = 5.0


@pytest.mark.parametrize(
    ("name", "han", "text"),
    [
        ("Smith", "史密斯", "据卡罗琳·史密斯说"),
        ("Tanzania", "坦桑尼亚", "在坦桑尼亚的一个村庄"),
        ("Zahawi", "扎哈维", "教育大臣纳齐姆·扎哈维表示"),
        ("Jagger", "贾格尔", "歌手賈格爾昨天表示"),
        ("Grünerløkka", "格吕内勒卡", "她住在格吕内勒卡，离市中心不远"),
        ("Chongqing", "重庆", "他昨天到了重庆"),
    ],
)
def test_a_name_is_heard_where_it_stands(name: str, han: str, text: str) -> None:
    run = characters(text)
    found = shipped().heard(plain(name), run)
    assert run[found.start : found.end] == han
    assert found.gain > SURE > 0 > shipped().heard(plain(name), characters(FAR)).gain


def test_a_name_is_heard_only_in_places_that_it_has_to_touch() -> None:
    run = characters("贾格尔和史密斯")
    here = shipped().heard("jagger", run, (0, 3))
    assert (here.start, here.end) == (0, 3)
    assert shipped().heard("jagger", run, (4, 7)).gain < 0 < here.gain


def test_the_letters_of_a_name_are_those_of_its_words_and_of_neighbours() -> None:
    assert plain("Grünerløkka's") == "grunerlokkas"
    assert spellings("On Monday Wang Lijian's house") == [
        "on",
        "monday",
        "wang",
        "lijian",
        "onmonday",
        "mondaywang",
        "wanglijian",
        "onmondaywang",
        "mondaywanglijian",
    ]
    assert characters("卡罗琳•史密斯 said 好") == "卡罗琳史密斯|好"


def test_foreign_names_are_told_from_other_characters() -> None:
    assert shipped().nameness("扎哈维") > 0.5 > shipped().nameness("上门来")


def test_wrong_names_of_the_tagger_are_none(index: Index) -> None:
    wanted = wanted_names("于本周越来越近的麦芽节，扎哈维表示美国队见了王礼稳。", index)
    assert "扎哈维" in wanted
    assert "王礼稳" in wanted
    assert not {"于本周", "越来越近", "麦芽", "美国队"} & set(wanted)


def test_parts_of_a_dotted_name_are_names_whatever_the_point() -> None:
    for point in "·•・‧":
        assert "特雷莎" in names(f"英国首相特雷莎{point}梅辞职")


def test_capitals_in_a_title_and_plurals_of_abbreviations_say_nothing(index: Index) -> None:
    assert wanted_names("Killer Pigs Rescue Chinese Farmers From Flood", index) == ["Chinese"]
    assert wanted_names("Some MPs asked the U.N. for Taliban-like rules", index) == [
        "MP",
        "UN",
        "Taliban",
    ]


@pytest.mark.parametrize(
    ("claim", "text"),
    [
        ("Jagger sang in the harbour on Friday.", "贾格尔星期五在港口演唱。"),
        ("贾格尔星期五在港口演唱。", "Mick Jagger sang in the harbour on Friday."),
        ("The U.N. opened the harbour.", "联合国开放了港口。"),
    ],
)
def test_a_transliterated_name_is_found_and_another_is_not(
    index: Index, claim: str, text: str
) -> None:
    judge = Judge(index)
    assert Objection.NAME not in set(judge.objections(claim, Cited(text)))
    other = claim.replace("Jagger", "Wexelhaven").replace("贾格尔", "阿姆斯特丹")
    other = other.replace("The U.N.", "Wexelhaven")
    assert Objection.NAME in set(judge.objections(other, Cited(text)))


def test_a_capital_speaks_for_its_country_and_not_the_reverse(index: Index) -> None:
    judge = Judge(index)
    country, capital = "朝鲜要求对话。", "Pyongyang asked for talks."
    assert Objection.NAME not in set(judge.objections(country, Cited(capital)))
    asked = set(judge.objections(capital, Cited(country)))
    assert Objection.NAME in asked
