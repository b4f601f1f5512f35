"""Words of Chinese and English text."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.words import fold, simplify, words

# surrogates too: a question may come with half of an emoji
ANY_TEXT = st.text() | st.text(st.characters(exclude_categories=())) | st.binary().map(
    lambda data: data.decode("utf-8", errors="surrogateescape")
)  # fmt: skip


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("The ferries were sailing", ["the", "ferri", "were", "sail"]),
        ("Amazon's Amazon’s", ["amazon", "amazon"]),
        ("AT&T don't", ["at&t", "don't"]),
        ("U.S. A.I. U.K.", ["us", "ai", "uk"]),
        ("C++ C# F#", ["c++", "c#", "f#"]),
        ("snake_case well-known", ["snake", "case", "well", "known"]),
        ("naïve NAI\u0308VE", ["naïv", "naïv"]),
        ("H100 RTX4090 GPT-5", ["h100", "rtx4090", "gpt", "5"]),
        ("한국어 カタカナ", ["한국어", "カタカナ"]),
    ],
)
def test_english_is_lowered_and_stemmed(text: str, found: list[str]) -> None:
    assert words(text) == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("1,234,567.89", ["1234567.89"]),
        ("12.5% of 1,000", ["12.5%", "of", "1000"]),
        ("$5.9bn", ["5.9", "bn"]),
        ("3.5.1", ["3.5", "1"]),
        ("1,2,3", ["1", "2", "3"]),
        ("1,2345", ["1", "2345"]),
        ("2024,2025", ["2024", "2025"]),
        ("营收5914，2025年", ["营收", "5914", "2025", "年"]),
        ("增长29，300家", ["增长", "29", "300", "家"]),
        ("１，０００ ２５％", ["1000", "25%"]),
        ("1,000, and", ["1000", "and"]),
    ],
)
def test_numbers_keep_their_decimals_without_thousands_separators(
    text: str, found: list[str]
) -> None:
    assert words(text) == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("云计算市场", ["云", "计算", "市场"]),
        ("雲計算市場", ["云", "计算", "市场"]),
        ("使用IBM的公司", ["使用", "ibm", "的", "公司"]),
        ("第2季度营收", ["第", "2", "季度", "营收"]),
        ("IBM公司，Q2营收\n公司 5%", ["ibm", "公司", "q2", "营收", "公司", "5%"]),
        ("ＩＢＭ公司", ["ibm", "公司"]),
        ("渡轮\0公司", ["渡轮", "公司"]),
    ],
)
def test_chinese_is_simplified_and_cut(text: str, found: list[str]) -> None:
    assert words(text) == found


def test_fine_words_hold_the_parts_of_long_ones_as_well() -> None:
    assert words("中华人民共和国") == ["中华人民共和国"]
    assert {"中华", "人民", "共和国", "中华人民共和国"} <= set(words("中华人民共和国", fine=True))


@pytest.mark.parametrize(
    "text", ["", " \n", "。！？", "[]()", "😀👩‍👩‍👧‍👦", "\ud800", "_", "\u0301"]
)
def test_a_text_without_letters_has_no_words(text: str) -> None:
    assert words(text) == []


@given(ANY_TEXT)
def test_any_text_can_be_cut(text: str) -> None:
    for fine in (False, True):
        found = words(text, fine=fine)
        assert all(word and word == word.strip() for word in found)
        "".join(found).encode()  # would fail on half a character


@given(st.text(st.sampled_from("渡轮票价每天七点出发和，。 abc1")))
def test_cutting_keeps_every_chinese_character_in_its_order(text: str) -> None:
    chinese = [c for word in words(text) for c in word if c >= "\u4e00"]
    assert chinese == [c for c in text if "\u4e00" <= c < "\ua000"]


@given(st.lists(st.sampled_from(["ferry", "渡轮", "2.5%", "1,000", "Harbour", "票价"])))
def test_words_of_two_texts_are_the_words_of_both(parts: list[str]) -> None:
    assert words(" ".join(parts)) == [word for part in parts for word in words(part)]


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("ＡＷＳ　２０％", "AWS 20%"),
        ("雲端運算", "云端运算"),
        ("ﬁne Ⅷ ①", "fine VIII 1"),
        ("e\u0301", "é"),
        ("Plain text, as it is.", "Plain text, as it is."),
        ("2024，2025", "2024, 2025"),
        ("a\ud800b", "a\ufffdb"),
    ],
)
def test_folding_makes_forms_that_look_alike_equal(text: str, folded: str) -> None:
    assert fold(text) == folded
    assert fold(folded) == folded


def test_simplifying_lowers_as_well() -> None:
    assert simplify("ＡＷＳ雲端") == "aws云端"


@pytest.mark.parametrize("unit", ["1,", "a.", "a'", "渡", "ab&", "1.", "+", "中a"])
def test_a_degenerate_text_takes_no_longer_than_its_length_asks(unit: str) -> None:
    start = time.process_time()
    words(unit * 50_000)
    assert time.process_time() - start < 3
