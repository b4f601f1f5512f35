"""The folder that is shipped: what `SentenceTransformer(folder)` loads, in eight bits a value."""

import json
import shutil
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from safetensors.numpy import save_file
from sentence_transformers import SentenceTransformer
from sentence_transformers.sentence_transformer.modules import Normalize, StaticEmbedding
from tokenizers import Tokenizer

_LARGEST = 127
_SPECIAL = 257  # the unknown piece and the bytes keep their places
_DECIMALS = 3


def publish(rows: NDArray[np.float32], tokenizer: Tokenizer, folder: Path) -> None:
    """Write tokenizer, weights and settings to `folder`; a model card there stays.

    Row `i` is `embeddings[i] * weights[i]`: the keys of model2vec, which sentence-transformers
    reads, too.
    """
    tokenizer, rows = _in_order(tokenizer, rows)
    model = SentenceTransformer(
        modules=[StaticEmbedding(tokenizer, embedding_weights=rows), Normalize()], device="cpu"
    )
    scratch = folder.with_name(folder.name + ".new")
    shutil.rmtree(scratch, ignore_errors=True)
    model.save(str(scratch), create_model_card=False)
    save_file(_quantized(rows), scratch / "model.safetensors")
    (scratch / "model.safetensors").chmod(0o644)  # it is made for its owner alone
    path = scratch / "tokenizer.json"
    path.write_text(_compact(json.loads(path.read_text("utf-8"))), "utf-8")
    _move(scratch, folder)


def _in_order(
    tokenizer: Tokenizer, rows: NDArray[np.float32]
) -> tuple[Tokenizer, NDArray[np.float32]]:
    """The same with its pieces sorted: neighbours share a path in the trie, so it loads faster."""
    written = json.loads(tokenizer.to_str())
    pieces = written["model"]["vocab"]
    order = [*range(_SPECIAL), *sorted(range(_SPECIAL, len(pieces)), key=lambda n: pieces[n][0])]
    written["model"]["vocab"] = [
        [piece, round(score, _DECIMALS)] for piece, score in (pieces[n] for n in order)
    ]
    return Tokenizer.from_str(_compact(written)), rows[order]


def _quantized(rows: NDArray[np.float32]) -> dict[str, NDArray[Any]]:
    weights = np.abs(rows).max(axis=1, keepdims=True) / _LARGEST
    weights[weights == 0] = 1
    embeddings = np.rint(rows / weights).astype(np.int8)
    return {"embeddings": embeddings, "weights": weights[:, 0].astype(np.float32)}


def _compact(written: Any) -> str:
    return json.dumps(written, ensure_ascii=False, separators=(",", ":"))


def _move(made: Path, folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for path in made.iterdir():
        target = folder / path.name
        if path.is_dir():
            shutil.rmtree(target, ignore_errors=True)
        path.replace(target)
    made.rmdir()
