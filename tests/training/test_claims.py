"""Claims and their perturbations, made of sentence pairs."""

import gzip
import random
from collections import Counter
from itertools import islice
from pathlib import Path

import numpy as np
import pytest

from index import Article, Index
from rag.verification.weights import shipped
from training.claims import Claims
from training.perturbing import KINDS, certain_names
from training.support import fit, measure

SHARED = Path(__file__).parents[2].parent / "shared" / "data"
LINES = 4_000
ENGLISH = "On May 5 Ingrid Saltmarsh visited Wexelhaven, which has 12,000 houses worth $3 million."
CHINESE = "5月5日，英伟达收购了台积电，这笔交易已经花费300亿美元，涉及12万名员工。"
POOL = ["Ochrebank", "Quilldon", "微软", "谷歌", "Saltmarsh", "英伟达", "台积电", "Wexelhaven"]


def perturbed(kind: str, claim: str) -> set[str]:
    made = (KINDS[kind](claim, random.Random(seed), POOL) for seed in range(40))
    return {one for one in made if one is not None}


@pytest.mark.parametrize(
    ("kind", "claim", "expected"),
    [
        ("number", ENGLISH, ENGLISH.replace("$3", "$6")),
        ("unit", ENGLISH, ENGLISH.replace("million", "billion")),
        ("unit", CHINESE, CHINESE.replace("亿", "万")),
        ("date", CHINESE, CHINESE.replace("5月5日", "6月5日")),
        ("date", ENGLISH, ENGLISH.replace("May", "June")),
        ("entity", ENGLISH, ENGLISH.replace("Saltmarsh", "Quilldon")),
        ("entity", CHINESE, CHINESE.replace("台积电", "微软")),
        (
            "roles",
            ENGLISH,
            ENGLISH.replace(
                "Ingrid Saltmarsh visited Wexelhaven", "Wexelhaven visited Ingrid Saltmarsh"
            ),
        ),
        ("roles", CHINESE, CHINESE.replace("英伟达收购了台积电", "台积电收购了英伟达")),
        ("negation", ENGLISH, ENGLISH.replace("has", "has not")),
        ("negation", CHINESE, CHINESE.replace("已经花费", "尚未花费")),
        ("negation", "The ferry did not resume.", "The ferry did resume."),
        ("negation", "The ferry can't resume.", "The ferry can resume."),
        ("direction", "Fares fell to $3.", "Fares rose to $3."),
        ("direction", "票价增至3元。", "票价降至3元。"),
    ],
)
def test_a_perturbed_claim_differs_in_one_thing(kind: str, claim: str, expected: str) -> None:
    assert expected in perturbed(kind, claim)
    assert claim not in perturbed(kind, claim)


@pytest.mark.parametrize("kind", KINDS)
def test_what_has_nothing_of_a_kind_is_not_perturbed(kind: str) -> None:
    assert perturbed(kind, "quiet rain all along") == set()


def test_a_name_that_is_an_ordinary_word_elsewhere_is_none() -> None:
    assert certain_names(["We like Quay and Quilldon", "a quay by the sea"]) == ["Quilldon"]


@pytest.fixture(scope="module")
def some(tmp_path_factory: pytest.TempPathFactory) -> Claims:
    """Claims of the first sentence pairs."""
    if not SHARED.is_dir():
        pytest.skip("the shared folder is not beside this checkout")
    folder = tmp_path_factory.mktemp("data")
    (folder / "retrieval").mkdir()
    name = "parallel-zh-en.tsv.gz"
    with (
        gzip.open(SHARED / name, "rt", encoding="utf-8") as whole,
        gzip.open(folder / name, "wt", encoding="utf-8") as part,
    ):
        part.writelines(islice(whole, LINES))
    return Claims(folder, each=30)


def test_no_document_is_on_both_sides_of_the_split(some: Claims) -> None:
    sides = [
        {
            text
            for is_held, pairs in some.groups
            if is_held is held
            for p in pairs
            for text in (p.chinese, p.english)
        }
        for held in (False, True)
    ]
    assert len(sides[0]) > 500 < len(sides[1])
    assert sides[0] & sides[1] == set()


def test_the_rules_find_what_was_changed(some: Claims, tmp_path: Path) -> None:
    examples = [e for e in some.examples() if e.held]
    with Index(tmp_path / "home", create=True) as index:
        index.add([Article(text="The embedder is what is needed.")])
        found = measure(examples, index, shipped())
    wrong, count = Counter[str](), Counter[str]()
    for (kind, _, _), (many, errors, _) in found.items():
        count[kind] += many
        wrong[kind] += errors
    shares = {kind: wrong[kind] / count[kind] for kind in count}
    assert {kind: shares[kind] <= 0.05 for kind in ("number", "unit", "date")} == {
        "number": True,
        "unit": True,
        "date": True,
    }
    assert shares["part"] <= 0.1
    assert shares["reordered"] <= 0.1
    assert shares["negation"] <= 0.15


def test_a_scale_is_fitted_to_what_tells_the_two_apart() -> None:
    drawn = np.random.default_rng(3)
    x = drawn.random((400, 2))
    y = x[:, 0] > 0.5
    scale = fit(x, y, accepted=0.02)
    assert scale.weights[0] > 5 * abs(scale.weights[1])
    assert np.mean([scale.passes(row) for row in x[y].tolist()]) > 0.95
    assert np.mean([scale.passes(row) for row in x[~y].tolist()]) == pytest.approx(0.02, abs=0.01)


def test_what_is_near_is_learned_from_and_counts_where_it_is_asked_to() -> None:
    drawn = np.random.default_rng(3)
    x = drawn.random((400, 2))
    y = x[:, 0] > 0.5
    # nearly right by the first value; only the second tells
    near = np.column_stack([0.5 + 0.5 * drawn.random(400), -drawn.random(400)]).tolist()
    plain = fit(x, y, accepted=0.02)
    apart = fit(x, y, accepted=0.02, near=near)
    counted = fit(x, y, accepted=0.02, near=near, of_near=True)
    assert apart.weights[1] > plain.weights[1] + 5
    assert np.mean([apart.passes(row) for row in x[~y].tolist()]) == pytest.approx(0.02, abs=0.01)
    assert np.mean([counted.passes(row) for row in near]) == pytest.approx(0.02, abs=0.01)


def test_neighbours_are_of_one_side_of_the_split_and_no_translations(some: Claims) -> None:
    side = {
        text: held for held, group in some.groups for p in group for text in (p.chinese, p.english)
    }
    own = {
        text: {t for p in group for t in (p.chinese, p.english)}
        for _, group in some.groups
        for text in (group[0].chinese, group[0].english)
    }
    assert len(some.neighbours) > 100
    assert all(side[text] == side[near] for text, all_ in some.neighbours.items() for near in all_)
    assert not any(own[text] & set(some.neighbours.get(text, ())) for text in own)
