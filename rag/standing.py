"""How a statement stands in its article, and what it adds to how that opens.

An article names its subject when it opens: what follows says more of it without naming it again.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from index import Matches
from rag.coverage import Coverage, Matrix
from rag.statements import Statement

STANDING = (
    "given",  # the share of concepts that its article opens with and that it does not say itself
    "given_far",  # the same where nothing beside it says them
    "fresh",  # the share that it holds of the concepts that its article does not open with
    "telling",  # the share of concepts that it holds, where those count that set it apart
    "rest",  # alignment of the words that the opening of its article does not match
    "before",  # alignment of the statement before it
    "opening",  # 1 where its article opens with it
)


@dataclass(frozen=True, slots=True)
class Standing:
    """Statements with the numbers of those of each article in order, the opening first."""

    statements: Sequence[Statement]
    articles: Sequence[NDArray[np.int64]]

    @classmethod
    def of(cls, statements: Sequence[Statement]) -> "Standing":
        articles = dict[str, list[int]]()
        for n, statement in enumerate(statements):
            articles.setdefault(statement.hit.article_id, []).append(n)
        places = [statement.hit.start + statement.start for statement in statements]
        ordered = (sorted(own, key=places.__getitem__) for own in articles.values())
        return cls(statements, [np.array(own) for own in ordered])

    def rows(self, coverage: Coverage, matches: Matches) -> Matrix:
        """STANDING of each statement: shape (statements, STANDING)."""
        table = np.zeros((len(self.statements), len(STANDING)))
        shares, alignment = coverage.shares, matches.alignment
        for own in self.articles:
            held = coverage.nearest[own] == 0
            near = coverage.nearest[own] <= 1
            said, apart = held[0], shares * (1 - held.mean(axis=0))
            table[own] = np.column_stack([
                (~held & said) @ shares,
                (~near & said) @ shares,
                (held & ~said) @ shares,
                held @ apart / (apart.sum() or 1.0),
                matches.weighted(1 - matches.words[own[0]])[own],
                np.append(0.0, alignment[own[:-1]]),
                np.zeros(len(own)),
            ])  # fmt: skip
            first = self.statements[own[0]]
            table[own[0], STANDING.index("opening")] = first.hit.start + first.start == 0
        return table

    def distinct(self, matches: Matches) -> Matrix:
        """Alignment of the words that set the statements of each article apart."""
        found = np.zeros(len(self.statements))
        for own in self.articles:
            found[own] = matches.weighted(1 - matches.words[own].mean(axis=0))[own]
        return found
