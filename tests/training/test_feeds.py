"""The feeds that evidence is learned from and measured on: their questions can be answered as they say, or not at all."""

from collections import Counter
from pathlib import Path

import pytest

import training
from index import Article
from index.parsing import parse_path
from rag.evaluation import Case, held, read_cases

FOLDER = Path(training.__file__).parent / "feeds"
FEEDS = sorted(FOLDER.glob("*/*.txt"))


def questions(feed: Path) -> list[Case]:
    return read_cases(feed.with_suffix(".jsonl"))


def articles(feed: Path) -> list[Article]:
    parsed = list(parse_path(feed))
    assert all(isinstance(one, Article) for one in parsed)
    return [one for one in parsed if isinstance(one, Article)]


@pytest.mark.parametrize("feed", FEEDS, ids=lambda feed: feed.stem)
def test_what_is_accepted_stands_in_what_an_article_says(feed: Path) -> None:
    texts = [article.text for article in articles(feed)]
    for case in questions(feed):
        assert bool(case.evidence) is bool(case.accepted) is case.answerable, case.id
        for said in case.evidence:
            assert any(said in text for text in texts), (case.id, said)
        for accepted in case.accepted:
            assert any(held(accepted, said) for said in case.evidence), (case.id, accepted)


@pytest.mark.parametrize("feed", FEEDS, ids=lambda feed: feed.stem)
def test_a_feed_has_dated_articles_and_questions_of_both_sorts_in_both_languages(
    feed: Path,
) -> None:
    assert all(article.published_at and article.source for article in articles(feed))
    asked = questions(feed)
    assert Counter(case.answerable for case in asked) == {True: 24, False: 12}
    assert {case.language for case in asked} == {"en", "zh"}


def test_no_question_or_article_is_both_learned_from_and_kept_apart() -> None:
    seen = Counter[str]()
    for folder in ("learned", "apart"):
        feeds = sorted((FOLDER / folder).glob("*.txt"))
        seen.update({a.title for feed in feeds for a in articles(feed)})
        seen.update({case.question for feed in feeds for case in questions(feed)})
    assert [text for text, count in seen.items() if count > 1] == []
