"""Any server with OpenAI's `/v1/embeddings`."""

import time
from collections.abc import Iterator, Sequence
from operator import itemgetter
from typing import Any

import httpx
import numpy as np

from index.embedding.embedder import EmbedderOptions, Matrix, normalized
from index.errors import EmbedderUnavailable

_BATCH = 64
_MAX_REPLY = 100_000_000


class OpenAIEmbedder:
    """Vectors from `<url>/embeddings`; the key is sent as a bearer token and appears in no error."""

    def __init__(self, name: str, options: EmbedderOptions) -> None:
        self._url = name.rstrip("/").removesuffix("/embeddings") + "/embeddings"
        self._options = options
        headers = {"Authorization": f"Bearer {options.api_key}"} if options.api_key else {}
        self._client = httpx.Client(
            timeout=options.timeout_s, headers=headers, transport=options.transport
        )
        self.dimensions = int(self._embed(["dimensions"]).shape[1])
        self.fingerprint = f"openai-{options.model}-{self.dimensions}-{self._prompts()}"
        self.dense_weight = 0.5

    def _prompts(self) -> str:
        return f"{self._options.query_prompt}|{self._options.document_prompt}"

    def embed_documents(self, texts: Sequence[str]) -> Matrix:
        if not texts:
            return np.zeros((0, self.dimensions), dtype=np.float32)
        prompt = self._options.document_prompt
        batches = (texts[i : i + _BATCH] for i in range(0, len(texts), _BATCH))
        return np.concatenate([self._embed([prompt + text for text in batch]) for batch in batches])

    def embed_query(self, text: str) -> Matrix:
        return np.asarray(self._embed([self._options.query_prompt + text])[0], dtype=np.float32)

    def _embed(self, texts: list[str]) -> Matrix:
        try:
            reply = self._post({"model": self._options.model, "input": texts})
            rows = sorted(reply["data"], key=itemgetter("index"))
            vectors = np.array([row["embedding"] for row in rows], dtype=np.float32)
        except (httpx.HTTPError, ValueError, KeyError, TypeError) as error:
            raise self._unavailable(f"{type(error).__name__}") from error
        if vectors.ndim != 2 or len(vectors) != len(texts) or not np.isfinite(vectors).all():
            raise self._unavailable(
                f"it sent vectors of shape {vectors.shape} for {len(texts)} texts"
            )
        return normalized(vectors)

    def _post(self, body: dict[str, Any]) -> Any:
        """The reply to a request, read under one deadline: a timeout of httpx bounds each read."""
        with self._client.stream("POST", self._url, json=body) as response:
            if response.status_code != httpx.codes.OK:
                raise self._unavailable(f"it answered {response.status_code}")
            data = b"".join(self._bounded(response.iter_bytes()))
        return httpx.Response(200, content=data).json()

    def _bounded(self, chunks: Iterator[bytes]) -> Iterator[bytes]:
        end, size = time.monotonic() + self._options.timeout_s, 0
        for chunk in chunks:
            size += len(chunk)
            if time.monotonic() > end or size > _MAX_REPLY:
                raise self._unavailable("its reply was too slow or too large")
            yield chunk

    def _unavailable(self, why: str) -> EmbedderUnavailable:
        return EmbedderUnavailable(f"the embedding server at {self._url} cannot be used: {why}")
