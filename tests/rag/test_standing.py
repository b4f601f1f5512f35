"""How statements stand in their article, and how far they cover what is asked."""

import numpy as np
import pytest

from index import Hit, Index
from rag.features import NAMES, candidates
from rag.question import understand
from rag.statements import statements

TEXT = "白鹭号是北港市的一艘渡轮。票价为2欧元。船长姓陈。"


def hit(text: str, article: str = "a", start: int = 0) -> Hit:
    end = start + len(text)
    return Hit(article, 1, "", "", "", None, "zh", "", start, end, text, 1.0)


def told(index: Index, question: str, *hits: Hit) -> list[dict[str, float]]:
    said = {n: statements(one) for n, one in enumerate(hits)}
    found = candidates(understand(question, index), said, hits, index)
    return [dict(zip(NAMES, row, strict=True)) for row in found.rows.tolist()]


def test_what_the_opening_names_is_given_to_all_that_follows(index: Index) -> None:
    opening, fare, captain = told(index, "渡轮的票价", hit(TEXT))
    assert opening["given"] == pytest.approx(0)
    assert 0 < opening["own"] < 1
    assert fare["given"] == captain["given"] == pytest.approx(opening["own"])
    assert fare["given_far"] == pytest.approx(0)
    assert captain["given_far"] == pytest.approx(opening["own"])
    assert [row["fresh"] for row in (opening, fare, captain)] == pytest.approx([0, fare["own"], 0])


def test_only_the_first_statement_of_an_article_opens_it(index: Index) -> None:
    rows = told(index, "渡轮的票价", hit(TEXT), hit("图书馆关闭。", "b", start=90))
    assert [row["opening"] for row in rows] == [1.0, 0.0, 0.0, 0.0]


def test_an_article_opens_with_what_stands_first_wherever_it_is_found(index: Index) -> None:
    hits = hit("船长姓陈。", start=30), hit("图书馆关闭。", "b"), hit("白鹭号是渡轮。票价为2欧元。")
    captain, library, ferry, fare = told(index, "渡轮的票价", *hits)
    assert [row["opening"] for row in (captain, library, ferry, fare)] == [0, 1, 1, 0]
    assert captain["given"] == pytest.approx(ferry["own"])
    assert [captain["before"], fare["before"]] == pytest.approx(
        [fare["alignment"], ferry["alignment"]]
    )
    assert [library["before"], ferry["before"]] == [0, 0]


def test_what_stands_nowhere_is_lost(index: Index) -> None:
    (known, *_), (unknown, *_) = (
        told(index, question, hit(TEXT)) for question in ("渡轮的票价", "渡轮在2019年的票价")
    )
    assert [known["lost"], known["lost_numbers"]] == pytest.approx([0, 0])
    assert unknown["lost_numbers"] == pytest.approx(unknown["lost"])
    assert 0 < unknown["lost"] < 1


def test_a_name_that_stands_nowhere_is_told_from_other_words(index: Index) -> None:
    (named, *_), (plain, *_) = (
        told(index, question, hit(TEXT)) for question in ("张三丰的票价", "漂亮的票价")
    )
    assert plain["lost_names"] == pytest.approx(0)
    assert named["lost_names"] > 0


def test_what_a_place_or_a_list_asks_for_is_seen(index: Index) -> None:
    where = told(index, "白鹭号在哪里？", hit("白鹭号位于北港市。白鹭号很新。"))
    assert [row["placing"] for row in where] == [1.0, 0.0]
    several = told(index, "船员有哪些？", hit("船员有陈、李、王三人。船员很多。"))
    assert [row["listing"] for row in several] == pytest.approx([np.log(3), 0])
