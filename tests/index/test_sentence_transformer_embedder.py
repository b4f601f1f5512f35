"""The embedder that loads a sentence-transformers model, over models made here."""

import shutil
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from tiny_model import PROMPT_WEIGHT, PROMPTS, WORDS, model, save_model

from index.embedding import load_embedder
from index.embedding.embedder import Embedder, EmbedderOptions
from index.errors import EmbedderUnavailable

CELLS = {word: cell for cell, word in enumerate([*WORDS, *(p.strip() for p in PROMPTS.values())])}


def load(folder: Path, **options: Any) -> Embedder:
    return load_embedder(str(folder), EmbedderOptions(**options))


def made(tmp_path: Path, **choices: Any) -> Embedder:
    """The embedder of a model of our own."""
    save_model(tmp_path / "own", **choices)
    return load(tmp_path / "own")


def expected(**weights: float) -> list[float]:
    """A vector of length one with these weights at the cells of words."""
    vector = np.zeros(len(CELLS) + 1)
    for word, weight in weights.items():
        vector[CELLS[word.replace("_", ":")]] = weight
    return list(vector / np.linalg.norm(vector))


def test_the_models_own_prompts_go_before_queries_and_passages(model_folder: Path) -> None:
    embedder = load(model_folder)
    query, (passage,) = embedder.embed_query("ferry"), embedder.embed_documents(["ferry"])
    np.testing.assert_allclose(query, expected(ferry=1, search_=PROMPT_WEIGHT), atol=1e-6)
    np.testing.assert_allclose(passage, expected(ferry=1, passage_=PROMPT_WEIGHT), atol=1e-6)


def test_given_prompts_replace_the_models_own(model_folder: Path) -> None:
    embedder = load(model_folder, query_prompt="quay ", document_prompt="library ")
    query, (passage,) = embedder.embed_query("ferry"), embedder.embed_documents(["ferry"])
    np.testing.assert_allclose(query, expected(ferry=1, quay=1), atol=1e-6)
    np.testing.assert_allclose(passage, expected(ferry=1, library=1), atol=1e-6)


@pytest.mark.parametrize("name", ["document", "passage", "corpus"])
def test_the_prompt_of_passages_may_have_several_names(tmp_path: Path, name: str) -> None:
    embedder = made(tmp_path, prompts={"query": "search: ", name: "passage: "})
    (passage,) = embedder.embed_documents(["ferry"])
    np.testing.assert_allclose(passage, expected(ferry=1, passage_=PROMPT_WEIGHT), atol=1e-6)


def test_a_model_without_prompts_gets_none(tmp_path: Path) -> None:
    embedder = made(tmp_path, prompts={})
    np.testing.assert_array_equal(
        embedder.embed_query("ferry"), embedder.embed_documents(["ferry"])[0]
    )
    assert embedder.dimensions == len(WORDS) + 1


def test_words_of_both_languages_are_embedded(model_folder: Path) -> None:
    embedder = load(model_folder)
    near = embedder.embed_documents(["时间", "大学", "ferry"]) @ embedder.embed_query("时间")
    np.testing.assert_allclose(near, [1 / 1.01, 0, 0], atol=1e-6)


@pytest.mark.parametrize("dtype", ["float16", "bfloat16"])
def test_a_model_in_half_precision_yields_float32_of_length_one(tmp_path: Path, dtype: str) -> None:
    (vector,) = made(tmp_path, dtype=dtype).embed_documents(["ferry quay library"])
    assert vector.dtype == np.float32
    assert float(np.linalg.norm(vector)) == pytest.approx(1, abs=1e-6)


def test_a_moved_model_keeps_its_fingerprint(model_folder: Path, tmp_path: Path) -> None:
    moved = shutil.copytree(model_folder, tmp_path / "elsewhere" / model_folder.name)
    assert load(moved).fingerprint == load(model_folder).fingerprint
    assert load(moved).fingerprint.startswith(f"st-tiny-{len(WORDS) + 3}-")


def test_another_model_or_prompt_has_another_fingerprint(tmp_path: Path) -> None:
    def fingerprint(number: int, **choices: Any) -> str:
        save_model(tmp_path / str(number) / "own", **choices)
        return load(tmp_path / str(number) / "own").fingerprint

    different = [
        fingerprint(1),
        fingerprint(2, prompts={"query": "search: ", "document": ""}),
        fingerprint(3, words=WORDS[::-1]),  # equal weights, for other words
        fingerprint(4, words=("boat", *WORDS[1:])),
        load(tmp_path / "1" / "own", query_prompt="quay ").fingerprint,
        load(tmp_path / "1" / "own", document_prompt="quay ").fingerprint,
    ]
    assert len(set(different)) == len(different)


def test_changed_weights_have_another_fingerprint(model_folder: Path, tmp_path: Path) -> None:
    changed = model()
    changed[0].embedding.weight.data[0, 0] += 2**-20
    changed.save(str(tmp_path / "tiny"), create_model_card=False)
    assert load(tmp_path / "tiny").fingerprint != load(model_folder).fingerprint


@pytest.mark.parametrize(
    "name",
    ["no-such-model", "nobody/no-such-model", "./nowhere", "a b", "x" * 500, "a\0b", "openai"],
)
def test_an_unknown_model_is_unavailable_without_a_network(name: str) -> None:
    with pytest.raises(
        EmbedderUnavailable, match=r"^(no sentence-transformers model|the embedding)"
    ):
        load_embedder(name)


def test_the_message_says_what_may_be_given() -> None:
    with pytest.raises(
        EmbedderUnavailable, match="give builtin, a folder that holds one, or a name"
    ):
        load_embedder("nobody/no-such-model")


def test_an_empty_folder_is_no_model(tmp_path: Path) -> None:
    with pytest.raises(EmbedderUnavailable, match=f"no sentence-transformers model '{tmp_path}'"):
        load(tmp_path)


@pytest.mark.parametrize(
    "damage", [b"", b"not what was here", None], ids=["empty", "other", "gone"]
)
@pytest.mark.parametrize("file", ["model.safetensors", "tokenizer.json", "modules.json"])
def test_a_damaged_model_is_unavailable(
    model_folder: Path, tmp_path: Path, file: str, damage: bytes | None
) -> None:
    path = shutil.copytree(model_folder, tmp_path / "tiny") / file
    if damage is None:
        path.unlink()
    else:
        path.write_bytes(damage)
    with pytest.raises(EmbedderUnavailable, match="no sentence-transformers model"):
        load(tmp_path / "tiny")


def test_weights_that_are_pickled_are_refused(model_folder: Path, tmp_path: Path) -> None:
    import torch

    folder = shutil.copytree(model_folder, tmp_path / "tiny")
    torch.save(model()[0].state_dict(), folder / "pytorch_model.bin")
    assert load(folder).fingerprint == load(model_folder).fingerprint  # it has the others as well
    (folder / "model.safetensors").unlink()
    with pytest.raises(EmbedderUnavailable, match=r"pytorch_model\.bin is pickled"):
        load(folder)
