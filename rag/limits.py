"""Limits: what a question's words say about when its articles appeared, and where."""

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta, tzinfo

from index import Filters, Index
from rag.period import Period
from rag.sources import named_sources
from rag.tables import DATE, SOURCE, masked
from rag.when import SHORT, Mention, mentions, published

_STALE = timedelta(days=30)
_NAMED = {
    "zh": {"since": "自{}起发布", "until": "在{}之前发布", "as_of": "截至{}", "sources": "来源为{}", "languages": "语言为{}"},
    "en": {"since": "published since {}", "until": "published before {}", "as_of": "as of {}", "sources": "from {}", "languages": "in {}"},
}  # fmt: skip
_LINE = {"zh": "所用范围：{}。", "en": "Looked for: {}."}


@dataclass(frozen=True, slots=True)
class Limits:
    """What was understood as a filter, the spans of the text that said so, and every date named."""

    filters: Filters
    spans: tuple[tuple[int, int], ...]
    mentions: tuple[Mention, ...]


def limits(text: str, index: Index, now: datetime) -> Limits:
    """What the words of a text (folded characters) limit; days are those of the zone of `now`."""
    found = [_of_articles(m, index, now) for m in mentions(text, now.date())]
    undated = masked(text, [(m.start, m.end) for m in found], DATE)
    sources = named_sources(undated, index)
    spans = [(named.start, named.end) for named in sources]
    mention = published(masked(text, spans, SOURCE), found) if found else None
    filters = Filters(sources=tuple(dict.fromkeys(named.source for named in sources)))
    if mention:
        since, until = _last_published(mention.period, index, now).moments(now.tzinfo or UTC)
        filters = replace(filters, since=since, until=until)
        spans.append((mention.start, mention.end))
    return Limits(filters, tuple(sorted(spans)), tuple(found))


def _of_articles(mention: Mention, index: Index, now: datetime) -> Mention:
    """The mention; a day or a month long ago in which articles appeared may limit them as a recent one may."""
    days = mention.period.days
    if not mention.scopes or "event" in mention.scopes or not days or days > SHORT:
        return mention
    since, until = mention.period.moments(now.tzinfo or UTC)
    if not index.searched(Filters(since=since, until=until)).articles:
        return mention
    return replace(mention, scopes=mention.scopes | {"short", "news", "event"})


def _last_published(period: Period, index: Index, now: datetime) -> Period:
    """A period without a year is of the year in which articles last appeared, if there are earlier ones.

    Else a home whose newest article is old would have nothing to say on 26 October.
    """
    zone = now.tzinfo or UTC
    while period.yearless:
        since, until = period.moments(zone)
        begin = since or until or now
        fresh = Filters(since=begin - _STALE, until=now + timedelta(days=1))
        if index.searched(fresh).articles or not index.searched(Filters(until=begin)).articles:
            return period
        period = period.year_earlier()
    return period


def merged(asked: Filters, understood: Filters) -> Filters:
    """The request's filters, and the question's where the request says nothing of that sort."""
    dated = asked.since or asked.until
    return replace(
        asked,
        since=asked.since if dated else understood.since,
        until=asked.until if dated else understood.until,
        sources=asked.sources or understood.sources,
    )


def written(filters: Filters) -> dict[str, str | list[str]]:
    """The filters that were set, as a reader sees them."""
    times = {"as_of": filters.as_of, "since": filters.since, "until": filters.until}
    shown: dict[str, str | list[str]] = {n: t.isoformat() for n, t in times.items() if t}
    for name, values in (("sources", filters.sources), ("languages", filters.languages)):
        if values:
            shown[name] = list(values)
    return shown


def in_words(filters: Filters, zone: tzinfo, language: str) -> str:
    """A line that names the filters, in the reader's language and time zone."""
    moments = {"since": filters.since, "until": filters.until, "as_of": filters.as_of}
    said = {name: _moment(moment, zone) for name, moment in moments.items() if moment}
    comma = "、" if language == "zh" else ", "
    for name, values in (("sources", filters.sources), ("languages", filters.languages)):
        if values:
            said[name] = comma.join(values)
    parts = (_NAMED[language][name].format(value) for name, value in said.items())
    return _LINE[language].format(("，" if language == "zh" else ", ").join(parts))


def _moment(moment: datetime, zone: tzinfo) -> str:
    local = moment.astimezone(zone)
    whole = not (local.hour or local.minute or local.second)
    return f"{local:%Y-%m-%d}" if whole else f"{local:%Y-%m-%d %H:%M}"
