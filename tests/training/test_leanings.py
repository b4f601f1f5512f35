"""Learning how far words lean."""

import random

import numpy as np
from scipy import sparse

from rag.verification.leanings import Leaning
from training.corpus import Pair
from training.leanings import Beside, beside, grown, parted, turned, weights
from training.regression import sparse_huber

THINGS = {"ferry": "渡轮", "train": "火车", "bridge": "大桥", "harbour": "港口"}
PLACES = {"north": "北方", "south": "南方", "east": "东方", "island": "岛上"}


def pairs() -> list[Pair]:
    """Sentences that say what can be seen from where, half of them negated."""
    return [
        made
        for thing, zh in THINGS.items()
        for place, there in PLACES.items()
        for made in (
            Pair(f"{there}能看见{zh}", f"The {thing} can be seen in the {place}", "made-ref"),
            Pair(f"{there}不能看见{zh}", f"The {thing} can not be seen in the {place}", "made-ref"),
        )
    ]


def test_what_is_negated_leans_further_by_one() -> None:
    alike = [Beside("It can rain", "能下雨", 2.0), Beside("It can not rain", "不能下雨", 2.0)]
    made = list(turned(alike, "negation", random.Random(1)))
    assert Beside("It can not rain", "能下雨", 2.0, 1) in made
    assert Beside("能下雨", "It can not rain", 2.0, -1) in made
    assert {pair.further for pair in made} == {1, -1}


def test_what_is_turned_to_rise_leans_further_by_one() -> None:
    made = list(turned([Beside("Fares fell", "票价上涨", 1.0)], "direction", random.Random(1)))
    assert made == [
        Beside("Fares rose", "票价上涨", 1.0, 1),
        Beside("票价下跌", "Fares fell", 1.0, -1),
    ]


def test_other_translations_stand_beside_each_other() -> None:
    found = beside(
        [Pair("一", "one", "a-ref"), Pair("一", "One.", "a-mt"), Pair("二", "two", "tatoeba")],
        random.Random(1),
    )
    assert sorted({p.one, p.other} == {"one", "One."} for p in found) == [False, False, False, True]
    assert [p.worth for p in found] == [2.0, 1.0, 0.5, 1.0]


def test_parts_share_no_sentence() -> None:
    chains = [Beside(f"{n}", f"{n + k} ", 1.0) for n in range(0, 4000, 10) for k in (0, 1)]
    parts = parted(chains)
    texts = [{t for p in part for t in (p.one, p.other)} for part in parts]
    assert not texts[0] & texts[1]
    assert sorted(map(str, [*parts[0], *parts[1]])) == sorted(map(str, chains))
    assert len(parts[1]) > 20


def test_negators_of_both_languages_weigh_most() -> None:
    alike = [pair for _ in range(3) for pair in beside(pairs(), random.Random(2))]
    unlike = list(turned(alike, "negation", random.Random(2)))
    found = weights(alike, unlike)
    assert {"can not", "不能", "not", "不"} & found.keys()
    assert max(found, key=found.__getitem__) in {
        "not",
        "can not",
        "be not",
        "不",
        "不能",
        "|不",
        "1^不",
        "2^不",
        "|不能",
    }
    assert not found.keys() & {"ferri", "渡轮"}


def test_a_sparse_regression_drops_what_tells_nothing_and_is_not_led_by_a_stray_row() -> None:
    rows = np.array([[1.0, 0.0], [1.0, 1.0], [0.0, 1.0], [0.0, 0.0]] * 50)
    targets = rows[:, 0].copy()
    targets[0] = 40.0
    found = sparse_huber(sparse.csr_matrix(rows), targets, np.full(200, 1 / 200), 5e-3)
    assert abs(found[0] - 1) < 0.05
    assert found[1] == 0


def test_trees_have_a_side_for_each_relation() -> None:
    alike = [pair for _ in range(10) for pair in beside(pairs(), random.Random(2))]
    unlike = list(turned(alike, "negation", random.Random(2)))
    found = grown(Leaning({"not": 1.0, "不": 1.0}, {}), alike, unlike)
    assert found.keys() == {"across"}
