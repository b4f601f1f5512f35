"""Questions about one article, which they name by its title."""

from collections.abc import Sequence
from dataclasses import replace

from index import Hit, Index
from index.words import fold
from rag.expectation import Expectation, Kind, expectation
from rag.question import Question, says_nothing

_SHORTEST = 16  # letters; a Chinese character counts twice
_NAME = "Egret"  # any that stands for a title
_ENDS = " ?!.？！。…"


def of_article(
    question: Question, hits: Sequence[Hit], index: Index
) -> tuple[Question, Sequence[Hit]]:
    """The question as an overview of the article that it names by its title, and the passages of that.

    Where it asks something else of it, what kind of thing is told by the words around the title. Both as they are where it names none so.
    """
    plain = fold(question.about).lower()
    for hit in hits:
        title = fold(hit.title).lower().strip(_ENDS)
        if not (_long(title) and title in plain):
            continue
        if _asks_for_news(plain, title, index):
            about = Expectation(Kind.OVERVIEW, "", question.about)
            read = replace(question, expectation=about, concepts=(), subjects=(), focus="")
            return read, [own for own in hits if own.article_id == hit.article_id]
        if plain.strip(_ENDS) != title:
            around = expectation(plain.replace(title, _NAME))
            about = replace(around, question=question.about)
            return replace(question, expectation=about), hits
    return question, hits


def may_give_title(question: Question) -> bool:
    """Whether what sets its filters may be words of a title."""
    overview = question.expectation.kind is Kind.OVERVIEW
    return overview and bool(question.concepts) and not question.filters.empty


def _asks_for_news(plain: str, title: str, index: Index) -> bool:
    """Whether a question asks what is in the article and nothing beside it; a title may be a question, too."""
    around = expectation(plain.replace(title, _NAME)).kind
    return around is Kind.OVERVIEW and says_nothing(plain.replace(title, " "), index)


def _long(title: str) -> bool:
    return sum(1 if letter.isascii() else 2 for letter in title) >= _SHORTEST
