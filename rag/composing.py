"""An answer put together from what the steps made."""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import tzinfo

from index import Hit, Searched
from rag.abstention import told
from rag.answer import Abstention, Answer, Citation, Reason, SearchedFor, Status
from rag.disagreement import Compared
from rag.events import Source, SourcesFound
from rag.evidence import Found
from rag.framing import between, framed, without_answer
from rag.limits import in_words, written
from rag.outcome import Outcome
from rag.question import Question, checked
from rag.request import Request
from rag.verification import Checked


@dataclass(frozen=True, slots=True)
class Part:
    """A question, understood, and what was found for it."""

    question: Question
    hits: Sequence[Hit]


@dataclass(frozen=True, slots=True)
class Asked:
    """A request with all its filters, the question understood, and what was found; days are of `zone`.

    `parts` is the question asked of each of its subjects alone, where it has several; `hits` are those of all.
    """

    request: Request
    question: Question
    hits: Sequence[Hit]
    searched: Searched
    zone: tzinfo
    parts: Sequence[Part] = ()


def sources_found(asked: Asked) -> SourcesFound:
    """What the search brought up."""
    best = {hit.article_id: hit for hit in reversed(asked.hits)}
    sources = (best[article_id] for article_id in dict.fromkeys(h.article_id for h in asked.hits))
    return SourcesFound(
        _searched(asked),
        tuple(
            Source(h.article_id, h.revision, h.title, h.source, h.url, h.published_at)
            for h in sources
        ),
    )


def composed(
    asked: Asked,
    outcome: Outcome,
    compared: Compared,
    found: Found,
    nearest: tuple[Citation, ...],
    laps: Mapping[str, float],
) -> Answer:
    """The answer that leaves this package; `nearest` is what is shown where there is none."""
    checked = compared.checked
    return Answer(
        id=uuid.uuid4().hex,
        question=asked.request.question,
        status=Status.ABSTAINED if outcome.reason else Status.ANSWERED,
        answer=_text(asked, checked, found),
        claims=checked.claims,
        citations=checked.citations,
        disagreements=compared.disagreements,
        abstention=_abstention(asked, outcome.reason, nearest) if outcome.reason else None,
        searched=_searched(asked),
        generator=asked.request.generator,
        degraded=bool(outcome.degraded_because),
        timings_ms=laps,
        degraded_because=outcome.degraded_because,
        removed_claims=outcome.removed,
        confidence=round(found.probability, 3),
    )


def _text(asked: Asked, checked: Checked, found: Found) -> str:
    """The claims as they are shown, and of which subjects there are none."""
    shown = framed(checked, asked.question, asked.zone)
    without = [asked.question.subjects[n] for n in found.unanswered]
    said = " ".join(claim.text for claim in checked.claims)
    lacking = [subject.name for subject in without if not subject.named_in(said)]
    if not shown or not lacking:
        return shown
    return f"{shown}{between(asked.question)}{without_answer(lacking, asked.question)}"


def _searched(asked: Asked) -> SearchedFor:
    searched, filters = asked.searched, written(asked.request.filters)
    about = asked.question.about
    understood = "" if about == checked(asked.question.text) else about
    return SearchedFor(searched.passages, searched.articles, searched.undated, filters, understood)


def _abstention(asked: Asked, reason: Reason, nearest: tuple[Citation, ...]) -> Abstention:
    """The reason in words; filters are named that let nothing in or came from the question's words."""
    language = asked.question.language
    message = told(reason, language, asked.searched, near=bool(nearest))
    if reason is Reason.OUT_OF_RANGE or not asked.question.filters.empty:
        named = in_words(asked.request.filters, asked.zone, language)
        message = f"{message}{'' if language == 'zh' else ' '}{named}"
    return Abstention(reason, message, nearest)
