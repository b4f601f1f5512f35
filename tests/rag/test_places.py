"""Where the concepts of a question stand."""

import pytest

from index import Concept, Hit
from index.concepts import concepts
from rag.places import NOWHERE, Place, Surroundings
from rag.statements import statements


def hit(
    text: str, *, article: str = "a", title: str = "", heading: str = "运营", start: int = 0
) -> Hit:
    return Hit(
        article, 1, title, "Gazette", "", None, "zh", heading, start, start + len(text), text, 1.0
    )


def concept(text: str) -> Concept:
    return concepts(text)[0]


@pytest.mark.parametrize(
    ("asked", "place"),
    [
        ("票价", 0),
        ("渡轮", 1),
        ("Egret", 1),
        ("运营", 1),
        ("码头", 2),
        ("图书馆", 3),
        ("股票", NOWHERE),
    ],
)
def test_the_nearest_place_counts(asked: str, place: int) -> None:
    first = hit("码头开放。渡轮周一开行。票价2欧元。", title="Egret's Debut")
    hits = [first, hit("图书馆关闭。", start=100)]
    around = Surroundings.of({n: statements(h) for n, h in enumerate(hits)}, hits)
    assert around.nearest([concept(asked)])[0][2, 0] == place


def test_what_stands_after_a_statement_is_not_beside_it() -> None:
    only = hit("票价2欧元。渡轮周一开行。")
    around = Surroundings.of({0: statements(only)}, [only])
    assert around.nearest([concept("渡轮")])[0][0, 0] == 2


def test_what_ends_the_passage_before_is_not_beside_a_statement() -> None:
    hits = [hit("渡轮周一开行。票价2欧元。"), hit("图书馆关闭。", start=100)]
    around = Surroundings.of({n: statements(h) for n, h in enumerate(hits)}, hits)
    assert around.nearest([concept("票价"), concept("图书馆")])[0].tolist() == [
        [2, 3],
        [0, 3],
        [3, 0],
    ]


@pytest.mark.parametrize(
    ("text", "title", "heading", "asked", "place"),
    [
        ("第二季度营收12亿美元", "", "Nvidia公司分析", "Nvidia", 0),
        ("公司第二季度营收12亿美元", "Nvidia reports", "运营", "Nvidia", 0),
        ("It earned 12 billion dollars", "Nvidia reports", "运营", "Nvidia", 0),
        ("第二季度营收12亿美元", "Nvidia reports", "运营", "Nvidia", 1),
        ("第二季度营收12亿美元", "", "股票分析", "股票", 1),
    ],
)
def test_a_heading_names_what_its_statements_are_about(
    text: str, title: str, heading: str, asked: str, place: int
) -> None:
    only = hit(text, title=title, heading=heading)
    around = Surroundings.of({0: statements(only)}, [only])
    assert around.nearest([concept(asked)])[0].tolist() == [[place]]


def test_an_article_is_what_was_found_of_it_alone() -> None:
    hits = [hit("票价2欧元。"), hit("图书馆关闭。", article="b")]
    around = Surroundings.of({n: statements(h) for n, h in enumerate(hits)}, hits)
    assert around.nearest([concept("图书馆")])[0][0, 0] == NOWHERE


def test_another_name_and_traditional_characters_are_found() -> None:
    place = Place.of("亞馬遜雲科技發生故障")
    assert place.holds(concept("AWS"))
    assert not place.holds(concept("微软"))
