"""A sentence-transformers model small enough to make in a test: one direction for each word."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

WORDS = ("ferry", "harbour", "crossing", "library", "quay", "battery", "plant", "时间", "大学")
PROMPTS = {"query": "search: ", "document": "passage: "}
PROMPT_WEIGHT = 0.1  # how long the vector of a prompt's word is; that of other words is one


def model(
    words: Sequence[str] = WORDS, prompts: dict[str, str] | None = None, dtype: str = "float32"
) -> Any:
    """The model. Words it does not know have a direction of their own, the last."""
    import torch
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.sentence_transformer.modules import StaticEmbedding

    prompts = PROMPTS if prompts is None else prompts
    known = [*words, *(prompt.strip() for prompt in prompts.values()), "[UNK]"]
    rows = np.eye(len(known), dtype=np.float32)
    rows[len(words) : -1] *= PROMPT_WEIGHT
    weights = torch.from_numpy(rows).to(getattr(torch, dtype))
    static = StaticEmbedding(_tokenizer(known), embedding_weights=weights)
    return SentenceTransformer(modules=[static], device="cpu", prompts=prompts)


def save_model(folder: Path, **choices: Any) -> None:
    model(**choices).save(str(folder), create_model_card=False)


def _tokenizer(words: Sequence[str]) -> Any:
    from tokenizers import Tokenizer
    from tokenizers.models import WordLevel
    from tokenizers.pre_tokenizers import WhitespaceSplit

    vocabulary = {word: number for number, word in enumerate(words)}
    tokenizer = Tokenizer(WordLevel(vocabulary, unk_token="[UNK]"))
    tokenizer.pre_tokenizer = WhitespaceSplit()
    return tokenizer
