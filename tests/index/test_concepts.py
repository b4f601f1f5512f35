"""What a question asks about, and the table of other names."""

import time
from collections import Counter
from importlib import resources
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.concepts import Concept, OtherNames, concepts, read_names
from index.errors import BadFile
from index.words import fold

NAMES = OtherNames([
    "AWS\tAmazon Web Services\t亚马逊云科技",
    "Amazon\t亚马逊",
    "ferry\tferryboat\t渡轮",
    "Egret\t白鹭号",
    "Egret\tEgret Line\t白鹭航运",
])  # fmt: skip


def asked(text: str) -> list[str]:
    return [concept.text for concept in concepts(text, NAMES)]


def only(text: str) -> Concept:
    (concept,) = concepts(text, NAMES)
    return concept


def test_words_that_no_table_knows_are_concepts_of_their_own() -> None:
    assert concepts("harbour fees", NAMES) == [
        Concept("harbour", (("harbour",),)),
        Concept("fee", (("fee",),)),
    ]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("What did AWS earn?", ["what", "did", "aws", "earn"]),
        ("amazon web services revenue", ["amazon web services", "revenu"]),
        ("亚马逊云科技的营收", ["亚马逊云科技", "的", "营收"]),
        ("亞馬遜雲科技", ["亚马逊云科技"]),
        ("ＡＷＳ和亚马逊", ["aws", "和", "亚马逊"]),
        ("Amazon's ferries and Egret’s", ["amazon", "ferri", "and", "egret"]),
        ("白鹭号渡轮", ["白鹭号", "渡轮"]),
        ("", []),
        ("？！", []),
    ],
)
def test_known_names_are_found_as_they_stand_the_longest_first(text: str, found: list[str]) -> None:
    assert asked(text) == found


@pytest.mark.parametrize("text", ["laws", "AWS3", "ferryman", "paws"])
def test_a_name_inside_a_word_is_not_found(text: str) -> None:
    assert [concept.named for concept in concepts(text, NAMES)] == [False] * len(asked(text))


def test_a_name_has_every_spelling_the_given_one_first() -> None:
    concept = only("亚马逊云科技")
    assert concept.spellings == (
        ("亚马逊", "云", "科技"),
        ("aw",),
        ("amazon", "web", "servic"),
    )
    assert concept.named


def test_a_name_in_two_groups_has_the_spellings_of_both() -> None:
    assert only("egret").spellings == (
        ("egret",),
        ("白鹭", "号"),
        ("egret", "line"),
        ("白鹭", "航运"),
    )


def test_a_name_is_proper_where_its_group_has_a_capital() -> None:
    assert only("白鹭号").proper
    assert not only("渡轮").proper


def test_a_word_is_proper_where_it_is_capitalised() -> None:
    found = {concept.text: concept.proper for concept in concepts("fees of Sedgemouth", NAMES)}
    assert found == {"fee": False, "of": False, "sedgemouth": True}


@given(st.text(st.characters(exclude_categories=())))
def test_any_question_has_concepts_whose_spellings_are_words(text: str) -> None:
    for concept in concepts(text):
        assert concept.text
        assert concept.spellings
        assert all(word for spelling in concept.spellings for word in spelling)


def test_a_long_question_takes_no_longer_than_its_length_asks() -> None:
    start = time.process_time()
    found = concepts("渡轮 harbour " * 10_000, NAMES)
    assert [concept.text for concept in found[:2]] == ["渡轮", "harbour"]
    assert time.process_time() - start < 5


def own_names(tmp_path: Path, data: bytes | str) -> OtherNames:
    path = tmp_path / "names.tsv"
    path.write_bytes(data.encode() if isinstance(data, str) else data)
    return read_names(path)


def spelled(names: OtherNames, text: str) -> set[tuple[str, ...]]:
    return {spelling for concept in concepts(text, names) for spelling in concept.spellings}


