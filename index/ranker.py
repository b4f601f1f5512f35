"""The order of hits: candidates, a second look at the best of them, and one score each."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from index.article import detect_language
from index.concepts import Concept
from index.passage import Hit, Mode, embedded_text
from index.ranking import Candidate, Kind, Ranking
from index.reranking.reranker import Reranker

Hits = Mapping[int, Hit]
_SENTENCE = 8  # concepts
_ASKING = frozenset("?？")


@dataclass(frozen=True, slots=True)
class Question:
    """What is searched for, as text and as concepts."""

    text: str
    concepts: Sequence[Concept]

    @property
    def exact(self) -> bool:
        """Whether it has a name or a number, which have to be matched as they are."""
        return any(c.named or c.proper or any(map(str.isdigit, c.text)) for c in self.concepts)

    @property
    def statement(self) -> bool:
        """Whether it is a whole sentence that asks nothing."""
        return len(self.concepts) >= _SENTENCE and not _ASKING.intersection(self.text)

    def kind(self, language: str) -> Kind:
        """Its kind with a passage of that language."""
        same = detect_language(self.text) == language
        return Kind.of(same_language=same, exact=self.exact, statement=self.statement)


@dataclass(frozen=True, slots=True)
class Ranker:
    """Orders hits by the weights that belong to an embedder, and by what a reranker says."""

    ranking: Ranking
    reranker: Reranker | None

    def order(
        self, question: Question, found: Sequence[Candidate], hits: Hits, mode: Mode
    ) -> list[Hit]:
        """The hits with their scores, best first, ties by the older passage."""
        there = [candidate for candidate in found if candidate.key in hits]
        if mode is Mode.HYBRID:
            there, scores = self._fused(question, there, hits)
        else:
            scores = {c.key: _alone(c, mode) for c in there}
        best = sorted(there, key=lambda candidate: (-scores[candidate.key], candidate.key))
        return [_scored(hits[c.key], c, scores[c.key]) for c in best]

    def _fused(
        self, question: Question, found: list[Candidate], hits: Hits
    ) -> tuple[list[Candidate], dict[int, float]]:
        """The candidates with what the second look added, and the score of each."""
        looked = self._looked_at(question, found, hits)
        if self.reranker and self.reranker.decides:
            least = min(looked.values(), default=1.0)  # what was not looked at comes after
            estimates = self._estimates(question, found, hits)
            return found, {c.key: looked.get(c.key, least * estimates[c.key]) for c in found}
        aligned = [replace(c, alignment=looked.get(c.key)) for c in found]
        return aligned, self._estimates(question, aligned, hits)

    def _estimates(
        self, question: Question, found: Sequence[Candidate], hits: Hits
    ) -> dict[int, float]:
        """How likely each candidate is relevant."""
        languages = {candidate.key: hits[candidate.key].language for candidate in found}
        kinds = {language: question.kind(language) for language in set(languages.values())}
        weights = {language: self.ranking.weights[kind] for language, kind in kinds.items()}
        return {c.key: weights[languages[c.key]].probability(c) for c in found}

    def _looked_at(
        self, question: Question, found: Sequence[Candidate], hits: Hits
    ) -> dict[int, float]:
        """What the reranker says of the best candidates."""
        if not self.reranker:
            return {}
        best = [hits[candidate.key] for candidate in found[: self.reranker.candidates]]
        texts = [embedded_text(hit.title, hit.heading, hit.text) for hit in best]
        mutual = [question.kind(hit.language) is Kind.ACROSS_STATEMENT for hit in best]
        scores = np.zeros(len(best), dtype=np.float32)
        for wanted in set(mutual):
            places = [place for place, each in enumerate(mutual) if each is wanted]
            group = [texts[place] for place in places]
            scores[places] = self.reranker.scores(question.text, group, mutual=wanted)
        return {c.key: float(score) for c, score in zip(found, scores, strict=False)}


def _alone(candidate: Candidate, mode: Mode) -> float:
    score = candidate.dense if mode is Mode.DENSE else candidate.lexical
    return min(max(score or 0.0, 0.0), 1.0)


def _scored(hit: Hit, candidate: Candidate, score: float) -> Hit:
    return replace(
        hit,
        score=score,
        dense=candidate.dense,
        lexical=candidate.lexical,
        alignment=candidate.alignment,
    )
