"""Passages: where they begin and end, and that they hold everything."""

import time
from collections.abc import Callable, Sequence
from itertools import groupby, pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.article import detect_language
from index.outline import sections
from index.passage import Passage
from index.splitting import SIZES, split

# Emoji, one made of several code points, combining characters, full-width signs, astral characters.
PIECES = st.sampled_from([
    *"渡轮七点出发。！？；：，、（）「」％０", "e\u0301", "각", "👩‍👩‍👧‍👦", "🇳🇴", "😀", "𠀋", "\u200b", "\u3000",
    "ferry", " sails", ". ", "\n", "\n\n", "\t", "3.5", "…", "”", "...", "—",
])  # fmt: skip
PROSE = st.lists(PIECES, max_size=60).map("".join)
UNBROKEN = st.text(st.sampled_from("渡轮e\u0301😀𠀋ab"), max_size=2_000)
# no brackets, dashes, signs of headings or line ends: what a heading is has to be known
WORDS = st.text(st.sampled_from("渡轮票价，。！e\u0301😀ab １"), min_size=1, max_size=40).filter(
    str.strip
)
OUTLINES = st.lists(st.tuples(WORDS, st.lists(WORDS, min_size=2, max_size=6)), min_size=1)

Outline = Sequence[tuple[str, Sequence[str]]]


def texts_of(text: str, passages: Sequence[Passage] | None = None) -> list[str]:
    return [text[p.start : p.end] for p in (split(text) if passages is None else passages)]


def digest(outline: Outline) -> tuple[str, list[str]]:
    """A digest with these headings and facts, and what stands under each heading."""
    bodies = [" [1] - ".join(facts) + " [1]" for _, facts in outline]
    heads = (heading.strip() for heading, _ in outline)
    return " ".join(map("{} - {}".format, heads, bodies)), bodies


def markdown(outline: Outline) -> tuple[str, list[str]]:
    bodies = ["\n\n".join(facts) + "\n" for _, facts in outline]
    return "".join(
        f"## {o[0].strip()}\n{body}" for o, body in zip(outline, bodies, strict=True)
    ), bodies


def visible(texts: Sequence[str]) -> str:
    """All characters that are no white space."""
    return "".join("".join(texts).split())


def check_order(text: str, passages: Sequence[Passage]) -> None:
    assert all(0 <= p.start < p.end <= len(text) for p in passages)
    assert all(one.end <= two.start for one, two in pairwise(passages))


def check_cover(text: str, start: int, end: int, passages: Sequence[Passage]) -> None:
    """Between `start` and `end`, what no passage holds is white space."""
    edges = [start, *(edge for p in passages for edge in (p.start, p.end)), end]
    gaps = [text[left:right] for left, right in zip(edges[::2], edges[1::2], strict=True)]
    assert [gap for gap in gaps if gap.strip()] == []


@given(PROSE | UNBROKEN | st.text())
def test_passages_are_in_order_without_overlap_and_hold_all_under_the_headings(text: str) -> None:
    passages = split(text)
    check_order(text, passages)
    for section in sections(text):
        inside = [p for p in passages if section.start <= p.start < section.end]
        assert {p.heading for p in inside} <= {section.heading}
        check_cover(text, section.start, section.end, inside)


@given(PROSE | UNBROKEN)
def test_a_text_without_headings_is_held_whole(text: str) -> None:
    check_cover(text, 0, len(text), split(text))


@pytest.mark.parametrize("written", [digest, markdown])
@given(outline=OUTLINES)
def test_only_headings_are_left_out(
    written: Callable[[Outline], tuple[str, list[str]]], outline: Outline
) -> None:
    text, bodies = written(outline)
    passages = split(text)
    assert visible(texts_of(text, passages)) == visible(bodies)
    found = [heading for heading, _ in groupby(p.heading for p in passages)]
    assert found == [heading for heading, _ in groupby(heading.strip() for heading, _ in outline)]


@given(PROSE | UNBROKEN)
def test_a_passage_is_stripped_and_no_longer_than_its_size(text: str) -> None:
    for passage in split(text):
        found = text[passage.start : passage.end]
        assert found == found.strip()
        assert 0 < len(found) <= max(SIZES.values())


@pytest.mark.parametrize("text", ["", " \n\t\u3000"])
def test_a_text_of_nothing_has_no_passages(text: str) -> None:
    assert split(text) == []


def test_a_short_text_is_one_passage_without_the_space_around_it() -> None:
    assert split("  渡轮七点出发。 \n") == [Passage(2, 9)]


def test_offsets_count_code_points() -> None:
    text = "# 😀\n👩‍👩‍👧‍👦 e\u0301"
    assert split(text) == [Passage(4, 14, "😀")]


def test_a_passage_does_not_go_on_under_the_next_heading() -> None:
    text = "航线 - 七点出发 [1] - 每天两班 [2] 票价 - 单程2.80欧元 [3]"
    assert texts_of(text) == ["七点出发 [1] - 每天两班 [2]", "单程2.80欧元 [3]"]
    assert [p.heading for p in split(text)] == ["航线", "票价"]


@pytest.mark.parametrize(
    ("sentence", "language", "count"),
    [("渡轮七点从北码头出发。", "zh", 25), ("The ferry sails at seven. ", "en", 32)],
)
def test_long_text_is_cut_after_sentences(sentence: str, language: str, count: int) -> None:
    first, second = texts_of(sentence * count + sentence.strip())
    assert detect_language(first) == language
    assert first == (sentence * count).strip()
    assert second == sentence.strip()
    assert len(first) <= SIZES[language] < len(sentence * (count + 1))


def test_a_closing_quotation_mark_stays_with_its_sentence() -> None:
    sentence = "他说：“渡轮七点出发。”"
    assert texts_of(sentence * 40)[0].endswith("。”")
    assert all(found.startswith("他说") for found in texts_of(sentence * 40))


def test_facts_of_a_digest_are_not_cut_where_they_fit() -> None:
    fact = "渡轮每天早上七点从北码头出发并且在四十分钟以后到达对岸 [1]"
    text = "航线 - " + " - ".join([fact] * 30)
    found = texts_of(text)
    assert {part for passage in found for part in passage.removesuffix(" -").split(" - ")} == {fact}
    assert sum(passage.count(fact) for passage in found) == 30


def test_paragraphs_are_kept_together_where_they_fit() -> None:
    paragraphs = ["渡轮。" * 60, "票价。" * 60, "船长。" * 20]
    assert texts_of("\n\n".join(paragraphs)) == [paragraphs[0], "\n\n".join(paragraphs[1:])]


def test_text_without_any_break_is_cut_at_the_size() -> None:
    assert [len(found) for found in texts_of("渡" * 700)] == [280, 280, 140]
    assert [len(found) for found in texts_of("a" * 1_700)] == [840, 840, 20]


@pytest.mark.parametrize("unit", [".", "!", "。", "\n", " ", '."', "\n \t"])
def test_a_degenerate_text_takes_no_longer_than_its_length_asks(unit: str) -> None:
    start = time.process_time()
    split(unit * 100_000 + "x")
    assert time.process_time() - start < 3
