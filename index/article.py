"""An article, its identity, and its stored revisions."""

import hashlib
import json
import re
import unicodedata
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from index.errors import BadArticle

MAX_TEXT = 10_000_000
MAX_FIELD = 2_000
_TRACKING = re.compile(r"utm_\w+|fbclid|gclid|spm")
_HAN = re.compile(r"[\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003134f]")
_LETTER = re.compile(r"[A-Za-z]+")


@dataclass(frozen=True, slots=True)
class Article:
    """What was published. Only `text` is required; times are aware; language is `zh` or `en`."""

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
        """The article with its id and language filled in. Raises BadArticle where a rule is broken.

        `path` is the file it came from, which identifies it where nothing better does.
        """
        for name in ("id", "title", "source", "topic", "url", "language", "text"):
            _check(name, getattr(self, name))
        if not self.text.strip():
            raise BadArticle("the article has no text")
        return replace(
            self,
            id=self.id or _identity(self, path),
            language=self.language or detect_language(self.text),
        )

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
    if "\0" in value or any(0xD800 <= ord(c) < 0xE000 for c in value):
        raise BadArticle(f"{name} contains characters that are not text (NUL or lone surrogates)")
    if name != "text" and any(unicodedata.category(c) == "Cc" for c in value):
        raise BadArticle(f"{name} contains control characters")


def _identity(article: Article, path: str) -> str:
    published = article.published_at.isoformat() if article.published_at else ""
    if article.url:
        key = "url:" + canonical_url(article.url)
    elif article.title:
        key = f"title:\n{article.source}\n{article.title}\n{published}"
    else:
        key = f"path:{path}" if path else f"text:{article.text}"
    return hashlib.sha256(key.encode()).hexdigest()[:16]


def canonical_url(url: str) -> str:
    """The url without what does not change the page: case of the host, fragment, tracking."""
    try:
        parts = urlsplit(url.strip())
        host = (parts.hostname or "") + (f":{parts.port}" if parts.port else "")
    except ValueError as error:
        raise BadArticle(f"the url {url[:100]!r} cannot be read: {error}") from None
    query = [(k, v) for k, v in parse_qsl(parts.query) if not _TRACKING.fullmatch(k.lower())]
    path = parts.path.rstrip("/")
    return urlunsplit((parts.scheme.lower(), host, path, urlencode(query), ""))


def detect_language(text: str) -> str:
    """`zh` where at least a fifth of the words are Chinese characters, else `en`."""
    sample = text[:5_000]
    han = len(_HAN.findall(sample))
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