@pytest.mark.parametrize(
    "data",
    [
        "Sedgemouth\t塞奇茅斯\n",
        "# own names\n\nSedgemouth\t塞奇茅斯",
        "\ufeffSedgemouth\t塞奇茅斯\r\n",
        " Sedgemouth \t\t 塞奇茅斯 ",
        "Ｓｅｄｇｅｍｏｕｔｈ\t塞奇茅斯",
        "Sedgemouth\t塞奇茅斯\t塞奇茅斯",
    ],
)
def test_a_table_of_ones_own_is_added(tmp_path: Path, data: str) -> None:
    names = own_names(tmp_path, data)
    assert ("sedgemouth",) in spelled(names, "塞奇茅斯")
    assert ("塞奇", "茅斯") in spelled(names, "sedgemouth")


def test_the_shipped_names_stay_beside_ones_own(tmp_path: Path) -> None:
    names = own_names(tmp_path, "AWS\tour cloud")
    assert {("amazon", "web", "servic"), ("our", "cloud")} <= spelled(names, "aws")


def test_traditional_names_of_ones_own_are_found_in_either_script(tmp_path: Path) -> None:
    names = own_names(tmp_path, "Egret\t白鷺號")
    for text in ("白鹭号", "白鷺號"):
        assert ("egret",) in spelled(names, text)


def test_a_line_with_one_name_is_refused_with_its_number(tmp_path: Path) -> None:
    with pytest.raises(BadFile, match=r"names\.tsv:3: a line needs two names or more"):
        own_names(tmp_path, "# names\nA1\tB1\nalone\n")


@pytest.mark.parametrize("data", ["白鹭号\tEgret".encode("gb18030"), b"\xff\xfe\0"])
def test_a_table_that_is_not_utf8_is_refused(tmp_path: Path, data: bytes) -> None:
    with pytest.raises(BadFile, match=r"names\.tsv: cannot be read as a table of names"):
        own_names(tmp_path, data)


def test_a_table_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BadFile, match=r"none\.tsv: cannot be read as a table of names"):
        read_names(tmp_path / "none.tsv")


def shipped_groups() -> list[list[str]]:
    text = resources.files("index.data").joinpath("other_names.tsv").read_text("utf-8")
    return [line.split("\t") for line in text.splitlines() if not line.startswith("#")]


def test_every_shipped_group_has_two_names_or_more() -> None:
    assert [group for group in shipped_groups() if len(group) < 2] == []


def test_folding_leaves_every_shipped_name_as_it_is() -> None:
    changed = [name for group in shipped_groups() for name in group if fold(name) != name]
    assert changed == []


def test_shipped_names_have_no_space_around_them() -> None:
    assert [n for group in shipped_groups() for n in group if n != n.strip() or not n] == []


def test_no_shipped_group_has_a_name_twice() -> None:
    lowered = [[name.lower() for name in group] for group in shipped_groups()]
    assert [group for group in lowered if len(set(group)) < len(group)] == []


def test_a_shipped_name_is_in_two_groups_at_most() -> None:
    counts = Counter(name.lower() for group in shipped_groups() for name in group)
    assert {name: count for name, count in counts.items() if count > 2} == {}


def test_no_shipped_group_is_there_twice() -> None:
    counts = Counter(frozenset(name.lower() for name in group) for group in shipped_groups())
    assert [group for group, count in counts.items() if count > 1] == []


def test_every_shipped_name_is_found_where_it_stands_alone() -> None:
    names = {name for group in shipped_groups() for name in group}
    lost = [name for name in names if [c.text for c in concepts(name)] != [name.lower()]]
    assert lost == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("为什么调高中芯国际的目标价", ["中芯国际", "目标价"]),
        ("中国人民银行的利率", ["中国人民银行", "利率"]),
    ],
)
def test_a_name_is_found_though_words_run_across_its_ends(text: str, expected: list[str]) -> None:
    found = {concept.text for concept in concepts(text)}
    assert [name for name in expected if name in found] == expected


def test_an_abbreviation_of_common_words_is_no_proper_name() -> None:
    table = OtherNames(["first quarter\tQ1\t第一季度", "AWS\tAmazon Web Services\t亚马逊云科技"])
    found = {concept.text: concept.proper for concept in concepts("AWS第一季度", table)}
    assert found == {"aws": True, "第一季度": False}
