"""Headings of digests and of Markdown."""

import time

import pytest

from index.outline import sections, without_closing


def outline(text: str) -> list[tuple[str, str]]:
    """Headings, and what stands under each."""
    return [(section.heading, text[section.start : section.end]) for section in sections(text)]


def test_a_digest_is_divided_at_its_headings() -> None:
    text = "航线 - 渡轮七点出发 [1] - 单程40分钟 [2] 票价 - 单程2.80欧元 [3][4] - 儿童免费 [5]"
    assert outline(text) == [
        ("航线", "渡轮七点出发 [1] - 单程40分钟 [2]"),
        ("票价", "单程2.80欧元 [3][4] - 儿童免费 [5]"),
    ]


def test_a_digest_with_one_fact_under_each_heading_is_divided() -> None:
    assert outline("Route - Sails at seven. [1] Fares - 2.80 euros. [2]") == [
        ("Route", "Sails at seven. [1]"),
        ("Fares", "2.80 euros. [2]"),
    ]


def test_a_digest_may_have_a_line_for_each_heading() -> None:
    text = "Route - Sails at seven. [1] - Forty minutes. [2]\nFares - 2.80 euros. [3]"
    assert outline(text) == [
        ("Route", "Sails at seven. [1] - Forty minutes. [2]\n"),
        ("Fares", "2.80 euros. [3]"),
    ]


@pytest.mark.parametrize("gap", [" ", "  ", "\t"])
def test_a_fact_without_a_number_is_no_heading(gap: str) -> None:
    text = f"航线 - 七点出发 [1]{gap}- 单程40分钟 - 每天两班 [2] - 周日停航 [3]"
    assert outline(text) == [("航线", text.removeprefix("航线 - "))]


def test_a_heading_with_nothing_under_it_leads_the_next_one() -> None:
    assert outline("要点 - \n航线 - 七点出发 [1] - 每天两班 [2]") == [
        ("要点 / 航线", "七点出发 [1] - 每天两班 [2]")
    ]


def test_what_is_longer_than_sixty_characters_is_no_heading() -> None:
    fits, long = "题" * 60, "题" * 61
    tail = " - 七点出发 [1] - 每天两班 [2]"
    assert outline(fits + tail) == [(fits, tail.removeprefix(" - "))]
    assert outline(long + tail) == [("", long + tail)]


def test_a_reference_in_prose_does_not_make_a_digest() -> None:
    text = "As shown in [1] the method - which is old - works. It was tried [2] twice."
    assert outline(text) == [("", text)]


def test_markdown_is_divided_at_its_headings() -> None:
    text = "Lead.\n\n# Route\nSails at seven.\n\n## Fares ##\n2.80 euros.\n"
    assert outline(text) == [
        ("", "Lead.\n\n"),
        ("Route", "Sails at seven.\n\n"),
        ("Fares", "2.80 euros.\n"),
    ]


def test_a_markdown_heading_above_another_leads_it() -> None:
    text = "# Egret\n\n## Route\nSails at seven.\n## Fares\n2.80 euros."
    assert outline(text) == [("Egret / Route", "Sails at seven.\n"), ("Fares", "2.80 euros.")]


@pytest.mark.parametrize(
    "text",
    ["#Route\nSails.", "####### Route\nSails.", "C# Route\nSails.", "#\nSails.", "   \nSails."],
)
def test_what_only_looks_like_a_heading_is_text(text: str) -> None:
    assert outline(text) == [("", text)]


@pytest.mark.parametrize("text", ["", " \n", "# Route\n", "# Route\n## Fares\n"])
def test_a_text_of_headings_alone_is_one_section(text: str) -> None:
    assert [(section.start, section.end) for section in sections(text)] == [(0, len(text))]


def test_a_heading_in_the_last_line_is_text() -> None:
    assert outline("Sails.\n# Fares") == [("", "Sails.\n# Fares")]


@pytest.mark.parametrize(
    ("written", "heading"),
    [
        ("Sea ##", "Sea"),
        ("Sea #", "Sea"),
        ("Sea\t##  ", "Sea"),
        ("C#", "C#"),
        ("C# ##", "C#"),
        ("Sea#1", "Sea#1"),
        ("##", ""),
        (" Sea ", "Sea"),
    ],
)
def test_closing_signs_are_no_part_of_a_heading(written: str, heading: str) -> None:
    assert without_closing(written) == heading


@pytest.mark.parametrize(
    "text",
    [
        "# a" + "#" * 100_000 + "b\n",
        "#" + " " * 100_000 + "x",
        " " * 100_000 + "x - y [1] - z",
        "[1" * 50_000,
        "] " * 50_000 + "[1] - ",
        "a - " * 25_000 + "[1] - ",
    ],
    ids=["signs", "spaces", "indented", "open", "closed", "dashes"],
)
def test_a_degenerate_text_takes_no_longer_than_its_length_asks(text: str) -> None:
    start = time.process_time()
    sections(text)
    assert time.process_time() - start < 2
