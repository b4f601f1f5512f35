"""Evidence: the statements that could answer a question, scored."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from index import Concept, Hit, Index
from index.words import simplify
from rag.question import Question
from rag.statements import LONGEST, Statement, clauses, statements

# How much a concept counts by where it stands: in the statement, in what it stands under (heading,
# title, source), elsewhere in its passage, or elsewhere in what was found of its article.
_PARTS = (1.0, 0.8, 0.55, 0.4)
_EXPECTED_MET, _EXPECTED_MISSED = 0.15, 0.5
_NAME_MISSED = 0.55
_PER_CHARACTER = 0.0004
_NAME_WEIGHT = 1.3
_NAMES_ONLY = 0.5
_UNTRANSLATED = 0.25
_HAN = re.compile(r"[\u3400-\u9fff]")


@dataclass(frozen=True, slots=True)
class Evidence:
    """A statement, and how well it fits.

    `score` orders statements; `coverage` (0 to 1) is the weighted share of the question's concepts
    that it covers, those named in `covered`.
    """

    statement: Statement
    score: float
    coverage: float
    covered: frozenset[str]


class _Place:
    """A text in which concepts are looked for, by words and, in Chinese, by characters too."""

    def __init__(self, index: Index, text: str) -> None:
        self._words = frozenset(index.words(text, fine=True))
        self._text = simplify(text)

    def holds(self, concept: Concept) -> bool:
        return any(all(self._has(word) for word in spelling) for spelling in concept.spellings)

    def _has(self, word: str) -> bool:
        return word in self._words or bool(_HAN.match(word) and word in self._text)


class EvidenceFinder:
    """Scores statements for one question."""

    def __init__(self, question: Question, index: Index) -> None:
        self._question, self._index = question, index
        self._weights = _weights(question.concepts, index)

    def find(self, hits: Sequence[Hit], limit: int) -> list[Evidence]:
        """The best statements of the hits, best first; each stands once."""
        texts: dict[str, str] = {}
        for hit in hits:
            texts[hit.article_id] = f"{texts.get(hit.article_id, '')}\n{hit.text}"
        articles = {key: _Place(self._index, text) for key, text in texts.items()}
        scored = [found for hit in hits for found in self._of_passage(hit, articles)]
        scored.sort(key=lambda found: (-found.score, found.statement.hit.article_id))
        return _different(scored)[:limit]

    def _of_passage(self, hit: Hit, articles: Mapping[str, _Place]) -> list[Evidence]:
        context, nearby = _Place(self._index, _context(hit)), _Place(self._index, hit.text)
        around = (context, nearby, articles[hit.article_id])
        return [self._best(statement, around) for statement in statements(hit)]

    def _best(self, statement: Statement, around: Sequence[_Place]) -> Evidence:
        """The statement, or where it is long the run of its clauses that scores best."""
        runs = clauses(statement) if len(statement.text) > LONGEST else []
        scored = [self._score(run, around) for run in runs or [statement]]
        return max(scored, key=lambda found: found.score)

    def _score(self, statement: Statement, around: Sequence[_Place]) -> Evidence:
        places = (_Place(self._index, statement.text), *around)
        total, possible, covered, factor = 0.0, 0.0, set[str](), 1.0
        for concept in self._question.concepts:
            part = _part(concept, places)
            weight = self._weights[concept.text]
            if not part and self._untranslated(concept, statement.hit):
                weight *= _UNTRANSLATED
            possible += weight
            total += part * weight
            if part:
                covered.add(concept.text)
            elif concept.proper:
                factor *= _NAME_MISSED
        factor *= self._date_fit(statement) * self._subject_fit(covered)
        coverage = factor * total / possible if possible else 0.0
        return Evidence(statement, coverage + self._bonus(statement), coverage, frozenset(covered))

    def _subject_fit(self, covered: set[str]) -> float:
        """Less than one where only names are covered: who is meant, but not what is asked."""
        asked = {c.text for c in self._question.concepts if not c.proper}
        return 1.0 if not asked or asked & covered else _NAMES_ONLY

    def _untranslated(self, concept: Concept, hit: Hit) -> bool:
        """Whether the other language may say it in words that nothing here connects with it."""
        return hit.language != self._question.language and not (concept.named or concept.proper)

    def _bonus(self, statement: Statement) -> float:
        expected = self._question.expectation
        bonus = -_PER_CHARACTER * len(statement.text)
        if expected.met_by(statement.text):
            return bonus + _EXPECTED_MET
        return bonus - _EXPECTED_MISSED if expected.certain else bonus

    def _date_fit(self, statement: Statement) -> float:
        """One where the question names no day, or the statement or the article is of that day."""
        if not self._question.dates:
            return 1.0
        published = statement.hit.published_at
        own = {(published.month, published.day)} if published else set()
        text = statement.text
        named = any(f"{month}月{day}日" in text for month, day in self._question.dates)
        return 1.0 if named or own & set(self._question.dates) else 0.5


def _part(concept: Concept, places: Sequence[_Place]) -> float:
    parts = (part for place, part in zip(places, _PARTS, strict=True) if place.holds(concept))
    return next(parts, 0.0)


def _context(hit: Hit) -> str:
    return f"{hit.title} {hit.heading} {hit.source}"


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


def _different(scored: Sequence[Evidence]) -> list[Evidence]:
    seen: set[str] = set()
    kept = []
    for found in scored:
        text = "".join(found.statement.text.split())
        if text not in seen:
            seen.add(text)
            kept.append(found)
    return kept
