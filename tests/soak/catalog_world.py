"""A home with all that a catalog can hold, and everything that can be asked of it."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import partial
from typing import Any

from fakes import article, day

from index import Article, Filters, Hit, Index, Mode, Searched
from rag import Answer, Answerer, Request

PLACES = ["Wexelhaven", "Tidewater", "Ochrebank", "Marlstone", "Fennimore", "Quillport"]
SOURCES = ["Tidewater Gazette", "Wexelhaven Herald", "Kiln & Cable"]
DIGEST = "核心观点 - {}的渡轮首航日改为2026年5月{}日，推迟{}天 - 单程票价为{}.80欧元 - 一号线单程要走{}分钟"
REPORT = (
    "# Construction\n\nThe library of {} lasted {} years in construction. It cost {} million euros; "
    "the city paid {}%.\n\n# Staff\n\nThe house of {} employs {} people.\n\n"
)
FILTERS = {
    "current": Filters(),
    "as_of": Filters(as_of=day(10, 22)),
    "since": Filters(since=day(10, 5), until=day(10, 25)),
    "source": Filters(sources=("Kiln & Cable",), languages=("en",)),
}
QUESTIONS = [
    "Wexelhaven的渡轮推迟了多少天？",
    "What did the library of Ochrebank cost?",
    "How many people does the house of Quillport employ?",
    "单程票价 Fennimore",
    "Who won the chess tournament in Reykjavik?",
]
MORE = article("The lighthouse of Sandgate was lit again.", id="lighthouse", title="Light")


def articles() -> list[Article]:
    return [_article(number) for number in range(36)]


def _article(number: int) -> Article:
    place, n = PLACES[number % 6], number + 2
    digest = number % 2
    text = DIGEST.format(place, n % 28 + 1, n * 3, n, n + 10)
    report = REPORT.format(place, n, n * 1.5, n + 20, place, n * 11) * (1 + number % 3)
    return Article(
        id=f"article-{number}",
        title=f"{place} No. {number}",
        source=SOURCES[number % 3],
        url=f"https://example.org/{number}",
        published_at=None if number % 9 == 8 else day(10, 1 + number % 28),
        text=text if digest else report,
    )


def fill(index: Index) -> None:
    """Several changes: new, revised, deleted, and added again."""
    all_articles = articles()
    for start in range(0, len(all_articles), 9):
        index.add(all_articles[start : start + 9])
    index.add(
        [
            replace(a, text=f"{a.text} Revised.", modified_at=day(10, 30))
            for a in all_articles[3:12:2]
        ]
    )
    index.delete(["article-20", "article-21", "article-22"])
    index.add(all_articles[22:23])


Question = Callable[[Index], Any]


def questions(revisions: Mapping[str, int]) -> dict[str, Question]:
    """What is asked by name; `revisions` says how many each article has."""
    asked: dict[str, Question] = {}
    for text in QUESTIONS:
        asked[f"ask {text}"] = partial(_answer, text=text, filters=Filters())
        for mode in Mode:
            asked[f"search {mode} {text}"] = partial(_hits, text=text, mode=mode)
    for name, filters in FILTERS.items():
        asked[f"searched {name}"] = partial(_searched, filters=filters)
        asked[f"search {name}"] = partial(_hits, text="Ochrebank", filters=filters)
        asked[f"ask {name}"] = partial(_answer, text=QUESTIONS[1], filters=filters)
    asked["articles"] = Index.articles
    asked["stats"] = _stats
    return asked | reads(revisions)


def reads(revisions: Mapping[str, int]) -> dict[str, Question]:
    """Every revision of every article."""
    return {
        f"read {key} {number}": partial(Index.article, article_id=key, revision=number)
        for key, count in revisions.items()
        for number in range(1, count + 1)
    }


def _hits(
    index: Index, text: str, filters: Filters | None = None, mode: Mode = Mode.HYBRID
) -> list[Hit]:
    return index.search(text, filters, mode=mode)


def _searched(index: Index, filters: Filters) -> Searched:
    return index.searched(filters)


def _stats(index: Index) -> dict[str, object]:
    """What is counted, without what depends on where the home lies."""
    kept = ("articles", "deleted", "revisions", "passages", "sources", "changes", "embedder")
    stats = index.stats()
    return {name: stats[name] for name in kept}


def _answer(index: Index, text: str, filters: Filters) -> Answer:
    answer = Answerer(index).ask(Request(text, filters))
    return replace(answer, id="", timings_ms={})


def revision_counts() -> dict[str, int]:
    """Known from what `fill` did: every article once, five revised, one deleted and back."""
    counts = {a.id: 1 for a in articles()}
    return counts | {f"article-{n}": 2 for n in (3, 5, 7, 9, 11, 22)}
