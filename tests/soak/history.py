"""What a home must hold, kept in plain dicts: articles, their revisions, and when each was valid."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from index import Added, Article, Outcome

_NEXT = timedelta(microseconds=1)


@dataclass(frozen=True)
class Kept:
    """One revision; `valid_to` is None while it is the current one."""

    article: Article
    number: int
    ingested_at: datetime
    valid_from: datetime
    valid_to: datetime | None = None

    def valid(self, moment: datetime | None) -> bool:
        """Whether it is to be found: at a time, which needs a dated article, or now."""
        if moment is None:
            return self.valid_to is None
        dated = self.article.published_at is not None
        return dated and self.valid_from <= moment and not self._ended(moment)

    def _ended(self, moment: datetime) -> bool:
        return self.valid_to is not None and self.valid_to <= moment


@dataclass
class History:
    """Revisions by article id, oldest first."""

    revisions: dict[str, list[Kept]] = field(default_factory=dict)
    changes: int = 0

    def copy(self) -> "History":
        return History({key: list(kept) for key, kept in self.revisions.items()}, self.changes)

    def add(self, articles: Sequence[Article], now: datetime) -> list[Added]:
        return [self._add(article, now) for article in articles]

    def _add(self, article: Article, now: datetime) -> Added:
        kept = self.revisions.setdefault(article.id, [])
        before = self.current(article.id)
        if before and before.article.content_hash() == article.content_hash():
            return Added(article.id, before.number, Outcome.UNCHANGED)
        start = article.published_at or now
        if kept:
            ends = [kept[-1].valid_to or kept[-1].valid_from, kept[-1].valid_from]
            start = max(article.modified_at or now, max(ends) + _NEXT)
        if before:
            kept[-1] = replace(before, valid_to=start)
        kept.append(Kept(article, len(kept) + 1, now, start))
        self.changes += 1
        return Added(article.id, len(kept), Outcome.REVISED if before else Outcome.NEW)

    def delete(self, ids: Sequence[str], now: datetime) -> list[bool]:
        return [self._delete(article_id, now) for article_id in ids]

    def _delete(self, article_id: str, now: datetime) -> bool:
        before = self.current(article_id)
        if before is None:
            return False
        ended = max(now, before.valid_from + _NEXT)
        self.revisions[article_id][-1] = replace(before, valid_to=ended)
        self.changes += 1
        return True

    def current(self, article_id: str) -> Kept | None:
        kept = self.revisions.get(article_id)
        return kept[-1] if kept and kept[-1].valid_to is None else None

    def everything(self) -> list[Kept]:
        return [kept for revisions in self.revisions.values() for kept in revisions]

    def valid(self, moment: datetime | None = None) -> list[Kept]:
        """The revisions that are to be found at a time, or now."""
        return [kept for kept in self.everything() if kept.valid(moment)]

    def saying(self, word: str, moment: datetime | None = None) -> set[tuple[str, int]]:
        """Ids and numbers of the revisions to be found that contain a word."""
        return {
            (kept.article.id, kept.number)
            for kept in self.valid(moment)
            if word in kept.article.text.split()
        }
