"""An article from named fields, as JSON lines and front matter hold them."""

from collections.abc import Mapping
from datetime import date, datetime, time, tzinfo
from typing import Any

from index.article import Article
from index.errors import BadArticle
from index.times import parse_time, to_utc

_TEXTS = ("id", "title", "source", "topic", "url", "language")
_TIMES = {
    "published_at": ("published_at", "date", "published"),
    "modified_at": ("modified_at", "updated"),
}


def article_from(fields: Mapping[str, Any], text: Any, zone: tzinfo) -> Article:
    """An Article of `fields`; unknown ones are left out. Raises BadInput for what cannot be used."""
    if not isinstance(text, str):
        raise BadArticle("`text` is missing or is not a string")
    texts: dict[str, Any] = {name: _text(name, fields.get(name)) for name in _TEXTS}
    times: dict[str, Any] = {name: _first_time(fields, keys, zone) for name, keys in _TIMES.items()}
    return Article(text=text, **texts, **times)


def _text(name: str, value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, str):
        return value.strip()
    if isinstance(value, int) and not isinstance(value, bool) and value.bit_length() < 1_000:
        return str(value)  # Python writes no number of more than 4,300 digits
    raise BadArticle(f"`{name}` is not a string")


def _first_time(fields: Mapping[str, Any], keys: tuple[str, ...], zone: tzinfo) -> datetime | None:
    value = next((fields[key] for key in keys if fields.get(key)), None)
    if value is None:
        return None
    if isinstance(value, date) and not isinstance(value, datetime):
        value = datetime.combine(value, time())
    if isinstance(value, datetime):
        return to_utc(value, zone)
    if isinstance(value, str):
        return parse_time(value, zone)
    raise BadArticle(f"`{keys[0]}` is not a date")
