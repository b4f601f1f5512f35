import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.plain import MARKERS, plain


def test_bracketed_numbers_are_left_out() -> None:
    assert plain("Backlog grew [4][12], twice [7].").text == "Backlog grew, twice."


def test_brackets_that_hold_words_stay() -> None:
    assert plain("The [sic] ferry [x1]").text == "The [sic] ferry [x1]"


@pytest.mark.parametrize(
    ("original", "said"),
    [
        ("free [1[2]3]", "free"),  # what is left when the inner one goes is one as well
        ("free [［7］]", "free []"),
        ("免费［１］了", "免费了"),
        ("free [١] [12345]", "free"),
        ("free [\u200b1\u2060] [\xa02 ]", "free"),
        ("free [\u202e1]", "free"),
        ("0 [ ] [1a] [x1] [] 1] [2", "0 [ ] [1a] [x1] [] 1] [2"),
    ],
)
def test_what_reads_as_a_bracketed_number_is_one(original: str, said: str) -> None:
    assert plain(original).text == said


@given(st.text(alphabet="ab [] 12中🚢", max_size=60))
def test_every_character_leads_back_to_where_it_stood(original: str) -> None:
    cleaned = plain(original)
    assert not MARKERS.search(cleaned.text)
    assert cleaned.text == MARKERS.sub("", original) or MARKERS.search(MARKERS.sub("", original))
    assert "".join(original[at] for at in cleaned.origins) == cleaned.text


@given(st.text(alphabet="ab [] 12中🚢", min_size=1, max_size=40), st.data())
def test_a_span_leads_back_to_text_that_reads_the_same(original: str, data: st.DataObject) -> None:
    cleaned = plain(original)
    if not cleaned.text:
        return
    start = data.draw(st.integers(0, len(cleaned.text) - 1))
    end = data.draw(st.integers(start + 1, len(cleaned.text)))
    first, last = cleaned.original_span(start, end)
    inside = [original[at] for at in cleaned.origins if first <= at < last]
    assert "".join(inside) == cleaned.text[start:end]
