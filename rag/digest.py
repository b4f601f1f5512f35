"""What is new, whatever it is about: of each of the newest articles the statement that says what its title announces."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import chain, islice

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
_OF_ONE = 3  # statements of an article alone, one less of two
_OPENING = 0.15  # what the first statement of an article gains, on the scale of likeness
_FIRST = 9.0  # the same without a title
_TOLD = 0.1  # what one with a figure does
_LONG, _TOO_LONG = 110, 0.1  # characters, and what a longer one loses
_LATER = 1  # days after what happened in which it is reported
_ENDLESS = 200  # characters of an article without a title that stand for one


def of_all(question: Question) -> bool:
    """Whether it asks what is new, and of nothing."""
    overview = question.expectation.kind is Kind.OVERVIEW
    return overview and not (question.concepts or question.subjects)


def newest(question: Question, filters: Filters, index: Index) -> list[Hit]:
    """The passages of the newest articles that filters admit, an article after the other.

    What happened on a day stands in the articles of that day; where there are none, in those of the next.
    """
    for until in _ends(question, filters):
        found = _of_articles(replace(filters, until=until), index)
        hits = list(chain.from_iterable(islice(filter(None, found), _ARTICLES)))
        if hits:
            return hits
    return []


def _of_articles(filters: Filters, index: Index) -> Iterator[list[Hit]]:
    """The passages of each; more articles than are told, since copies of others have none of their own."""
    for revision in index.newest(filters, limit=2 * _ARTICLES)[0]:
        yield _passages(revision, filters, index)


def _ends(question: Question, filters: Filters) -> list[datetime | None]:
    """Up to when the articles of a period may have appeared, the earliest first; `filters` may leave the end open."""
    lasting = next((m.period.days for m in question.mentions if m.period.days), None)
    if not (filters.since and not filters.until and lasting):
        return [filters.until]
    return [filters.since + timedelta(days=lasting + n) for n in range(_LATER + 1)]


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
    """What each article tells, in their order, a text only once; of few articles more of each."""
    articles = dict.fromkeys(hit.article_id for hit in hits)
    most = max(1, _OF_ONE + 1 - len(articles))
    each = ([hit for hit in hits if hit.article_id == key] for key in articles)
    told = {one.text: one for own in each for one in _most_telling(own, most, index)}
    return [Evidence(one, -float(n), frozenset()) for n, one in enumerate(told.values())]


def _most_telling(hits: Sequence[Hit], most: int, index: Index) -> list[Statement]:
    """The statements of an article that are most like its title, in their order; without a title its first is one."""
    said = [statement for hit in hits for statement in cut(hit)]
    if not said:
        return []
    title = hits[0].title
    (like,) = index.matched([title or said[0].text], [s.text for s in said])
    worth = like.cosines + like.alignment
    number = pattern("held", "number")
    worth += [_TOLD * bool(number.search(simplify(s.text))) for s in said]
    worth -= [_TOO_LONG * (len(s.text) > _LONG) for s in said]
    worth[0] += _OPENING if title else _FIRST
    return [said[n] for n in sorted(np.argsort(-worth, kind="stable")[:most].tolist())]
