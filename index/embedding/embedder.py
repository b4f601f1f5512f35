"""What an embedder is."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from index.ranking import Ranking

Matrix = NDArray[np.float32]


def products(rows: Matrix, vector: Matrix) -> Matrix:
    """Each row times the vector, or times its own: shape (len(rows),).

    Not `rows @ vector`: OpenBLAS reads scratch memory that nobody has written for float32 products
    of some shapes, and though it drops what it finds, numpy may warn of an invalid value.
    """
    return np.asarray(
        np.einsum("rv,rv->r", rows, np.broadcast_to(vector, rows.shape)), dtype=np.float32
    )


@dataclass(frozen=True, slots=True)
class EmbedderOptions:
    """What embedders may need beside their name; prompts go before queries and passages."""

    api_key: str = field(default="", repr=False)
    model: str = ""
    query_prompt: str = ""
    document_prompt: str = ""
    timeout_s: float = 60.0
    transport: Any = None  # an httpx transport, for tests


class Embedder(Protocol):
    """Text to vectors of length one.

    `fingerprint` differs wherever vectors may differ; `ranking` says how much its cosine counts
    beside other scores when hits are ordered.
    """

    fingerprint: str
    dimensions: int
    ranking: Ranking

    def embed_documents(self, texts: Sequence[str]) -> Matrix:
        """Vectors of passages: float32, shape (len(texts), dimensions)."""
        ...

    def embed_query(self, text: str) -> Matrix:
        """The vector of a query: float32, shape (dimensions,)."""
        ...


def normalized(vectors: NDArray[Any]) -> Matrix:
    """The rows at length one; a row of zeros stays."""
    lengths = np.linalg.norm(vectors, axis=-1, keepdims=True)
    return np.asarray(vectors / np.where(lengths > 0, lengths, 1), dtype=np.float32)
