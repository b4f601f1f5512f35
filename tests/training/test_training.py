"""The pipeline that makes the built-in embedder, on a few made sentences."""

import gzip
import json
import random
import sys
from pathlib import Path

import numpy as np
import pytest

from index.embedding import load_embedder
from index.embedding.static import StaticEmbedder
from training import __main__ as command
from training import ranking
from training.charsmap import normalizer
from training.corpus import Corpus
from training.curriculum import Material
from training.ranking import Asked, Kind

HELD_OUT = "白鹭号渡轮每天早上七点从北码头出发，航程四十分钟"
HELD_OUT_EN = "The ferry leaves the northern quay every morning at seven o'clock"
CHARACTERS = "渡轮图书馆电池工厂码头建设时间医生建议法院公司收入订单"


def sentence(seed: int) -> str:
    drawn = random.Random(seed)
    return "".join(drawn.choices(CHARACTERS, k=20)) + "。"


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder as training reads it; two of its texts repeat what a development set holds."""
    folder = tmp_path_factory.mktemp("data")
    (folder / "retrieval").mkdir()
    news = [
        {"id": str(n), "published_at": None, "text": "".join(sentence(n * 9 + i) for i in range(4))}
        for n in range(30)
    ]
    news[0]["text"] = f"今天，{HELD_OUT}！" + sentence(1) + sentence(2)
    pairs = [f"{sentence(n)}\tThe library and the plant number {n} opened\tnews" for n in range(30)]
    pairs += [f"{HELD_OUT}。\tSomething else\tnews", f"{sentence(99)}\t{HELD_OUT_EN}.\ttatoeba"]
    files = {
        "news-zh.jsonl.gz": map(json.dumps, news),
        "parallel-zh-en.tsv.gz": pairs,
        "retrieval/ferry.passages.jsonl.gz": [
            json.dumps({"id": "a", "text": HELD_OUT}),
            json.dumps({"id": "b", "text": sentence(500)}),
        ],
        "retrieval/ferry.queries.jsonl.gz": [
            json.dumps({"query": HELD_OUT_EN, "relevant": ["a"]}),
            json.dumps({"query": "渡轮几点出发？", "relevant": ["a"]}),
        ],
    }
    for name, lines in files.items():
        with gzip.open(folder / name, "wt", encoding="utf-8") as file:
            file.write("\n".join(lines) + "\n")
    return folder


@pytest.fixture(scope="module")
def trained(data: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What the command makes in four steps."""
    folder = tmp_path_factory.mktemp("made") / "model"
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(Corpus, "dictionary", lambda self: iter(Corpus.pairs(self)))
        options = ["--steps", "4", "--dimensions", "8", "--pieces", "900"]
        patched.setattr(sys, "argv", ["training", str(data), str(folder), *options])
        command.main()
    ranking.write(folder, ranking._EVEN)
    return folder


def test_nothing_of_a_development_set_is_trained_on(data: Path) -> None:
    corpus = Corpus(data)
    news = [text for article in corpus.news() for text in article]
    pairs = list(corpus.pairs())
    assert len(pairs) == 30
    assert sentence(1) in news
    held_out = [text for text in [*news, *(p.chinese for p in pairs)] if "白鹭号" in text]
    assert held_out == []
    assert not any("northern quay" in pair.english for pair in pairs)
    assert all(map(corpus.allowed, [*news, *(p.english for p in pairs)]))


def test_the_dictionary_has_a_word_with_one_of_its_meanings(data: Path) -> None:
    entries = {(pair.chinese, pair.english) for pair in Corpus(data).dictionary()}
    assert ("图书馆", "library") in entries
    assert not any("[" in meaning or "CL:" in meaning for _, meaning in entries)


def test_what_is_made_loads_in_both_ways_with_the_same_vectors(trained: Path) -> None:
    texts = ["图书馆建设", "the library opened", "圖書館", ""]
    light = StaticEmbedder(folder=trained)
    assert light.dimensions == 8
    vectors = light.embed_documents(texts)
    np.testing.assert_allclose(
        vectors, load_embedder(str(trained)).embed_documents(texts), atol=1e-3
    )
    assert np.linalg.norm(vectors[0]) == pytest.approx(1, abs=1e-5)
    np.testing.assert_array_equal(light.embed_query("圖書館建設"), light.embed_query("图书馆建设"))


def test_words_that_were_counted_are_pieces_and_others_fall_apart(trained: Path) -> None:
    tokenizer = StaticEmbedder(folder=trained)._tokenizer
    assert tokenizer.encode("Library, opened!").tokens == ["library", "opened"]
    assert "".join(tokenizer.encode("ฟ").tokens) == "<0xE0><0xB8><0x9F>"


def test_all_ways_of_writing_become_the_usual_one() -> None:
    assert normalizer().normalize_str("ＡＷＳ積壓訂單３０％ﬁ") == "aws积压订单30%fi"


def asked(scores: list[list[float]], relevant: int) -> Asked:
    right = np.zeros(len(scores), dtype=bool)
    right[relevant] = True
    return Asked(Kind.SAME, np.array(scores), right, 0.1)


def test_weights_are_learned_for_what_tells_the_relevant_apart() -> None:
    drawn = np.random.default_rng(5)
    queries = []
    for _ in range(40):
        scores = drawn.random((8, 3))
        queries.append(asked(scores.tolist(), int(np.argmax(scores @ [0.0, 1.0, 3.0]))))
    weights = ranking.fit(queries)
    assert weights["alignment"] > 2 * weights["dense"] > 0
    assert weights["lexical"] < 0.2 * weights["dense"]
    assert weights["bias"] < 0


def test_what_is_written_names_the_model_it_was_learned_with(trained: Path) -> None:
    weights = {**ranking._EVEN, Kind.ACROSS: {"lexical": 1.0, "dense": 7.0}}
    ranking.write(trained, weights)
    embedder = StaticEmbedder(folder=trained)
    assert embedder.ranking.weights[Kind.ACROSS].dense == pytest.approx(7.0)
    assert embedder.fingerprint.startswith("static-8-")


def test_texts_are_counted_by_language(data: Path) -> None:
    counts = Material([["图书馆"]], list(Corpus(data).pairs())[:1], [], []).counts()
    assert counts.words["图书馆"] >= 1
    assert counts.words["library"] == 3
