"""Statements of other articles that answer the question with another value."""

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence

from index import Hit, Index
from rag.disagreement.amounts import Amount, amounts
from rag.disagreement.comparison import Comparison
from rag.disagreement.relation import Relation
from rag.disagreement.saying import Saying, sayings
from rag.disagreement.topic import Topic, Wanted
from rag.statements import Statement, statements

_MOST = 3  # other values shown
_VALUE = {
    Wanted.AMOUNT: re.compile(
        r"[\d一二两三四五六七八九十百千万亿半倍番]|hal[fv]|doubl|tripl|quadrupl|quarter|third|fold|twice|"
        r"\b(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|\w+teen|\w+ty|dozen|hundred)\b",
        re.IGNORECASE,
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

    def opposed(self, stated: Statement) -> list[Saying]:
        """What the statement says, then what others say instead; empty where none contradicts."""
        said = next(iter(sayings(stated, self._topic, self._index)), None)
        if said is None:
            return []
        comparison = Comparison(self._topic, said, self._passages, self._index)
        if not comparison.sure:
            return []
        found: list[Saying] = []
        for article_id, passages in self._passages.items():
            if article_id != stated.hit.article_id:
                found += self._of_article(passages, comparison, said)
        return [said, *_distinct(found)[:_MOST]] if found else []

    def _of_article(
        self, passages: Sequence[Hit], comparison: Comparison, said: Saying
    ) -> Iterator[Saying]:
        """The statement of an article that contradicts best, unless another one of it agrees."""
        others: list[Saying] = []
        for statement in self._candidates(passages, comparison):
            for other in sayings(statement, self._topic, self._index):
                relation = comparison.relation(other)
                if relation is Relation.APART or not comparison.same_question(other):
                    continue
                if relation is Relation.SAME or self._told(said, other):
                    return
                others.append(other)
        if others:
            yield max(others, key=lambda other: other.fit)

    def _candidates(self, passages: Sequence[Hit], comparison: Comparison) -> Iterator[Statement]:
        """Statements that may hold a value of the kind asked for, and say the measure."""
        wanted = _VALUE.get(self._topic.wanted)
        for hit in passages:
            for statement in statements(hit):
                valued = wanted is None or wanted.search(statement.text)
                if valued and comparison.may_answer(statement):
                    yield statement

    def _told(self, said: Saying, other: Saying) -> bool:
        """Whether the answer's own statement gives the other value too, as what was before."""
        if not isinstance(other.value, Amount):
            return False
        text = said.statement.hit.text
        own = [a for a in amounts(text, self._topic) if a.text in said.statement.text]
        return any(other.value.against(amount) is Relation.SAME for amount in own)


def _distinct(found: Sequence[Saying]) -> list[Saying]:
    """The newest of those that say the same."""
    kept: list[Saying] = []
    for other in sorted(found, key=lambda saying: saying.statement.hit.age):
        if all(k.value.against(other.value) is not Relation.SAME for k in kept):  # type: ignore[arg-type]
            kept.append(other)
    return kept
