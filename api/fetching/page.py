"""A fetched page, and the articles in it."""

import io
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta, tzinfo
from urllib.parse import urlsplit

import httpx

from api.fetching.faults import Refused
from index.article import Article
from index.errors import BadArticle, BadFile
from index.parsing import parse_stream
from index.parsing.detect import detect_format

# an empty format is told by the url's ending and the first bytes
FORMATS: Mapping[str, str] = {
    "text/html": "html",
    "application/xhtml+xml": "html",
    "text/plain": "",
    "text/markdown": "markdown",
    "text/x-markdown": "markdown",
    "application/x-ndjson": "jsonl",
    "application/jsonl": "jsonl",
    "application/x-jsonlines": "jsonl",
    "application/json": "jsonl",
}
_HEAD = 4_096  # bytes by which a format is told
_LISTS = {"feed", "jsonl"}  # of articles that have their own names


@dataclass(frozen=True, slots=True)
class Page:
    """What came from `url`, the last one of its redirects.

    `fresh_until` is when to ask for it again; None where nothing of it may be remembered.
    """

    url: str
    content_type: str
    data: bytes
    etag: str
    last_modified: str
    fresh_until: datetime | None


def check_type(url: str, content_type: str) -> str:
    """The media type without parameters. Raises Refused for one that is not read."""
    media = content_type.partition(";")[0].strip().lower()
    if media not in FORMATS:
        said = f"is {media[:80]}" if media else "does not say what it is"
        raise Refused(url, f"{said}: only HTML, text, Markdown and JSON lines are read")
    if url.lower().endswith(".gz"):
        raise Refused(url, "is compressed: unpack it to a file and ingest that")
    return media


def articles_of(page: Page, zone: tzinfo) -> Iterator[Article | BadFile]:
    """The page's articles, with the page as their url, or what is wrong with them."""
    name = FORMATS[page.content_type] or detect_format(urlsplit(page.url).path, page.data[:_HEAD])
    for found in parse_stream(page.url, io.BytesIO(page.data), format_name=name, zone=zone):
        if isinstance(found, BadFile) or name in _LISTS:
            yield found
            continue
        try:
            yield _placed(found, page)
        except BadArticle as error:
            yield BadFile(page.url, str(error))


def _placed(article: Article, page: Page) -> Article:
    """The article at the url that its page calls its own, if that is on the same host."""
    derived = replace(article, id="").checked(path=page.url).id == article.id
    host = _host(page.url)
    url = article.url if _host(article.url) == host else page.url
    source = article.source if article.source != _site(_host(article.url)) else ""  # a guess
    source = source or _site(host)
    return replace(article, id="" if derived else article.id, url=url, source=source).checked()


def _site(host: str) -> str:
    return host.removeprefix("www.")


def _host(url: str) -> str:
    try:
        return httpx.URL(url).host
    except (httpx.InvalidURL, UnicodeError):
        return ""


def fresh_until(headers: httpx.Headers, now: datetime, most: timedelta) -> datetime | None:
    """Until when a page need not be asked for again; None where it may not be remembered at all."""
    said = [part.strip().lower() for part in headers.get("cache-control", "").split(",")]
    if "no-store" in said:
        return None
    ages = [part.partition("=")[2].strip('"') for part in said if part.startswith("max-age=")]
    if "no-cache" in said or not ages or not ages[0].isdecimal():
        return now
    age = headers.get("age", "0").strip()
    seconds = min(int(ages[0][:10]), int(most.total_seconds()))
    return now + timedelta(seconds=max(seconds - (int(age[:10]) if age.isdecimal() else 0), 0))
