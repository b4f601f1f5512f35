"""From a case to its record: the question asked, its search looked at, its citations looked up."""

import hashlib
import re
from collections.abc import Sequence
from dataclasses import replace

from index import Hit, Index
from index.errors import ArticleNotFound
from rag.answer import Citation, Claim, Status, Support
from rag.answerer import Answerer
from rag.errors import BadQuestion
from rag.evaluation.case import Case, Kind
from rag.evaluation.judging import Result, held, judged
from rag.evaluation.record import Cited, Record
from rag.plain import plain
from rag.request import Request

RECALL_AT = (1, 5, 12)
_SPACE = re.compile(r"\s")


class Recorder:
    """Asks the questions of cases over one index, each with the filters and generator of `request`."""

    def __init__(self, answerer: Answerer, index: Index, request: Request) -> None:
        self._answerer, self._index, self._request = answerer, index, request

    def record(self, case: Case) -> Record:
        """Ask it. Raises BadQuestion, naming the case, for what cannot be asked, and IndexFault."""
        try:
            return self._record(case)
        except BadQuestion as error:
            raise BadQuestion(f"question {case.id}: {error}") from error

    def _record(self, case: Case) -> Record:
        answer = self._answerer.ask(replace(self._request, question=case.question))
        result = judged(case, answer)
        return Record(
            id=case.id,
            question=case.question,
            kind=Kind(case.kind),
            language=case.language,
            accepted=case.accepted,
            right=result.right,
            answered=answer.status is Status.ANSWERED,
            answer=answer.answer,
            length=result.length,
            reason=answer.abstention.reason if answer.abstention else None,
            citations=self._cited(result),
            claims_verbatim=_counted(answer.claims, Support.VERBATIM),
            claims_supported=_counted(answer.claims, Support.SUPPORTED),
            claims_removed=answer.removed_claims,
            disagreements=len(answer.disagreements),
            evidence_rank=self._evidence_rank(case),
            degraded_because=answer.degraded_because,
            confidence=answer.confidence,
            timings_ms=answer.timings_ms,
        )

    def _evidence_rank(self, case: Case) -> int | None:
        """The question is searched for once more, so that the answer's times are its own."""
        if not case.evidence:
            return None
        top_k = max(self._request.top_k, *RECALL_AT)
        asked = replace(self._request, question=case.question, top_k=top_k)
        return evidence_rank(self._answerer.hits(asked), case.evidence)

    def _cited(self, result: Result) -> tuple[Cited, ...]:
        return tuple(self._looked_up(c, result.case) for c in result.answer.citations)

    def _looked_up(self, citation: Citation, case: Case) -> Cited:
        try:
            text = self._index.article(citation.article_id, citation.revision).article.text
        except ArticleNotFound:
            text = ""
        return Cited(
            number=citation.number,
            article_id=citation.article_id,
            revision=citation.revision,
            title=citation.title,
            source=citation.source,
            start=citation.start,
            end=citation.end,
            quote=citation.quote,
            exact=exact(citation, text),
            supports=supports(citation, text, case),
        )


def _counted(claims: Sequence[Claim], support: Support) -> int:
    return sum(claim.support is support for claim in claims)


def evidence_rank(hits: Sequence[Hit], evidence: Sequence[str]) -> int:
    """The place of the first hit that holds one of the strings, white space aside; 0 is none."""
    wanted = [_squeezed(text) for text in evidence]
    for place, hit in enumerate(hits, start=1):
        text = _squeezed(hit.text)
        if any(one in text for one in wanted):
            return place
    return 0


def exact(citation: Citation, text: str) -> bool:
    """Whether the quote is what the stored text says at its offsets, and its hash is right."""
    stored = text[citation.start : citation.end]
    digest = hashlib.sha256(stored.encode()).hexdigest()
    return stored == citation.quote and digest == citation.quote_sha256


def supports(citation: Citation, text: str, case: Case) -> bool | None:
    """Whether the quote holds an accepted string, or overlaps an evidence string in the stored text.

    None where the case has neither.
    """
    if not (case.accepted or case.evidence):
        return None
    said = plain(citation.quote).text
    if any(held(wanted, said) for wanted in case.accepted):
        return True
    return any(_overlaps(citation, text, evidence) for evidence in case.evidence)


def _overlaps(citation: Citation, text: str, evidence: str) -> bool:
    """Whether one of the places at which the text holds the evidence shares a letter with the quote."""
    squeezed, wanted = _squeezed(text), _squeezed(evidence)
    start = len(_squeezed(text[: citation.start]))
    end = start + len(_squeezed(text[citation.start : citation.end]))
    near = squeezed[max(0, start - len(wanted) + 1) : end + len(wanted) - 1]
    return start < end and wanted in near


def _squeezed(text: str) -> str:
    return _SPACE.sub("", text)
