"""Sources that a question names as such: according to Fortune, 据路透社报道."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from index import Index
from index.words import simplify, words
from rag.names import places
from rag.tables import SOURCE, compiled, forms, masked

_HINT = re.compile(
    r"[据说讲]|援引|引述|来自|出自|报道|报导|文章|新闻|消息|视频|节目|撰文|刊|发文|写|accord|report|news|articl|stor(?:y|ies)|headline"
    r"|coverage|updates?\b|analysis|piece|post|video|comment|publish|writ|wrote|print|covered|\bsa(?:y|id)\b|per\b|from\b|via\b|^in\b|appeared",
    re.IGNORECASE,
)
_ARTICLE = re.compile(r"(?:the|《)\s*", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Named:
    """`text[start:end]` names a source of the index."""

    start: int
    end: int
    source: str


def named_sources(text: str, index: Index) -> list[Named]:
    """The sources that published what is asked for, in order; `text` has its dates masked.

    A name that is a subject (What is Fortune 500?) is none. Other names of a source count as well.
    """
    if not _HINT.search(text):
        return []
    lower = text.lower()
    mentioned = [
        Named(start, start + len(alias), source)
        for alias, source in _aliases(index, text).items()
        for start in places(alias, lower)
    ]
    longest = sorted(mentioned, key=lambda named: (named.start - named.end, named.start))
    free = list[Named]()
    for named in longest:
        if all(named.end <= other.start or other.end <= named.start for other in free):
            free.append(named)
    return _framed(lower, sorted(free, key=lambda named: named.start))


def _aliases(index: Index, text: str) -> dict[str, str]:
    """Names by which a source may be called in this question, in lower case."""
    plain, spelt = _called(tuple(index.sources()))
    others = {
        concept.text: spelt[spelling]
        for concept in index.concepts(text)
        if concept.named
        for spelling in concept.spellings
        if spelling in spelt
    }
    return others | plain


@lru_cache(maxsize=4)
def _called(sources: tuple[str, ...]) -> tuple[dict[str, str], dict[tuple[str, ...], str]]:
    """The sources by their names in lower case, less an article, and by the words of these."""
    plain = {_ARTICLE.sub("", simplify(name), count=1): name for name in sources}
    return plain, {tuple(words(name)): name for name in sources}


def _framed(lower: str, mentioned: Sequence[Named]) -> list[Named]:
    """Those whose surroundings say that they published; `A and B` are so together."""
    found = list[Named]()
    for named in mentioned:
        others = [(m.start, m.end) for m in mentioned if m is not named]
        plain = masked(lower, others, SOURCE)
        before, after = plain[: named.start], plain[named.end :]
        if any(
            compiled(b).search(before) and compiled(a).match(after)
            for _, (b, a) in forms("source_frames")
        ) or (found and _AND.fullmatch(lower[found[-1].end : named.start])):
            found.append(named)
    return found


_AND = re.compile(r"\s*(?:和|与|及|或|、|,|,?\s(?:and|or))\s*(?:the\s|《)?")
