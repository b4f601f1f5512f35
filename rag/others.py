"""What the titles of articles say of whom they are about."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from index import Concept, Index
from index.words import fold
from rag.features import Candidates
from rag.places import BESIDE

_SHORT = 3


def of_another(there: Candidates, index: Index) -> NDArray[np.bool_]:
    """Which statements are about somebody else than a question that names somebody.

    Their article's title names another, and none of those asked about stands in them or beside them.
    """
    concepts = there.coverage.concepts
    proper = np.array([concept.proper for concept in concepts], dtype=bool)
    if not proper.any():
        return np.zeros(len(there.statements), dtype=bool)
    near = (there.coverage.nearest[:, proper] <= BESIDE).any(axis=1)
    titles = [statement.hit.title for statement in there.statements]
    other = {title: names_another(title, concepts, index) for title in set(titles)}
    return ~near & np.array([other[title] for title in titles])


def names_another(title: str, asked_about: Sequence[Concept], index: Index) -> bool:
    """Whether a title has a known name other than those asked about, and not part of one: Amazon's is Amazon Web Services."""
    asked = frozenset(run for concept in asked_about for run in concept.runs)
    return any(
        _known(concept)
        and _capital(concept.text, title)
        and not any(_within(run, name) for run in concept.runs for name in asked)
        for concept in index.concepts(title)
    )


def _capital(name: str, title: str) -> bool:
    """Whether a name in Latin letters is written as one: a short one all in capitals, as "us" is none."""
    if not name.isascii():
        return True
    folded = fold(title)
    at = folded.lower().find(name)
    written = folded[at : at + len(name)]
    return written[:1].isupper() and (len(name) > _SHORT or written.isupper())


def _within(run: str, name: str) -> bool:
    """Whether a name is another one or part of it: by whole words where it is in Latin letters."""
    return f" {run} " in f" {name} " if run.isascii() else run in name


def _known(concept: Concept) -> bool:
    return concept.named and concept.proper
