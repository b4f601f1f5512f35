"""What speaks for a statement as the answer to a question, in numbers."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from index import Concept, Hit, Index
from index.words import letters_of
from rag.entities import NAMED, names_another
from rag.places import Place, Surroundings, surroundings
from rag.question import Question
from rag.statements import Statement

Matrix = NDArray[np.float64]
_NAME_WEIGHT = 1.3
_SHORT = 12  # characters
_CLOSING = "”’\"'」』）)"
_NEAR = {0: 1.0, 1: 0.8, 2: 0.6, 3: 0.4, None: 0.0}
NAMES = (
    # weighted shares of the question's concepts by the nearest place that holds them
    "own",
    "beside",
    "passage",
    "article",
    "own_names",  # the share of proper names that stand in the statement itself
    "names_missing",  # the share of proper names that stand nowhere
    "names_only",  # 1 where nothing but names is covered
    "rarest",  # 1 where the rarest concept is in the statement, less the farther away
    "second",  # the same for the second rarest
    "cosine",
    "alignment",
    "distinct",  # alignment of the words that set the article's statements apart
    "unmatched",  # the weight of the word that the passage matches worst
    "focus",  # alignment of what the question word belongs to: which *team*
    "translated",  # 1 where it is in the other language
    "hit_dense",
    "hit_alignment",
    "hit_lexical",
    "first",  # 1 over the place of the passage among the hits
    "met",  # 1 where the kind of answer asked for is there
    "missed",  # 1 where it certainly has to be and is not
    "named",  # 1 where a name of the kind asked for is there, other than in the question
    "unnamed",  # 1 where it should be and is not
    "bigrams",  # the share of the question's runs of two letters
    "news",  # the share of its words that the question does not say itself
    "length",  # the logarithm of its characters
    "short",  # 1 below 12 characters
    "asks",  # 1 where it is a question itself
    "day",  # 1 where the question names a day and neither it nor its article is of it
)


@dataclass(frozen=True, slots=True)
class Candidates:
    """Statements with the numbers of their hits; `rows` has NAMES for each, shape (statements, NAMES).

    `covered` names the concepts that each covers, itself or by what is around it.
    """

    statements: Sequence[Statement]
    numbers: NDArray[np.int64]
    rows: Matrix
    covered: Sequence[frozenset[str]]


def candidates(
    question: Question, found: Mapping[int, Sequence[Statement]], hits: Sequence[Hit], index: Index
) -> Candidates:
    """The features of all statements found; `found` has those of each hit by its number."""
    statements = [statement for said in found.values() for statement in said]
    numbers = np.array([n for n, said in found.items() for _ in said], dtype=np.int64)
    around = surroundings(found, hits)
    weights = _weights(question.concepts, index)
    shares = [_shares(question.concepts, weights, places) for places in around]
    asked = Place.of(question.search_text)
    runs = _runs(asked.text)
    rows = [
        [*share, *match, *_of_hit(hits[n], n, question.language), *_of_text(question, statement, asked, runs, places)]
        for statement, n, places, (share, _), match in zip(
            statements, numbers, around, shares, _matches(question, statements, numbers, index),
            strict=True,
        )
    ]  # fmt: skip
    covered = [held for _, held in shares]
    return Candidates(statements, numbers, np.array(rows).reshape(-1, len(NAMES)), covered)


def _shares(
    concepts: Sequence[Concept], weights: Mapping[str, float], places: Surroundings
) -> tuple[list[float], frozenset[str]]:
    shares, names, missing = [0.0] * 4, 0.0, 0.0
    nearest = {concept.text: places.nearest(concept) for concept in concepts}
    held = [concept for concept in concepts if nearest[concept.text] is not None]
    for concept in concepts:
        place, weight = nearest[concept.text], weights[concept.text]
        if place is not None:
            shares[place] += weight
        names += weight * (concept.proper and place == 0)
        missing += weight * (concept.proper and place is None)
    total = sum(weights.values()) or 1.0
    only_names = bool(held) and all(c.proper for c in held) and len(held) < len(concepts)
    rare = sorted(weights, key=lambda text: -weights[text])[:2]
    near = [_NEAR[nearest[text]] for text in rare] + [0.0] * (2 - len(rare))
    parts = [share / total for share in (*shares, names, missing)]
    return [*parts, float(only_names), *near], frozenset(concept.text for concept in held)


def _matches(
    question: Question, statements: Sequence[Statement], numbers: NDArray[np.int64], index: Index
) -> Matrix:
    """Cosine, alignment, those of words that tell apart, the worst match, and the focus."""
    texts = [statement.text for statement in statements]
    found, focus = index.matched([question.search_text, question.focus], texts)
    owners = np.array([statement.hit.article_id for statement in statements])
    distinct, unmatched = np.zeros((2, len(texts)))
    for owner in set(owners):
        own = owners == owner
        distinct[own] = found.weighted(1 - found.words[own].mean(axis=0))[own]
    shares = found.weights / (found.weights.sum() or 1.0)
    for n in set(numbers):
        own = numbers == n
        unmatched[own] = ((1 - found.words[own].max(axis=0)) * shares).max(initial=0.0)
    return np.stack([found.cosines, found.alignment, distinct, unmatched, focus.alignment], axis=1)


def _of_hit(hit: Hit, n: int, language: str) -> list[float]:
    other = hit.language != language
    dense = max(hit.dense or 0.0, 0.0)
    return [float(other), dense, hit.alignment or 0.0, hit.lexical or 0.0, 1 / (n + 1)]


def _of_text(
    question: Question, statement: Statement, asked: Place, runs: set[str], places: Surroundings
) -> list[float]:
    text, words = statement.text, places.own.words
    return [
        *_of_kind(question, text),
        len(runs & _runs(places.own.text)) / max(len(runs), 1),
        len(words - asked.words) / max(len(words), 1),
        math.log(len(text)),
        float(len(text) < _SHORT),
        float(text.rstrip(_CLOSING).endswith(("?", "？"))),
        _other_day(question, statement),
    ]


def _of_kind(question: Question, text: str) -> list[float]:
    expected = question.expectation
    met, named = expected.met_by(text), [0.0, 0.0]
    if expected.kind in NAMED:
        new = names_another(text, expected)
        named = [float(new), float(not new)]
    return [float(met), float(expected.certain and not met), *named]


def _runs(simplified: str) -> set[str]:
    plain = letters_of(simplified)
    return {plain[i : i + 2] for i in range(len(plain) - 1)}


def _other_day(question: Question, statement: Statement) -> float:
    if not question.dates:
        return 0.0
    published = statement.hit.published_at
    own = {(published.month, published.day)} if published else set()
    named = any(f"{month}月{day}日" in statement.text for month, day in question.dates)
    return float(not (named or own & set(question.dates)))


def _weights(concepts: Sequence[Concept], index: Index) -> Mapping[str, float]:
    """A concept weighs as its most common spelling does: the rarest word in it counts."""
    words = sorted({word for c in concepts for spelling in c.spellings for word in spelling})
    rarity = dict(zip(words, index.rarity(words), strict=True))
    weights = {}
    for concept in concepts:
        spellings = [max(rarity[word] for word in s) for s in concept.spellings if s]
        weight = min(spellings, default=0.0) + 0.5
        weights[concept.text] = weight * (_NAME_WEIGHT if concept.proper else 1.0)
    return weights
