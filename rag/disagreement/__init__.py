"""Sources that answer one question differently, side by side.

The answer's first statement is compared with what the search found in other articles. What
contradicts it joins the answer as a claim of its own, verified as every claim is.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from index import Hit, Index
from rag.answer import Citation, DisagreeingValue, Disagreement
from rag.disagreement.finder import Finder
from rag.disagreement.saying import Saying
from rag.disagreement.topic import topic
from rag.evidence import Evidence
from rag.plain import plain
from rag.question import Question
from rag.statements import Statement
from rag.verification import Check, Checked

__all__ = ["Compared", "disagreements"]


@dataclass(frozen=True, slots=True)
class Compared:
    """A checked answer, with the sentences of those who disagree, and the disagreements."""

    checked: Checked
    disagreements: tuple[Disagreement, ...]


def disagreements(
    question: Question,
    checked: Checked,
    evidence: Sequence[Evidence],
    hits: Sequence[Hit],
    index: Index,
    check: Check,
) -> Compared:
    """What other articles say against the first claim; the values stand newest first."""
    asked, stated = topic(question), _stated(checked, evidence)
    found = Finder(asked, hits, index).opposed(stated) if asked and stated else []
    unsaid = [saying for saying in found[1:] if not _numbers(saying, checked.citations)]
    if unsaid:
        checked = _joined(checked, _claimed(unsaid, check))
    values = [
        DisagreeingValue(saying.value.text, numbers)
        for saying in sorted(found, key=lambda saying: saying.statement.hit.age)
        if (numbers := _numbers(saying, checked.citations))
    ]
    if len(values) < 2:
        return Compared(checked, ())
    return Compared(checked, (Disagreement(question.search_text, tuple(values)),))


def _claimed(found: Sequence[Saying], check: Check) -> Checked:
    """A claim for each saying, verified as every claim is."""
    lines = [f"{saying.quote} [{n}]\n" for n, saying in enumerate(found, start=1)]
    evidence = [Evidence(saying.statement, 0.0, frozenset()) for saying in found]
    return check("".join(lines), evidence)


def _joined(checked: Checked, added: Checked) -> Checked:
    """Both, the citations of the second numbered after those of the first."""
    shift = len(checked.citations)
    citations = [replace(c, number=c.number + shift) for c in added.citations]
    claims = [replace(c, citations=tuple(n + shift for n in c.citations)) for c in added.claims]
    return Checked((*checked.claims, *claims), (*checked.citations, *citations), checked.removed)


def _stated(checked: Checked, evidence: Sequence[Evidence]) -> Statement | None:
    """The statement that the first claim cites."""
    if not checked.claims:
        return None
    first = checked.citations[checked.claims[0].citations[0] - 1]
    return next((e.statement for e in evidence if _overlap(e.statement, first)), None)


def _overlap(statement: Statement, citation: Citation) -> bool:
    hit = statement.hit
    start, end = hit.start + statement.start, hit.start + statement.end
    one_text = (hit.article_id, hit.revision) == (citation.article_id, citation.revision)
    return one_text and start < citation.end and citation.start < end


def _numbers(saying: Saying, citations: Sequence[Citation]) -> tuple[int, ...]:
    """The citations that quote the value from where it is said."""
    return tuple(
        c.number
        for c in citations
        if _overlap(saying.statement, c) and saying.value.text in plain(c.quote).text
    )
