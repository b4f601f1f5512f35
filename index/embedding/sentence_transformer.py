"""Any sentence-transformers model, by hub name or folder."""

import hashlib
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
from sentence_transformers import SentenceTransformer

from index.embedding.embedder import EmbedderOptions, Matrix
from index.errors import EmbedderUnavailable
from index.ranking import Ranking

# what models call the prompt of a passage, as sentence-transformers itself looks for it
_DOCUMENT_PROMPTS = ("document", "passage", "corpus")
_PICKLED = "pytorch_model.bin"


class SentenceTransformerEmbedder:
    """A model's vectors, with its own query and document prompts unless others are given."""

    def __init__(self, name: str, options: EmbedderOptions) -> None:
        self._model = _load(name)
        prompts: dict[str, str] = {k: v or "" for k, v in self._model.prompts.items()}
        document = next((prompts[k] for k in _DOCUMENT_PROMPTS if prompts.get(k)), "")
        self._query_prompt = options.query_prompt or prompts.get("query", "")
        self._document_prompt = options.document_prompt or document
        self.dimensions = int(self._model.get_embedding_dimension() or 0)
        self.fingerprint = self._fingerprint(name)
        self.ranking = Ranking.plain(1.0)

    def _fingerprint(self, name: str) -> str:
        """The model itself, not where it lies, so that a moved folder is the same model."""
        digest = hashlib.sha256(f"{self._query_prompt}\0{self._document_prompt}".encode())
        for setting in self._settings():
            digest.update(f"\0{setting}".encode())
        for key, tensor in sorted(self._model.state_dict().items()):
            digest.update(key.encode())
            digest.update(tensor.contiguous().numpy().tobytes())
        return f"st-{Path(name).name}-{self.dimensions}-{digest.hexdigest()[:12]}"

    def _settings(self) -> Iterator[object]:
        """What vectors depend on beside the weights: pooling, length and vocabulary."""
        for module in self._model:
            yield getattr(module, "pooling_mode", "")
            yield getattr(module, "max_seq_length", "")
            tokenizer = getattr(module, "tokenizer", None)
            yield sorted(tokenizer.get_vocab().items()) if tokenizer else ""

    def embed_documents(self, texts: Sequence[str]) -> Matrix:
        if not texts:
            return np.zeros((0, self.dimensions), dtype=np.float32)
        return self._encode(list(texts), self._document_prompt)

    def embed_query(self, text: str) -> Matrix:
        return np.asarray(self._encode([text], self._query_prompt)[0], dtype=np.float32)

    def _encode(self, texts: list[str], prompt: str) -> Matrix:
        vectors = self._model.encode(
            texts, prompt=prompt, normalize_embeddings=True, show_progress_bar=False
        )
        return np.asarray(vectors, dtype=np.float32)


def _load(name: str) -> SentenceTransformer:
    if pickled := pickled_weights(name):
        raise EmbedderUnavailable(
            f"{pickled} is pickled, which can run any code: save the model as safetensors"
        )
    if name.startswith(("/", ".", "~")) and not Path(name).is_dir():
        raise EmbedderUnavailable(
            f"no sentence-transformers model {name!r}: there is no such folder; give one that holds "
            "a model"
        )
    try:
        model = SentenceTransformer(name, device="cpu", model_kwargs={"use_safetensors": True})
        return model.float()  # half precision is slow on a CPU and leaves lengths off one
    except Exception as error:  # a damaged model raises whatever its libraries like
        raise EmbedderUnavailable(
            f"no sentence-transformers model {name!r}: give builtin, a folder that holds one, "
            f"or a name the model hub knows ({first_line(error)})"
        ) from error


def pickled_weights(name: str) -> Path | None:
    """Weights in a model's folder, or in the folder of one of its modules, that are pickled only."""
    folder = Path(name)
    try:
        found = [*folder.glob(_PICKLED), *folder.glob(f"*/{_PICKLED}")]
    except (OSError, ValueError):  # no name of a folder
        return None
    return next((path for path in found if not any(path.parent.glob("*.safetensors"))), None)


def first_line(error: Exception) -> str:
    """What an error says first."""
    return next(iter(str(error).splitlines()), type(error).__name__)
