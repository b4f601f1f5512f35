"""Statements of other articles that answer the question with another value."""

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence

from index import Hit, Index
from index.words import simplify
from rag.disagreement.amounts import Amount, amounts
from rag.disagreement.comparison import Comparison
from rag.disagreement.relation import Relation
from rag.disagreement.saying import Saying, sayings
from rag.disagreement.topic import Topic, Wanted
from rag.statements import LONGEST, Statement, clauses, statements

_MOST = 3  # other values shown
_STEM = 5  # as much of an English word as its forms share
_VALUE = {
    Wanted.AMOUNT: re.compile(
        r"[\d一二两三四五六七八九十百千万亿半倍番]|hal[fv]|doubl|tripl|quarter|third|fold|\b(?:t|f|s|n|e)\w+", re.I
    ),
    Wanted.DATE: re.compile(r"[\d一二三四五六七八九十]"),
}


class Finder:
    """Looks through what a search found for what contradicts one statement."""

    def __init__(self, topic: Topic, hits: Sequence[Hit], index: Index) -> None:
        self._topic, self._index = topic, index
        self._passages: dict[str, list[Hit]] = defaultdict(list)
        for hit in hits:
            self._passages[hit.article_id].append(hit)

    def opposed(self, stated: Statement) -> tuple[Saying, list[Saying]] | None:
        """What the statement says, and others that say something else; None where it says nothing."""
        said = sayings(stated, self._topic, self._index)
        if not said:
            return None
        comparison = Comparison(self._topic, said[0], self._passages, self._index)
        found: list[Saying] = []
        for article_id, passages in self._passages.items():
            if article_id != stated.hit.article_id:
                found += self._of_article(passages, comparison, said[0])
        return said[0], _distinct(found)[:_MOST]

    def _of_article(
        self, passages: Sequence[Hit], comparison: Comparison, said: Saying
    ) -> Iterator[Saying]:
        """The statement of an article that contradicts best, unless another one of it agrees."""
        others: list[Saying] = []
        for statement in self._candidates(passages, said):
            for other in sayings(statement, self._topic, self._index):
                relation = comparison.relation(other)
                if relation is Relation.APART or not comparison.same_question(other):
                    continue
                if relation is Relation.SAME or self._told(said, other):
                    return
                others.append(other)
        if others:
            yield max(others, key=lambda other: other.fit)

    def _candidates(self, passages: Sequence[Hit], said: Saying) -> Iterator[Statement]:
        """Statements that may hold a value and a word of the question."""
        wanted = _VALUE.get(self._topic.wanted)
        for hit in passages:
            wider = hit.language != said.statement.hit.language
            stems = self._stems(wider=wider)
            for statement in statements(hit):
                if wanted is None or wanted.search(statement.text):
                    plain = simplify(statement.text)
                    if any(stem in plain for stem in stems):
                        yield from _short(statement)

    def _stems(self, *, wider: bool) -> frozenset[str]:
        concepts = self._topic.measures or self._topic.entities
        if wider:
            concepts = (*self._topic.measures, *self._topic.entities)
        return frozenset(w[:_STEM] for c in concepts for s in c.spellings for w in s)

    def _told(self, said: Saying, other: Saying) -> bool:
        """Whether the answer's own statement gives the other value too, as what was before."""
        if not isinstance(other.value, Amount):
            return False
        text = said.statement.hit.text
        own = [a for a in amounts(text, self._topic) if a.text in said.statement.text]
        return any(other.value.against(amount) is Relation.SAME for amount in own)


def _short(statement: Statement) -> list[Statement]:
    return [statement] if len(statement.text) <= LONGEST else clauses(statement)


def _distinct(found: Sequence[Saying]) -> list[Saying]:
    """The newest of those that say the same."""
    kept: list[Saying] = []
    for other in sorted(found, key=_age):
        if all(k.value.against(other.value) is not Relation.SAME for k in kept):  # type: ignore[arg-type]
            kept.append(other)
    return kept


def _age(saying: Saying) -> tuple[bool, float]:
    published = saying.statement.hit.published_at
    return published is None, -published.timestamp() if published else 0.0
