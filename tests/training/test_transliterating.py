"""What Chinese characters stand for, learned from names."""

from collections import Counter

import pytest

from rag.transliteration import Transliteration
from training.capitals import capitals
from training.corpus import Pair
from training.ordinary import stems, surnames
from training.transliteration import bracketed, cut, fitted, heard_in, table

NAMES = [
    *[("巴马", "bama"), ("马里", "mali"), ("里巴", "liba"), ("巴里", "bali"), ("马巴", "maba")],
    *[("里马", "lima"), ("巴里马", "balima"), ("马里巴", "maliba"), ("里马巴", "limaba")],
]


@pytest.fixture(scope="module")
def model() -> Transliteration:
    names = dict.fromkeys(NAMES, 1.0)
    return Transliteration(table(names, fitted(names, None, 6), Counter("巴马里天气")))


def test_characters_get_the_letters_that_they_stand_for(model: Transliteration) -> None:
    found = model.heard("libama", "天气里巴马天")
    assert (found.start, found.end) == (2, 5)
    assert found.gain > 3 > model.heard("libama", "天气马里巴").gain


def test_a_name_is_cut_in_every_way_in_the_share_of_its_likelihood() -> None:
    shares = {"巴": {"ba": 0.6, "b": 0.2}, "马": {"ma": 0.5, "ama": 0.4}}
    total, counts = cut("巴马", "bama", shares)
    assert total == pytest.approx(0.6 * 0.5 + 0.2 * 0.4)
    assert counts["巴", "ba"] == pytest.approx(0.3 / 0.38)
    assert counts["马", "ama"] == pytest.approx(0.08 / 0.38)
    assert cut("巴", "xx", shares)[0] == 0


def test_names_are_found_in_sentences(model: Transliteration) -> None:
    pair = Pair(
        "据里德说，约翰·巴里马（John Balima）昨天去马里巴。", "Balima went to Maliba.", "made"
    )
    assert bracketed([pair]) == [("巴里马", "balima")]
    assert sorted(heard_in([pair], model)) == [("巴里马", "balima"), ("马里巴", "maliba")]


def test_words_that_a_dictionary_writes_small_are_generic() -> None:
    found = stems(["the Ministry of Works"] * 9, ["a ministry of some sort"] * 5)
    assert "ministri" in found
    assert "work" not in found


def test_surnames_and_capitals_are_those_of_the_lists() -> None:
    assert {"王", "欧", "余"} <= set(surnames())
    assert not {"上", "单"} & set(surnames())
    assert ("North Korea", "Pyongyang") in capitals()
