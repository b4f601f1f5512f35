"""An article, its identity, and its stored revisions."""

import hashlib
import json
import re
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from index.errors import BadArticle, BadInput
from index.times import to_utc

MAX_TEXT = 10_000_000
MAX_FIELD = 2_000
_NOT_TEXT = re.compile(r"[\0\ud800-\udfff]")
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f]")
_ACTIVE = re.compile(r"\s*(?:javascript|data|vbscript)\s*:", re.IGNORECASE)
_TRACKING = re.compile(r"utm_\w+|fbclid|gclid|spm")
_HAN = re.compile(r"[\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003134f]+")
_LETTER = re.compile(r"[A-Za-z]+")


class _Checkable:
    """Remembers of one object, not of changed copies, that it was checked."""

    __slots__ = ("_sound",)


@dataclass(frozen=True, slots=True)
class Article(_Checkable):
    """What was published. Only `text` is required; times are aware; language is as in `zh`, `en`."""

    text: str
    title: str = ""
    source: str = ""
    topic: str = ""
    url: str = ""
    published_at: datetime | None = None
    modified_at: datetime | None = None
    language: str = ""
    id: str = ""

    def checked(self, path: str = "") -> "Article":
        """The article with its id and language filled in and its times as UTC.

        Raises BadArticle where a rule is broken. `path` is the file it came from, which identifies
        it where nothing better does.
        """
        if hasattr(self, "_sound"):
            return self
        for name in ("id", "title", "source", "topic", "url", "language", "text"):
            if value := getattr(self, name):
                _check(name, value)
        if self.url:
            canonical_url(self.url)
        if not self.text.strip():
            raise BadArticle("the article has no text")
        published = _utc("published_at", self.published_at)
        checked = replace(
            self,
            published_at=published,
            modified_at=_utc("modified_at", self.modified_at),
            id=self.id or _identity(self, published, path),
            language=_primary(self.language) or detect_language(self.text),
        )
        object.__setattr__(checked, "_sound", True)  # noqa: PLC2801  it is frozen
        return checked

    def content_hash(self) -> str:
        """Sha256 of everything that makes a revision; equal for an article that has not changed."""
        published = self.published_at.isoformat() if self.published_at else None
        fields = [
            self.title,
            self.source,
            self.topic,
            self.url,
            published,
            self.language,
            self.text,
        ]
        return hashlib.sha256(json.dumps(fields).encode()).hexdigest()


def _check(name: str, value: str) -> None:
    limit = MAX_TEXT if name == "text" else MAX_FIELD
    if len(value) > limit:
        raise BadArticle(f"{name} has {len(value):,} characters; at most {limit:,} are taken")
    if _NOT_TEXT.search(value):
        raise BadArticle(f"{name} contains characters that are not text (NUL or lone surrogates)")
    if name != "text" and _CONTROL.search(value):
        raise BadArticle(f"{name} contains control characters")


def _utc(name: str, moment: datetime | None) -> datetime | None:
    if moment is None:
        return None
    if moment.tzinfo is None:
        raise BadArticle(f"{name} has no time zone: {moment}")
    try:
        return to_utc(moment)
    except BadInput as error:
        raise BadArticle(f"{name}: {error}") from None


def _primary(language: str) -> str:
    """`zh` of `zh-CN`: filters name a language, not a region or a script."""
    return re.split(r"[-_]", language.strip().lower(), maxsplit=1)[0]


def _identity(article: Article, published_at: datetime | None, path: str) -> str:
    published = published_at.isoformat() if published_at else ""
    if article.url:
        key = "url:" + canonical_url(article.url)
    elif article.title:
        key = f"title:\n{article.source}\n{article.title}\n{published}"
    else:
        key = f"path:{path}" if path else f"text:{article.text}"
    return hashlib.sha256(key.encode()).hexdigest()[:16]


def canonical_url(url: str) -> str:
    """The url without what does not change the page: case of the host, fragment, tracking."""
    if _ACTIVE.match(url):
        raise BadArticle(f"the url {url[:100]!r} does not lead to a page")
    try:
        parts = urlsplit(url.strip())
        name = parts.hostname or ""
        host = (f"[{name}]" if ":" in name else name) + (f":{parts.port}" if parts.port else "")
    except ValueError as error:
        raise BadArticle(f"the url {url[:100]!r} cannot be read: {error}") from None
    # a blank value is kept: `?page1` and `?page2` are two pages
    pairs = parse_qsl(parts.query, keep_blank_values=True)
    query = [(k, v) for k, v in pairs if not _TRACKING.fullmatch(k.lower())]
    path = parts.path.rstrip("/")
    return urlunsplit((parts.scheme.lower(), host, path, urlencode(query), ""))


def detect_language(text: str) -> str:
    """`zh` where at least a fifth of the words are Chinese characters, else `en`."""
    sample = text[:5_000]
    han = sum(map(len, _HAN.findall(sample)))
    if han and han * 5 >= len(sample):  # there cannot be words enough: they need not be counted
        return "zh"
    return "zh" if han and han * 5 >= han + len(_LETTER.findall(sample)) else "en"


@dataclass(frozen=True, slots=True)
class Revision:
    """One stored state of an article, valid from `valid_from` until just before `valid_to`."""

    article: Article
    number: int
    ingested_at: datetime
    valid_from: datetime
    valid_to: datetime | None


class Outcome(StrEnum):
    """What adding an article did."""

    NEW = "new"
    REVISED = "revised"
    UNCHANGED = "unchanged"


@dataclass(frozen=True, slots=True)
class Added:
    """The acknowledgement for one article: it is stored and durable."""

    id: str
    revision: int
    outcome: Outcome
