"""Rerankers by name."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from index import Article, Index
from index.embedding.hashed import HashedEmbedder
from index.embedding.static import StaticEmbedder
from index.errors import RerankerUnavailable
from index.reranking import load_entailment, load_reranker
from index.reranking.alignment import Alignment

STATIC = StaticEmbedder()
ALIGNMENT = Alignment(STATIC)


def test_every_word_of_the_query_counts_for_itself() -> None:
    query = "积压订单的金额"
    whole, half, none = ALIGNMENT.scores(
        query, ["截至六月底积压订单金额为301亿美元", "公司的订单交付推迟", "天气晴朗，渡轮停运"]
    )
    assert 0.9 < whole <= 1.0001
    assert whole > half + 0.1
    assert half > none


def test_words_of_another_language_are_matched() -> None:
    same, other = ALIGNMENT.scores("library construction", ["图书馆的建设", "医生的建议"])
    assert same > other + 0.2


def test_each_word_is_matched_in_its_own_text_where_some_have_none() -> None:
    asked, *given = STATIC.tokens(["ferry library", "", "library", "。", "ferry", ""])
    found = ALIGNMENT.matches(asked, given)
    assert found[[1, 3]].argmax(axis=1).tolist() == [1, 0]
    assert found.max(axis=1).tolist() == pytest.approx([0, 1, 0, 1, 0])
    assert ALIGNMENT.matches(given[0], given).shape == (5, 0)
    assert ALIGNMENT.matches(asked, []).shape == (0, 2)


def test_a_passage_is_no_better_for_being_long() -> None:
    short, long = ALIGNMENT.scores("ferry", ["ferry", "ferry " + "library quay battery " * 200])
    assert short == pytest.approx(long)


@pytest.mark.parametrize("query", ["", "。", "😀"])
def test_a_query_without_words_aligns_with_nothing(query: str) -> None:
    np.testing.assert_array_equal(ALIGNMENT.scores(query, ["ferry", ""]), [0, 0])


def test_no_texts_and_empty_texts_have_no_alignment() -> None:
    assert ALIGNMENT.scores("ferry", []).shape == (0,)
    np.testing.assert_array_equal(ALIGNMENT.scores("ferry", ["", "。"]), [0, 0])


def test_a_translation_is_told_from_a_text_that_says_more() -> None:
    query = "The construction of the library took four years."
    texts = ["图书馆的建设用了四年。", "图书馆的建设用了四年，渡轮停运，医生给出了订单积压的建议。"]
    exact, more = ALIGNMENT.scores(query, texts, mutual=True)
    assert exact > more + 0.05
    assert ALIGNMENT.scores(query, texts)[1] >= ALIGNMENT.scores(query, texts)[0] - 0.01
    np.testing.assert_array_equal(ALIGNMENT.scores(query, ["", "。"], mutual=True), [0, 0])


def test_alignment_goes_with_the_built_in_embedder_alone_unless_it_is_named() -> None:
    assert isinstance(load_reranker("", STATIC), Alignment)
    assert load_reranker("", HashedEmbedder()) is None
    assert isinstance(load_reranker("alignment", HashedEmbedder()), Alignment)
    assert load_reranker("none", STATIC) is None


@pytest.fixture(scope="module")
def cross_encoder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A CrossEncoder of a few kilobytes, its weights drawn once and for all."""
    return save_cross_encoder(tmp_path_factory.mktemp("cross-encoder"), ["LABEL_0"])


