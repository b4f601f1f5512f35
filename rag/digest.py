"""What is new, whatever it is about: of each of the newest articles the statement that says what its title announces."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

import numpy as np

from index import Filters, Hit, Index, Revision
from index.words import simplify
from rag.evidence import Evidence, cut
from rag.expectation import Kind
from rag.question import Question
from rag.statements import Statement
from rag.tables import pattern

_ARTICLES = 6
_PASSAGES = 12  # of each
_OPENING = 0.15  # what the first statement of an article gains, on the scale of likeness
_TOLD = 0.1  # what one with a figure does
_LONG, _TOO_LONG = 110, 0.1  # characters, and what a longer one loses
_LATER = 2  # days after what happened in which it is reported
_ENDLESS = 200  # characters of an article without a title that stand for one


def of_all(question: Question) -> bool:
    """Whether it asks what is new, and of nothing."""
    overview = question.expectation.kind is Kind.OVERVIEW
    return overview and not (question.concepts or question.subjects)


def newest(question: Question, filters: Filters, index: Index) -> list[Hit]:
    """The passages of the newest articles that filters admit, an article after the other.

    What happened on a day stands in the articles of that day; where there are none, in those of the next days.
    """
    for until in _ends(question, filters):
        within = replace(filters, until=until)
        found, _ = index.newest(within, limit=_ARTICLES)
        if found:
            return [hit for revision in found for hit in _passages(revision, within, index)]
    return []


def _ends(question: Question, filters: Filters) -> Iterator[datetime | None]:
    """Up to when the articles of a period may have appeared, the earliest first; `filters` may leave the end open."""
    lasting = next((m.period.days for m in question.mentions if m.period.days), None)
    if filters.since and not filters.until and lasting:
        yield from (filters.since + timedelta(days=lasting + n) for n in range(_LATER + 1))
    yield filters.until


def _passages(revision: Revision, filters: Filters, index: Index) -> list[Hit]:
    """Those of one article, in its order."""
    published = revision.article.published_at
    if published is not None:
        filters = replace(filters, since=published, until=published + timedelta(microseconds=1))
    hits = index.search(_announced(revision), filters, top_k=_PASSAGES)
    own = (hit for hit in hits if hit.article_id == revision.article.id)
    return sorted(own, key=lambda hit: hit.start)


def _announced(revision: Revision) -> str:
    return revision.article.title or revision.article.text[:_ENDLESS]


def digest(hits: Sequence[Hit], index: Index) -> list[Evidence]:
    """One statement of each article, in their order; what is scored first came first."""
    articles = dict.fromkeys(hit.article_id for hit in hits)
    each = ([hit for hit in hits if hit.article_id == key] for key in articles)
    told = [_most_telling(own, index) for own in each]
    return [Evidence(one, -n / len(told), frozenset()) for n, one in enumerate(told)]


def _most_telling(hits: Sequence[Hit], index: Index) -> Statement:
    """The statement of an article that is most like its title."""
    said = [statement for hit in hits for statement in cut(hit)]
    (like,) = index.matched([hits[0].title or hits[0].text[:_ENDLESS]], [s.text for s in said])
    worth = like.cosines + like.alignment
    number = pattern("held", "number")
    worth += [_TOLD * bool(number.search(simplify(s.text))) for s in said]
    worth -= [_TOO_LONG * (len(s.text) > _LONG) for s in said]
    worth[0] += _OPENING
    return said[int(np.argmax(worth))]
