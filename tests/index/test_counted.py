"""How rare words are, in a home and in general."""

import math

import pytest

from index.counted import Counted


def test_a_small_home_takes_common_words_for_common() -> None:
    past, foundry = Counted(20, ["past", "foundri"], [0, 0]).rarity_in_general()
    plain = Counted(20, ["past", "foundri"], [0, 0]).rarity()
    assert plain == pytest.approx([math.log(42)] * 2)
    assert (past, foundry) == pytest.approx((math.log(1 + 318.5 / 2.4), math.log(642)), abs=0.1)


def test_a_large_home_knows_its_own_words() -> None:
    counted = Counted(1_000_000, ["past", "foundri", "决定"], [3_000, 20_000, 15_000])
    assert counted.rarity_in_general() == pytest.approx(counted.rarity(), abs=0.01)


def test_an_empty_home_knows_no_rare_word() -> None:
    assert Counted(0, ["past"], [0]).rarity() == [0.0]
