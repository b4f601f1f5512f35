"""Any sentence-transformers model, by hub name or folder."""

import hashlib
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from sentence_transformers import SentenceTransformer

from index.embedding.embedder import EmbedderOptions, Matrix
from index.errors import EmbedderUnavailable


class SentenceTransformerEmbedder:
    """A model's vectors, with its own query and document prompts unless others are given."""

    def __init__(self, name: str, options: EmbedderOptions) -> None:
        try:
            self._model = SentenceTransformer(name, device="cpu")
        except (OSError, ValueError) as error:
            raise EmbedderUnavailable(
                f"no sentence-transformers model {name!r}: give builtin, a folder that holds one, "
                f"or a name the model hub knows ({_first_line(error)})"
            ) from error
        prompts: dict[str, str] = {k: v or "" for k, v in self._model.prompts.items()}
        self._query_prompt = options.query_prompt or prompts.get("query", "")
        self._document_prompt = options.document_prompt or prompts.get("document", "")
        self.dimensions = int(self._model.get_embedding_dimension() or 0)
        self.fingerprint = self._fingerprint(name)
        self.dense_weight = 0.5

    def _fingerprint(self, name: str) -> str:
        """The weights themselves, not where they lie, so that a moved folder is the same model."""
        digest = hashlib.sha256(f"{self._query_prompt}\0{self._document_prompt}".encode())
        for key, tensor in sorted(self._model.state_dict().items()):
            digest.update(key.encode())
            digest.update(tensor.contiguous().numpy().tobytes())
        return f"st-{Path(name).name}-{self.dimensions}-{digest.hexdigest()[:12]}"

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


def _first_line(error: Exception) -> str:
    return next(iter(str(error).splitlines()), type(error).__name__)
