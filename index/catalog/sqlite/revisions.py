"""Articles and their revisions."""

import re
import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast

from index.article import Added, Article, Outcome, Revision
from index.catalog.sqlite.filters import where
from index.catalog.sqlite.integrity import require, seal, sealed
from index.errors import ArticleNotFound, BadInput
from index.passage import Filters
from index.times import from_micros, to_micros

_COLUMNS = (
    "a.id, r.number, r.title, r.source, r.topic, r.url, r.language, r.text, r.published_at, "
    "r.modified_at, r.ingested_at, r.valid_from, r.valid_to, "
    f"{sealed('articles', 'a')} AND {sealed('revisions', 'r')}"
)
_CURSOR = re.compile(r"(-?[0-9]{1,18})?\.([0-9]{1,18})")
_CURRENT = "articles a JOIN revisions r ON r.key = a.current"


def current(connection: sqlite3.Connection, article_id: str) -> tuple[int, int, str] | None:
    """Key, number and content hash of the current revision of an article, or None."""
    row = connection.execute(
        f"SELECT r.key, r.number, r.content_hash, a.current, {sealed('articles', 'a')} "
        f"AND (a.current IS NULL OR {sealed('revisions', 'r')}) "
        "FROM articles a LEFT JOIN revisions r ON r.key = a.current WHERE a.id = ?",
        (article_id,),
    ).fetchone()
    if row is None:
        return None
    require(row[4], f"article {article_id!r}")
    return None if row[3] is None else row[:3]


def unchanged(connection: sqlite3.Connection, article: Article) -> Added | None:
    """The acknowledgement for an article that is already stored as it is."""
    found = current(connection, article.id)
    if found and found[2] == article.content_hash():
        return Added(article.id, found[1], Outcome.UNCHANGED)
    return None


def insert(
    connection: sqlite3.Connection, article: Article, passages: int, now: datetime
) -> tuple[int, Added]:
    """Store a new revision of so many passages, end the one before it, and return its key."""
    before = current(connection, article.id)
    key, number = _next_number(connection, article.id)
    start = _valid_from(connection, key, article, now)
    values = (
        key, number, article.title, article.source, article.topic, article.url, article.language,
        article.text, article.content_hash(), _micros(article.published_at),
        _micros(article.modified_at), to_micros(now), start, passages,
    )  # fmt: skip
    revision = connection.execute(
        "INSERT INTO revisions (article, number, title, source, topic, url, language, text, "
        "content_hash, published_at, modified_at, ingested_at, valid_from, passages) "
        f"VALUES ({', '.join('?' * len(values))})",
        values,
    ).lastrowid
    if revision is None:
        raise ArticleNotFound(article.id)
    if before:
        connection.execute("UPDATE revisions SET valid_to = ? WHERE key = ?", (start, before[0]))
        seal(connection, "revisions", before[0])
    connection.execute("UPDATE articles SET current = ? WHERE key = ?", (revision, key))
    seal(connection, "revisions", revision)
    seal(connection, "articles", key)
    return revision, Added(article.id, number, Outcome.REVISED if before else Outcome.NEW)


def _next_number(connection: sqlite3.Connection, article_id: str) -> tuple[int, int]:
    """The article's key and its next revision number, which a delete does not set back."""
    row = connection.execute(
        "INSERT INTO articles (id, last_number) VALUES (?, 1) "
        "ON CONFLICT (id) DO UPDATE SET last_number = last_number + 1 RETURNING key, last_number",
        (article_id,),
    ).fetchone()
    return row[0], row[1]


def _valid_from(
    connection: sqlite3.Connection, article_key: int, article: Article, now: datetime
) -> int:
    """The first is valid from its publication, later ones from their change, never backwards."""
    row = connection.execute(
        "SELECT max(max(valid_from, coalesce(valid_to, 0))) FROM revisions WHERE article = ?",
        (article_key,),
    ).fetchone()
    if row[0] is None:
        return to_micros(article.published_at or now)
    return max(to_micros(article.modified_at or now), int(row[0]) + 1)


def end(connection: sqlite3.Connection, article_id: str, now: datetime) -> int | None:
    """Delete an article: its current revision ends. The revision's key, or None without one."""
    before = current(connection, article_id)
    if before is None:
        return None
    connection.execute(
        "UPDATE revisions SET valid_to = max(?, valid_from + 1) WHERE key = ?",
        (to_micros(now), before[0]),
    )
    row = connection.execute(
        "UPDATE articles SET current = NULL WHERE id = ? RETURNING key", (article_id,)
    ).fetchone()
    seal(connection, "revisions", before[0])
    seal(connection, "articles", row[0])
    return before[0]


def read(connection: sqlite3.Connection, article_id: str, number: int | None) -> Revision:
    if number is None:
        query = f"SELECT {_COLUMNS} FROM {_CURRENT} WHERE a.id = ?"
        row = connection.execute(query, (article_id,)).fetchone()
    else:
        query = (
            f"SELECT {_COLUMNS} FROM articles a JOIN revisions r ON r.article = a.key "
            "WHERE a.id = ? AND r.number = ?"
        )
        row = connection.execute(query, (article_id, number)).fetchone()
    if row is None:
        raise _not_found(connection, article_id, number)
    return _revision(row)


def _not_found(
    connection: sqlite3.Connection, article_id: str, number: int | None
) -> ArticleNotFound:
    """Why there is no such revision. Raises HomeDamaged where its article says there is one."""
    row = connection.execute(
        "SELECT last_number, current FROM articles WHERE id = ?", (article_id,)
    ).fetchone()
    if row:
        there = row[1] is not None if number is None else 1 <= number <= row[0]
        require(not there, f"article {article_id!r}")
    which = "article" if number is None else f"revision {number} of article"
    return ArticleNotFound(f"there is no {which} {article_id!r}")


