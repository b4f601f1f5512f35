"""Questions that an assistant's thread begins with: such as the articles do answer."""

from collections.abc import Iterator
from datetime import timedelta

from api.slack.blocks import one_line
from api.slack.text import cut, words
from index import Hit, Index
from index.article import detect_language
from index.times import newest_first
from rag import Answerer, Request, Status

_MOST = 4
_TRIED = 8
_LOOKED_AT = 30
_MOST_TITLE = 75
_FRESH = timedelta(days=14)
_NEWS = "news 新闻"


def suggestions(index: Index, answerer: Answerer) -> list[dict[str, str]]:
    """At most four questions about what appeared last, each with a title. Raises IndexFault."""
    found = list[dict[str, str]]()
    for number, asked in enumerate(_candidates(index)):
        if number == _TRIED or len(found) == _MOST:
            break
        if answerer.ask(Request(asked)).status is Status.ANSWERED:
            found.append({"title": cut(asked, _MOST_TITLE), "message": asked})
    return found


def _candidates(index: Index) -> Iterator[str]:
    """What could be asked about the articles, those that appeared last first."""
    hits = index.search(_NEWS, top_k=_LOOKED_AT, half_life=_FRESH)
    for hit in _one_for_each_article(hits):
        title = one_line(hit.title)
        if title:
            yield words(detect_language(title))["prompt_article"].format(title=title)


def _one_for_each_article(hits: list[Hit]) -> list[Hit]:
    articles = {hit.article_id: hit for hit in hits}
    return sorted(articles.values(), key=lambda hit: newest_first(hit.published_at))