def save_cross_encoder(folder: Path, labels: list[str], biases: Sequence[float] = ()) -> Path:
    import torch
    from tokenizers import Tokenizer
    from tokenizers.models import WordLevel
    from tokenizers.pre_tokenizers import Whitespace
    from transformers import (
        BertConfig,
        BertForSequenceClassification,
        PreTrainedTokenizerFast,
    )

    words = ["[PAD]", "[UNK]", "[SEP]", "[CLS]", "ferry", "library", "quay", "resumed"]
    tokenizer = Tokenizer(WordLevel({w: n for n, w in enumerate(words)}, unk_token="[UNK]"))
    tokenizer.pre_tokenizer = Whitespace()
    fast = PreTrainedTokenizerFast(
        tokenizer_object=tokenizer, pad_token="[PAD]", unk_token="[UNK]", sep_token="[SEP]"
    )
    torch.manual_seed(3)
    config = BertConfig(
        vocab_size=len(words),
        hidden_size=8,
        num_hidden_layers=1,
        num_attention_heads=1,
        intermediate_size=8,
        id2label=dict(enumerate(labels)),
        label2id={label: number for number, label in enumerate(labels)},
        initializer_range=1.0,
    )
    model = BertForSequenceClassification(config)
    if biases:
        model.classifier.bias.data = torch.tensor(biases)
    model.save_pretrained(folder)
    fast.save_pretrained(folder)
    return folder


def test_a_cross_encoder_gives_what_the_model_gives(cross_encoder: Path) -> None:
    from sentence_transformers import CrossEncoder
    from torch import nn

    texts = ["ferry resumed", "library", "quay quay"]
    reranker = load_reranker(str(cross_encoder), STATIC)
    assert reranker
    own = CrossEncoder(str(cross_encoder), device="cpu", activation_fn=nn.Sigmoid())
    expected = own.predict([("ferry", text) for text in texts], show_progress_bar=False)
    np.testing.assert_allclose(reranker.scores("ferry", texts), expected, atol=1e-6)
    assert len({round(float(score), 4) for score in expected}) == 3
    assert reranker.scores("ferry", []).shape == (0,)


def test_a_cross_encoder_decides_the_order_of_hits(cross_encoder: Path, tmp_path: Path) -> None:
    reranker = load_reranker(str(cross_encoder), STATIC)
    assert reranker
    texts = {"a": "ferry resumed", "b": "ferry library", "c": "ferry quay quay"}
    scores = dict(zip(texts, reranker.scores("ferry", list(texts.values())), strict=True))
    with Index(tmp_path / "home", create=True, reranker=str(cross_encoder)) as index:
        index.add([Article(text, id=key) for key, text in texts.items()])
        hits = index.search("ferry")
    assert [hit.article_id for hit in hits] == sorted(scores, key=lambda key: -scores[key])
    assert hits[0].score == pytest.approx(max(scores.values()))


def test_a_folder_without_a_model_is_refused(tmp_path: Path) -> None:
    with pytest.raises(RerankerUnavailable, match=r"no reranker .*give `alignment`, `none`"):
        load_reranker(str(tmp_path), STATIC)


def test_pickled_weights_are_refused(tmp_path: Path) -> None:
    (tmp_path / "pytorch_model.bin").write_bytes(b"")
    with pytest.raises(RerankerUnavailable, match="is pickled, which can run any code"):
        load_reranker(str(tmp_path), STATIC)


@pytest.mark.parametrize("likeliest", range(3))
def test_a_text_entails_a_claim_where_that_label_is_the_likeliest(
    likeliest: int, tmp_path: Path
) -> None:
    biases = [1000.0 * (number == likeliest) for number in range(3)]
    labels = ["contradiction", "ENTAILMENT", "neutral"]
    model = load_entailment(str(save_cross_encoder(tmp_path, labels, biases)))
    assert model.entails("ferry resumed", "ferry") is (likeliest == 1)


def test_a_model_without_entailment_among_its_labels_is_refused(cross_encoder: Path) -> None:
    with pytest.raises(RerankerUnavailable, match="has no label called entailment"):
        load_entailment(str(cross_encoder))


def test_each_phrase_is_matched_by_the_words_of_a_text(tmp_path: Path) -> None:
    with Index(tmp_path / "home", create=True) as index:
        index.add([Article("The ferry resumed.", id="a")])
        own, across, other = index.matches(
            ["ferry resumed", "渡轮", "图书馆"], "The ferry resumed."
        )
        assert index.matches(["ferry"], "") == [0.0]
        assert index.matches(["..."], "ferry") == [0.0]
    assert own == pytest.approx(1, abs=1e-3)
    assert own > across > other + 0.1
