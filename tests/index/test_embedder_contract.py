"""What every embedder promises. Another one is one more entry of EMBEDDERS."""

from collections.abc import Callable
from functools import partial
from pathlib import Path

import httpx
import numpy as np
import pytest
from embedding_server import hashed as answered
from tiny_model import WORDS

from index.embedding import load_embedder
from index.embedding.embedder import Embedder, EmbedderOptions, normalized
from index.ranking import Candidate, Kind

Load = Callable[[], Embedder]
TEXTS = ["ferry harbour crossing", "library quay", "battery plant", "时间", "大学 quay"]


def builtin(model_folder: Path) -> Load:
    return partial(load_embedder, "builtin")


def hashed(model_folder: Path) -> Load:
    return partial(load_embedder, "hashed")


def sentence_transformer(model_folder: Path) -> Load:
    return partial(load_embedder, str(model_folder))


def openai(model_folder: Path) -> Load:
    options = EmbedderOptions(model="bag", transport=httpx.MockTransport(answered))
    return partial(load_embedder, "http://embed.example/v1", options)


EMBEDDERS = {
    "builtin": builtin,
    "hashed": hashed,
    "sentence-transformers": sentence_transformer,
    "openai": openai,
}


@pytest.fixture(scope="module", params=EMBEDDERS)
def load(request: pytest.FixtureRequest) -> Load:
    # only one of them needs the model, which takes seconds to make
    needs_model = request.param == "sentence-transformers"
    folder = request.getfixturevalue("model_folder") if needs_model else Path()
    return EMBEDDERS[request.param](folder)


@pytest.fixture(scope="module")
def embedder(load: Load) -> Embedder:
    return load()


def near(embedder: Embedder, query: str) -> list[float]:
    """Cosines of a query and each text."""
    return [float(c) for c in embedder.embed_documents(TEXTS) @ embedder.embed_query(query)]


def test_passages_have_rows_of_float32_in_the_dimensions_announced(embedder: Embedder) -> None:
    vectors = embedder.embed_documents(TEXTS)
    assert (vectors.shape, vectors.dtype) == ((5, embedder.dimensions), np.float32)


def test_a_query_is_one_row_of_float32(embedder: Embedder) -> None:
    vector = embedder.embed_query("ferry")
    assert (vector.shape, vector.dtype) == ((embedder.dimensions,), np.float32)


def test_no_texts_have_no_rows(embedder: Embedder) -> None:
    vectors = embedder.embed_documents([])
    assert (vectors.shape, vectors.dtype) == ((0, embedder.dimensions), np.float32)


def test_vectors_have_length_one(embedder: Embedder) -> None:
    vectors = [*embedder.embed_documents(TEXTS), *map(embedder.embed_query, TEXTS)]
    np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)


@pytest.mark.parametrize("text", TEXTS)
def test_a_text_is_nearest_to_itself(embedder: Embedder, text: str) -> None:
    found = near(embedder, text)
    at = TEXTS.index(text)
    assert int(np.argmax(found)) == at
    assert found[at] == pytest.approx(1, abs=0.01)
    assert max(found[:at] + found[at + 1 :]) < 0.8


@pytest.mark.parametrize(
    ("query", "best"),
    [("harbour", 0), ("ferry crossing", 0), ("plant", 2), ("时间", 3), ("大学", 4)],
)
def test_the_text_that_shares_words_is_nearest(embedder: Embedder, query: str, best: int) -> None:
    found = near(embedder, query)
    assert int(np.argmax(found)) == best
    assert found[best] > 0.3
    assert found[best] > 0.15 + max(found[:best] + found[best + 1 :])


def test_more_shared_words_are_nearer(embedder: Embedder) -> None:
    whole, part, none = (near(embedder, q)[0] for q in (TEXTS[0], "ferry harbour", "battery"))
    assert whole > part > 0.5
    assert none < 0.2


def test_a_text_has_the_same_vector_whatever_stands_beside_it(embedder: Embedder) -> None:
    together = embedder.embed_documents(TEXTS)
    alone = np.concatenate([embedder.embed_documents([text]) for text in TEXTS])
    np.testing.assert_allclose(together, alone, atol=1e-6)
    np.testing.assert_allclose(embedder.embed_documents(TEXTS[::-1]), together[::-1], atol=1e-6)


def test_many_texts_keep_their_order(embedder: Embedder) -> None:
    texts = [WORDS[number % len(WORDS)] for number in range(150)]
    singly = dict(zip(WORDS, embedder.embed_documents(WORDS), strict=True))
    expected = np.stack([singly[text] for text in texts])
    np.testing.assert_allclose(embedder.embed_documents(texts), expected, atol=1e-6)


@pytest.mark.parametrize("text", ["", " \n", "😀", "e\u0301", "ferry " * 5_000])
def test_any_text_has_finite_values(embedder: Embedder, text: str) -> None:
    vectors = np.stack([embedder.embed_query(text), *embedder.embed_documents([text])])
    assert np.isfinite(vectors).all()
    assert (np.linalg.norm(vectors, axis=1) <= 1 + 1e-5).all()


def test_two_loads_have_one_fingerprint_and_equal_vectors(load: Load) -> None:
    one, two = load(), load()
    assert one.fingerprint == two.fingerprint
    assert one.dimensions == two.dimensions
    np.testing.assert_array_equal(one.embed_documents(TEXTS), two.embed_documents(TEXTS))
    np.testing.assert_array_equal(one.embed_query("ferry"), two.embed_query("ferry"))


@pytest.mark.parametrize("kind", list(Kind))
def test_each_score_counts_for_a_candidate_and_never_against_it(
    embedder: Embedder, kind: Kind
) -> None:
    weights = embedder.ranking.weights[kind]
    nothing = weights.probability(Candidate(1))
    assert weights.probability(Candidate(1, dense=1.0)) > nothing
    assert weights.probability(Candidate(1, lexical=1.0)) > nothing
    assert weights.probability(Candidate(1, alignment=1.0)) >= nothing


def test_no_two_embedders_have_one_fingerprint(model_folder: Path) -> None:
    assert len({make(model_folder)().fingerprint for make in EMBEDDERS.values()}) == len(EMBEDDERS)


def test_normalizing_makes_rows_of_length_one_and_leaves_zeros() -> None:
    rows = normalized(np.array([[3, 4], [0, 0], [-2, 0]], dtype=np.float64))
    np.testing.assert_array_equal(rows, np.array([[0.6, 0.8], [0, 0], [-1, 0]], dtype=np.float32))
    assert rows.dtype == np.float32
