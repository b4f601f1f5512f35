"""How a statement stands in its article, and what it adds to how that opens.

An article names its subject when it opens: what follows says more of it without naming it again.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from index import Matches
from rag.coverage import Coverage, Matrix
from rag.places import Numbers
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
    """Statements; `articles` has the numbers of those of each article in order, `opening` the first of each one's.

    `before` is the number of the statement before each in its article, -1 for the opening.
    """

    statements: Sequence[Statement]
    articles: Sequence[Numbers]
    opening: Numbers
    before: Numbers

    @classmethod
    def of(cls, statements: Sequence[Statement]) -> "Standing":
        articles = dict[str, list[int]]()
        for n, statement in enumerate(statements):
            articles.setdefault(statement.hit.article_id, []).append(n)
        places = [statement.hit.start + statement.start for statement in statements]
        ordered = [np.array(sorted(own, key=places.__getitem__)) for own in articles.values()]
        opening, before = np.zeros((2, len(statements)), dtype=np.int64)
        for own in ordered:
            opening[own], before[own] = own[0], [-1, *own[:-1]]
        return cls(statements, ordered, opening, before)

    def rows(self, coverage: Coverage, matches: Matches) -> Matrix:
        """STANDING of each statement: shape (statements, STANDING)."""
        opens = self.before < 0
        starts = [statement.hit.start + statement.start == 0 for statement in self.statements]
        return np.column_stack(
            [
                self._added(coverage),
                matches.weighted(1 - matches.words[self.opening]),
                np.where(opens, 0.0, matches.alignment[self.before]),
                opens & starts,
            ]
        )

    def _added(self, coverage: Coverage) -> Matrix:
        """What each statement adds to how its article opens: shape (statements, 4)."""
        found, shares = np.zeros((len(self.statements), 4)), coverage.shares
        for own in self.articles:
            held, near = coverage.nearest[own] == 0, coverage.nearest[own] <= 1
            said, apart = held[0], shares * (1 - held.mean(axis=0))
            found[own, 0] = (~held & said) @ shares
            found[own, 1] = (~near & said) @ shares
            found[own, 2] = (held & ~said) @ shares
            found[own, 3] = held @ apart / (apart.sum() or 1.0)
        return found

    def distinct(self, matches: Matches) -> NDArray[np.float32]:
        """Alignment of the words that set the statements of each article apart."""
        common = np.zeros_like(matches.words)
        for own in self.articles:
            common[own] = matches.words[own].mean(axis=0)
        return matches.weighted(1 - common)
