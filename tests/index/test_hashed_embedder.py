"""The hashed embedder: words and pieces of words, hashed."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.embedding import BUILTIN, load_embedder, resolve
from index.embedding.hashed import HashedEmbedder
from index.errors import UnknownEmbedder

EMBEDDER = HashedEmbedder()


def cosine(query: str, text: str) -> float:
    return float(EMBEDDER.embed_documents([text])[0] @ EMBEDDER.embed_query(query))


def test_names_stand_for_themselves_but_builtin_for_the_shipped_one() -> None:
    assert resolve("builtin") == BUILTIN == "static"
    assert resolve("BAAI/bge-m3") == "BAAI/bge-m3"
    assert load_embedder("hashed").fingerprint == EMBEDDER.fingerprint


@pytest.mark.parametrize("name", ["", " ", "\n"])
def test_an_empty_name_is_refused(name: str) -> None:
    with pytest.raises(UnknownEmbedder, match="the embedder's name is empty: use builtin"):
        load_embedder(name)


def test_a_change_of_its_vectors_asks_for_another_fingerprint() -> None:
    # homes hold such vectors under this name
    assert EMBEDDER.fingerprint == "hashed-256-v2"
    vector = EMBEDDER.embed_query("北码头")
    cells = {int(cell): round(float(vector[cell]), 4) for cell in np.flatnonzero(vector)}
    assert cells == {3: -0.353, 78: 0.5595, 97: -0.353, 130: 0.353, 151: -0.5595}


@pytest.mark.parametrize(
    ("one", "two"),
    [
        ("Ferry Harbour", "ferry harbour"),
        ("雲端運算", "云端运算"),
        ("ＡＷＳ　２０％", "AWS 20%"),
        ("ferries sailing", "ferries  sailing."),
        ("1,000 passengers", "1000 passengers"),
    ],
)
def test_texts_that_say_the_same_have_the_same_vector(one: str, two: str) -> None:
    assert cosine(one, two) == pytest.approx(1)


def test_the_more_words_are_shared_the_nearer() -> None:
    text = "the ferry leaves the harbour at seven"
    near = [cosine(query, text) for query in ("ferry harbour seven", "ferry piano", "violin piano")]
    assert near == sorted(near, reverse=True)
    assert near[0] > 0.5
    assert abs(near[2]) < 0.2


def test_a_misspelt_word_is_near_by_its_pieces() -> None:
    assert cosine("Sedgemuoth", "Sedgemouth") > 0.3 > cosine("Brackmere", "Sedgemouth")


def test_order_of_words_counts_for_little() -> None:
    assert cosine("harbour ferry", "ferry harbour") > 0.8


@pytest.mark.parametrize("text", ["", " \n", "。！？", "😀"])
def test_a_text_without_words_has_a_vector_of_zeros(text: str) -> None:
    assert not EMBEDDER.embed_query(text).any()


@given(st.text(st.characters(exclude_categories=())))
def test_any_text_has_a_vector_of_length_one_or_zero(text: str) -> None:
    vector = EMBEDDER.embed_query(text)
    assert vector.dtype == np.float32
    assert float(np.linalg.norm(vector)) == pytest.approx(1 if vector.any() else 0, abs=1e-5)


@given(st.text(st.sampled_from("渡轮ferry 1.5%"), min_size=1))
def test_a_text_is_nearest_to_itself(text: str) -> None:
    vector = EMBEDDER.embed_query(text)
    if vector.any():
        assert cosine(text, text) == pytest.approx(1, abs=1e-5)
        assert cosine(f"{text} harbour library", text) < 1
