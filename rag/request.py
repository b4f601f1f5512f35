"""What is asked for."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from index import Filters
from rag.generators import DEFAULT

TOP_K = 12
MOST_TOP_K = 100


@dataclass(frozen=True, slots=True)
class Request:
    """What is asked; `history` holds the same person's earlier questions, oldest first."""

    question: str
    filters: Filters = field(default_factory=Filters)
    history: Sequence[str] = ()
    top_k: int = TOP_K
    generator: str = DEFAULT
