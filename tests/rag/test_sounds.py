"""Names that are written by their sound in the other language."""

import pytest

from index.words import names
from rag.verification.sounds import sound_alike, spelled
from training.pinyin import readings


@pytest.mark.parametrize(
    ("name", "text"), [("Meishan", "四川眉山市"), ("Zhang", "張雄家"), ("Lüliang", "山西吕梁")]
)
def test_pinyin_is_found_letter_for_letter(name: str, text: str) -> None:
    assert spelled(name, text)
    assert not spelled("Wexelhaven", text)


@pytest.mark.parametrize(
    ("latin", "han"),
    [("Krivoruchko", "克里沃鲁奇科"), ("Johnson", "约翰逊"), ("Washington", "華盛頓")],
)
def test_a_name_sounds_like_its_transliteration(latin: str, han: str) -> None:
    others = {"克里沃鲁奇科", "约翰逊", "華盛頓", "阿姆斯特丹"} - {han}
    assert sound_alike(latin, han) > max(sound_alike(latin, other) for other in others)


def test_chinese_names_are_told_from_other_words() -> None:
    assert "眉山市" in names("张雄家在四川眉山市")


def test_a_character_has_its_syllables() -> None:
    assert "眉" in readings()["mei"]
    assert "吕" in readings()["lv"]
