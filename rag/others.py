"""What the titles of articles say of whom they are about."""

import numpy as np
from numpy.typing import NDArray

from index import Concept, Index
from rag.features import Candidates
from rag.places import BESIDE


def of_another(there: Candidates, index: Index) -> NDArray[np.bool_]:
    """Which statements are about somebody else than a question that names somebody.

    Their article's title names another, and none of those asked about stands in them or beside them.
    """
    concepts = there.coverage.concepts
    proper = np.array([concept.proper for concept in concepts], dtype=bool)
    if not proper.any():
        return np.zeros(len(there.statements), dtype=bool)
    asked = frozenset(run for concept in concepts for run in concept.runs)
    near = (there.coverage.nearest[:, proper] <= BESIDE).any(axis=1)
    titles = [statement.hit.title for statement in there.statements]
    other = {title: _names(title, index, asked) for title in set(titles)}
    return ~near & np.array([other[title] for title in titles])


def _names(title: str, index: Index, asked: frozenset[str]) -> bool:
    """Whether a title has a known name other than those asked about."""
    return any(
        _known(concept) and asked.isdisjoint(concept.runs) for concept in index.concepts(title)
    )


def _known(concept: Concept) -> bool:
    return concept.named and concept.proper