def quote(
    connection: sqlite3.Connection, article_id: str, number: int, span: tuple[int, int]
) -> str:
    """The text between two offsets of one revision."""
    row = connection.execute(
        f"SELECT substr(r.text, ? + 1, ? - ?), {sealed('revisions', 'r')} "
        "FROM articles a JOIN revisions r ON r.article = a.key WHERE a.id = ? AND r.number = ?",
        (span[0], span[1], span[0], article_id, number),
    ).fetchone()
    if row is None:
        raise _not_found(connection, article_id, number)
    require(row[1], f"article {article_id!r}")
    return str(row[0])


def page(connection: sqlite3.Connection, after: str, limit: int) -> list[Revision]:
    """Current revisions in the order of the articles' ids."""
    rows = connection.execute(
        f"SELECT {_COLUMNS} FROM {_CURRENT} WHERE a.id > ? ORDER BY a.id LIMIT ?", (after, limit)
    )
    return [_revision(row) for row in rows]


def newest(
    connection: sqlite3.Connection, filters: Filters, after: str, limit: int
) -> tuple[list[Revision], str]:
    """Revisions that the filters admit, the newest first, undated ones last, and where to go on."""
    rows = list[tuple[Any, ...]]()
    place = _Place.read(after)
    if place is None or place.published is not None:
        condition, bound = place.before() if place else ("r.published_at IS NOT NULL", [])
        rows = _listed(connection, filters, condition, bound, limit + 1)
        place = None
    if len(rows) <= limit:
        condition, bound = place.before() if place else ("r.published_at IS NULL", [])
        rows += _listed(connection, filters, condition, bound, limit + 1 - len(rows))
    more = _Place(*rows[limit - 1][-2:]).written if len(rows) > limit else ""
    return [_revision(row) for row in rows[:limit]], more


def _listed(
    connection: sqlite3.Connection, filters: Filters, also: str, bound: list[int], limit: int
) -> list[tuple[Any, ...]]:
    condition, values = where(filters)
    return connection.execute(
        f"SELECT {_COLUMNS}, r.published_at, r.key "
        "FROM revisions r JOIN articles a ON a.key = r.article "
        f"WHERE {condition} AND {also} ORDER BY r.published_at DESC, r.key DESC LIMIT ?",
        [*values, *bound, limit],
    ).fetchall()


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a page of the list ended: the moment (microseconds) and key of its last revision."""

    published: int | None
    key: int

    @staticmethod
    def read(cursor: str) -> "_Place | None":
        """The place that a cursor names; None for the beginning. Raises BadInput."""
        if not cursor:
            return None
        match = _CURSOR.fullmatch(cursor)
        if not match:
            raise BadInput(f"{cursor[:60]!r} is no cursor: take `next` of the page before")
        return _Place(int(match[1]) if match[1] else None, int(match[2]))

    @property
    def written(self) -> str:
        return f"{'' if self.published is None else self.published}.{self.key}"

    def before(self) -> tuple[str, list[int]]:
        """SQL for what comes after it in the list, of the same kind, with the values bound."""
        if self.published is None:
            return "r.published_at IS NULL AND r.key < ?", [self.key]
        condition = "r.published_at <= ? AND (r.published_at < ? OR r.key < ?)"
        return condition, [self.published, self.published, self.key]


def sources(connection: sqlite3.Connection) -> dict[str, int]:
    rows = connection.execute(f"SELECT r.source, count(*) FROM {_CURRENT} GROUP BY 1 ORDER BY 1")
    return dict(rows.fetchall())


def source_names(connection: sqlite3.Connection) -> list[str]:
    """Every source once, in order: one step in its index for each, however many articles it has."""
    rows = connection.execute(
        """
        WITH RECURSIVE named (source) AS (
            SELECT (SELECT source FROM revisions ORDER BY source COLLATE NOCASE LIMIT 1)
            UNION ALL
            SELECT (
                SELECT r.source FROM revisions r WHERE r.source > named.source COLLATE NOCASE
                ORDER BY r.source COLLATE NOCASE LIMIT 1
            ) FROM named WHERE named.source IS NOT NULL
        )
        SELECT source FROM named WHERE source != ''
        """
    )
    return [row[0] for row in rows]


def unknown_sources(connection: sqlite3.Connection, names: Iterable[str]) -> list[str]:
    """Those names that no revision, past or present, has as its source."""
    query = "SELECT 1 FROM revisions WHERE source = ? COLLATE NOCASE LIMIT 1"
    return [name for name in names if connection.execute(query, (name,)).fetchone() is None]


def _revision(row: tuple[Any, ...]) -> Revision:
    texts, number, times, sound = (row[0], *row[2:8]), row[1], row[8:13], row[13]
    require(sound, f"article {row[0]!r}")
    published, modified, ingested, valid_from, valid_to = map(_moment, times)
    article_id, title, source, topic, url, language, text = texts
    article = Article(
        text=text, title=title, source=source, topic=topic, url=url, published_at=published,
        modified_at=modified, language=language, id=article_id,
    )  # fmt: skip
    # these two are never null
    return Revision(
        article, number, cast("datetime", ingested), cast("datetime", valid_from), valid_to
    )


def _moment(micros: int | None) -> datetime | None:
    return None if micros is None else from_micros(micros)


def _micros(moment: datetime | None) -> int | None:
    return None if moment is None else to_micros(moment)
