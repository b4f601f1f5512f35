"""Answers checked again later: does each citation still say what it said?"""

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from index import Index, Revision
from index.catalog import Snapshot
from index.errors import ArticleNotFound
from index.words import shingles

_SENTENCE = re.compile(r"(?:[^。！？；\n.!?]|[.!?](?!\s))+[。！？；.!?]?")
_ALIKE = 2  # letters in a row that two sentences are compared by


class Standing(StrEnum):
    """What became of a citation."""

    HOLDS = "holds"
    REVISED = "revised"
    DELETED = "deleted"
    ALTERED = "altered"


@dataclass(frozen=True, slots=True)
class Quoted:
    """What a citation claims: that this revision says `quote` at `start:end` (code points)."""

    number: int
    article_id: str
    revision: int
    start: int
    end: int
    quote: str
    quote_sha256: str


@dataclass(frozen=True, slots=True)
class Rechecked:
    """A citation and its standing.

    `stored` is what the cited revision says at its offsets, None where there is none. Where the
    article was revised since, `current` is what says the same or the most like it now, and
    `current_revision` the number of that revision.
    """

    number: int
    outcome: Standing
    article_id: str
    revision: int
    stored: str | None = None
    current_revision: int | None = None
    current: str | None = None


@dataclass(frozen=True, slots=True)
class Recheck:
    """Every citation of an answer, and whether all of them hold."""

    citations: tuple[Rechecked, ...]
    holds: bool


def recheck(quoted: Sequence[Quoted], index: Index) -> Recheck:
    """Compare citations with what is stored, in one state of the catalog."""
    with index.quoting() as snapshot:
        found = tuple(_rechecked(one, snapshot) for one in quoted)
    return Recheck(found, all(one.outcome is Standing.HOLDS for one in found))


def _rechecked(one: Quoted, snapshot: Snapshot) -> Rechecked:
    cited, now = (_revision(snapshot, one.article_id, n) for n in (one.revision, None))
    stored = cited.article.text[one.start : one.end] if cited else None
    standing = _standing(one, stored, now, known=cited is not None)
    revised = now if standing is Standing.REVISED else None
    return Rechecked(
        number=one.number,
        outcome=standing,
        article_id=one.article_id,
        revision=one.revision,
        stored=stored,
        current_revision=revised.number if revised else None,
        current=_nearest(one.quote, revised.article.text) if revised else None,
    )


def _revision(snapshot: Snapshot, article_id: str, number: int | None) -> Revision | None:
    try:
        return snapshot.revision(article_id, number)
    except ArticleNotFound:
        return None


def _standing(one: Quoted, stored: str | None, now: Revision | None, *, known: bool) -> Standing:
    """A quotation that was never stored is altered, whatever became of the article."""
    digest = hashlib.sha256(one.quote.encode()).hexdigest()
    if known and (stored != one.quote or not one.quote or digest != one.quote_sha256):
        return Standing.ALTERED
    if now is None:
        return Standing.DELETED
    if not known:
        return Standing.ALTERED  # the article never had such a revision
    return Standing.HOLDS if now.number == one.revision else Standing.REVISED


def _nearest(quote: str, text: str) -> str | None:
    """The quote where the text still has it, else the sentence most like it; None for no likeness."""
    if quote in text:
        return quote
    wanted = shingles(quote, _ALIKE)
    sentences = [match[0].strip() for match in _SENTENCE.finditer(text)]
    return max(sentences, key=lambda s: _likeness(wanted, shingles(s, _ALIKE)), default=None)


def _likeness(one: set[str], other: set[str]) -> float:
    return 2 * len(one & other) / (len(one) + len(other) or 1)
