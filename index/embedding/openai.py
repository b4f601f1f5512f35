"""Any server with OpenAI's `/v1/embeddings`."""

import time
from collections.abc import Iterator, Sequence
from operator import itemgetter
from queue import Empty, SimpleQueue
from threading import Thread
from typing import Any

import httpx
import numpy as np

from index.embedding.embedder import EmbedderOptions, Matrix, normalized
from index.errors import EmbedderUnavailable
from index.ranking import Ranking

_BATCH = 64
_MAX_REPLY = 100_000_000
_LARGEST = float(np.finfo(np.float32).max)


class OpenAIEmbedder:
    """Vectors from `<url>/embeddings`; the key is sent as a bearer token and appears in no error."""

    def __init__(self, name: str, options: EmbedderOptions) -> None:
        try:
            self._url = httpx.URL(name.rstrip("/").removesuffix("/embeddings") + "/embeddings")
        except httpx.InvalidURL as error:
            raise EmbedderUnavailable(f"the embedding server's URL is none: {error}") from None
        self._shown = str(self._url.copy_with(username=None, password=None))
        self._options = options
        self._client = httpx.Client(
            timeout=options.timeout_s, headers=self._headers(), transport=options.transport
        )
        self.dimensions = 0  # until the first reply tells
        self.dimensions = int(self._embed(["dimensions"]).shape[1])
        # a server that is asked for no model has one of its own, which only its address tells
        model = options.model or self._shown
        self.fingerprint = f"openai-{model}-{self.dimensions}-{self._prompts()}"
        self.ranking = Ranking.plain(1.0)

    def _headers(self) -> dict[str, str]:
        key = self._options.api_key.strip()
        if not (key.isascii() and key.isprintable()):
            raise self._unavailable("its key has characters that no header can hold")
        return {"Authorization": f"Bearer {key}"} if key else {}

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
            reply = self._post_in_time({"model": self._options.model, "input": texts})
            rows = sorted(reply["data"], key=itemgetter("index"))
            numbers = [row["index"] for row in rows]
            vectors = np.array([row["embedding"] for row in rows], dtype=np.float64)
        except (httpx.HTTPError, ArithmeticError, LookupError, ValueError, TypeError) as error:
            raise self._unavailable(f"{type(error).__name__}") from error
        shape = (len(texts), self.dimensions or max(vectors.shape[-1], 1))
        if vectors.shape != shape or numbers != list(range(len(texts))):
            raise self._unavailable(
                f"it sent vectors of shape {vectors.shape} for {len(texts)} texts, not {shape}"
            )
        if not (np.abs(vectors) <= _LARGEST).all():  # NaN is not, either
            raise self._unavailable("it sent vectors with values that are no numbers")
        return normalized(vectors)

    def _post_in_time(self, body: dict[str, Any]) -> Any:
        """The reply to a request, under one deadline.

        httpx bounds each step, not all of them, and the look-up of the host's name not at all.
        """
        replies = SimpleQueue[Any]()
        Thread(target=self._post_into, args=(replies, body), daemon=True).start()
        try:
            reply = replies.get(timeout=self._options.timeout_s)
        except Empty:
            raise self._unavailable(
                f"it did not reply within {self._options.timeout_s:g} s"
            ) from None
        if isinstance(reply, Exception):
            raise reply
        return reply

    def _post_into(self, replies: SimpleQueue[Any], body: dict[str, Any]) -> None:
        try:
            replies.put(self._post(body))
        except Exception as error:  # ruff: ignore[blind-except]  it is raised where the reply is awaited
            replies.put(error)

    def _post(self, body: dict[str, Any]) -> Any:
        with self._client.stream("POST", self._url, json=body) as response:
            if response.status_code != httpx.codes.OK:
                raise self._unavailable(f"it answered {response.status_code}")
            data = b"".join(self._bounded(response.iter_bytes()))
        try:
            return httpx.Response(200, content=data).json()
        except RecursionError:
            raise self._unavailable("its reply is nested too deeply") from None

    def _bounded(self, chunks: Iterator[bytes]) -> Iterator[bytes]:
        end, size = time.monotonic() + self._options.timeout_s, 0
        for chunk in chunks:
            size += len(chunk)
            if time.monotonic() > end or size > _MAX_REPLY:
                raise self._unavailable("its reply was too slow or too large")
            yield chunk

    def _unavailable(self, why: str) -> EmbedderUnavailable:
        return EmbedderUnavailable(f"the embedding server at {self._shown} cannot be used: {why}")
