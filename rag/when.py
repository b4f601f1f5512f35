"""When: which dates of a question limit the time of publication, and which are what it asks about."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import pairwise

from rag.dates import Dated, dates
from rag.period import Period
from rag.tables import DATE, OTHER, compiled, forms, masked

SHORT, _RECENT = 31, 366  # days
# Without one of these no date is one of publication: most questions need no closer look.
_NEWS = re.compile(
    r"报道|报导|新闻|消息|文章|资讯|头条|快讯|要闻|撰文|刊|发文|写|动态|进展|动向|情况|变化|新鲜|发生|出了|怎么了|怎么样"
    r"|总结|汇总|概括|盘点|回顾|梳理|事"
    r"|news|headline|coverage|covered|article|stor(?:y|ies)|report|update|development|piece|post|video|publish|writ|wrote"
    r"|say|said|according|\bnew\b|happen|going on|latest|brief|catch|summar|digest|recap",
    re.IGNORECASE,
)
_LONG_FORMS = frozenset(["year", "bare_year", "quarter", "half"])
_TO = re.compile(r"\s*(?:到|至|-|~|–|—|\bto\b|\bthrough\b|\buntil\b)+\s*", re.IGNORECASE)
_AND = re.compile(r"\s+and\s+", re.IGNORECASE)
_FROM = re.compile(r"(?:从|自|\b(?:between|from)\s)$", re.IGNORECASE)
_BETWEEN = re.compile(r"\bbetween\s$", re.IGNORECASE)
_AROUND = 24  # characters before or after a date in which its relation stands


@dataclass(frozen=True, slots=True)
class Mention:
    """`text[start:end]` names a period, with the words that say since, before or between.

    `scopes` are those of data/publication.tsv that it may have; none where a state at that time is
    asked for.
    """

    start: int
    end: int
    period: Period
    scopes: frozenset[str]


def mentions(text: str, today: date) -> list[Mention]:
    """The periods named in a text of folded characters, in order."""
    return [_mention(text, dated, today) for dated in _ranges(text, dates(text, today))]


def _ranges(text: str, found: Sequence[Dated]) -> Iterator[Dated]:
    """The dates, two with `to` between them as one."""
    joined = False
    for first, second in pairwise([*found, None]):
        if joined or first is None:
            joined = False
        elif second and _joins(text, first, second):
            yield replace(
                _with_lead(text, first), end=second.end, period=first.period.until(second.period)
            )
            joined = True
        else:
            yield first


def _joins(text: str, first: Dated, second: Dated) -> bool:
    between = text[first.end : second.start]
    if _AND.fullmatch(between):
        return bool(_BETWEEN.search(text[: first.start]))
    return bool(_TO.fullmatch(between))


def _with_lead(text: str, dated: Dated) -> Dated:
    lead = _FROM.search(text[: dated.start])
    return replace(dated, start=lead.start()) if lead else dated


def _mention(text: str, dated: Dated, today: date) -> Mention:
    before = text[max(0, dated.start - _AROUND) : dated.start]
    after = text[dated.end : dated.end + _AROUND]
    for relation, (left, right) in forms("relations"):
        lead, trail = compiled(left).search(before), compiled(right).match(after)
        if lead and trail:
            start, end = dated.start - len(before) + lead.start(), dated.end + trail.end()
            return _limited(replace(dated, start=start, end=end), relation, today)
    return _limited(dated, "", today)


def _limited(dated: Dated, relation: str, today: date) -> Mention:
    period = dated.period
    if relation in _CHANGES:
        period = _CHANGES[relation](period)
    if period.last and period.last >= today:
        period = replace(period, last=None)
    scopes = frozenset() if relation == "fact" else _scopes(dated, period, today)
    return Mention(dated.start, dated.end, period, scopes)


_CHANGES = {
    "since": Period.since,
    "after": Period.after,
    "before": Period.before,
    "up_to": Period.up_to,
}


def _scopes(dated: Dated, period: Period, today: date) -> frozenset[str]:
    first, last = period.first, period.last
    if not (first or last) or (first and last and last < first):
        return frozenset()
    if dated.form in _LONG_FORMS:
        return frozenset(["any"])
    if first is None:
        return frozenset(["any", "short", "news"])
    recent = (today - first).days <= _RECENT
    short = recent if period.days is None else period.days <= SHORT
    news = short or period.days is None
    scopes = {"short": short, "news": news, "event": short and recent}
    return frozenset(["any", *(name for name, holds in scopes.items() if holds)])


def published(text: str, found: Sequence[Mention]) -> Mention | None:
    """The first of the mentions that limits when articles were published.

    `text` has its sources masked. None where the dates are part of what is asked, or that is unsure.
    """
    if not _NEWS.search(text):
        return None
    for mention in found:
        others = [(m.start, m.end) for m in found if m is not mention]
        plain = masked(masked(text, others, OTHER), [(mention.start, mention.end)], DATE)
        if mention.scopes and (scope := _scope(plain, mention.scopes)):
            return replace(mention, period=mention.period.since()) if scope == "event" else mention
    return None


def _scope(plain: str, scopes: frozenset[str]) -> str:
    found = (s for s, (p,) in forms("publication") if s in scopes and compiled(p).search(plain))
    return next(found, "")
