"""Statements that somebody makes, held against the articles."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import partial

from index import Index
from rag.answer import Citation
from rag.evidence import Evidence, find
from rag.plain import plain
from rag.question import LONGEST, understand
from rag.request import TOP_K
from rag.verification import Entailment, check
from rag.verification.checking import cited_text
from rag.verification.support import Judge, Objection

MOST_STATEMENTS = 5
_EVIDENCE = 8
_SENTENCE = re.compile(r"(?:[^。！？；\n.!?]|[.!?](?!\s|$))+[。！？；.!?]*")
_ASKS = re.compile(r"[?？]\s*$")
# What two statements about the same thing can differ in; any other objection says that the text
# speaks of something else.
_DIFFERENCES = {Objection.AMOUNT, Objection.DATE, Objection.NEGATION, Objection.DIRECTION}


class Finding(StrEnum):
    """What the articles say to a statement; `not_found` does not make it wrong."""

    SUPPORTED = "supported"
    DIFFERS = "differs"
    NOT_FOUND = "not_found"


@dataclass(frozen=True, slots=True)
class CheckedStatement:
    """A statement, what was found, and the quotations that say the same or otherwise."""

    text: str
    finding: Finding
    citations: tuple[Citation, ...] = ()


@dataclass(frozen=True, slots=True)
class ClaimCheck:
    """A text and its statements, of which `left_out` were too many to be checked."""

    text: str
    statements: tuple[CheckedStatement, ...]
    left_out: int = 0


class ClaimChecker:
    """Checks statements against one index, by the rules that an answer's claims have to pass."""

    def __init__(self, index: Index, entailment: Entailment | None = None) -> None:
        self._index, self._judge = index, Judge(index, entailment)
        self._cited = partial(check, index=index, entailment=entailment)

    def check(self, text: str) -> ClaimCheck:
        """Each statement of the text; questions in it are none. Raises IndexFault."""
        found = [said for said in _SENTENCE.findall(plain(text).text) if _states(said)]
        checked = [self._checked(said.strip()[:LONGEST]) for said in found[:MOST_STATEMENTS]]
        return ClaimCheck(text, tuple(checked), max(0, len(found) - MOST_STATEMENTS))

    def _checked(self, statement: str) -> CheckedStatement:
        question = understand(statement, self._index)
        hits = self._index.search(statement, top_k=TOP_K)
        evidence = find(question, hits, self._index, _EVIDENCE).evidence
        if supporting := self._quoted([statement] * len(evidence), evidence):
            return CheckedStatement(statement, Finding.SUPPORTED, supporting)
        # the best one alone: what is further off may differ for being about something else
        opposed = [found for found in evidence if self._differs(statement, found)][:1]
        if opposing := self._quoted([found.statement.text for found in opposed], opposed):
            return CheckedStatement(statement, Finding.DIFFERS, opposing)
        return CheckedStatement(statement, Finding.NOT_FOUND)

    def _differs(self, statement: str, evidence: Evidence) -> bool:
        """Whether the evidence says something else about the same thing."""
        objections = set(self._judge.objections(statement, cited_text(evidence)))
        return bool(objections) and objections <= _DIFFERENCES

    def _quoted(self, said: Sequence[str], evidence: Sequence[Evidence]) -> tuple[Citation, ...]:
        """The citations of what the evidence, one by one, is said to say."""
        draft = "".join(f"{text} [{n}]\n" for n, text in enumerate(said, start=1))
        return self._cited(draft, evidence).citations


def _states(sentence: str) -> bool:
    return any(c.isalpha() for c in sentence) and not _ASKS.search(sentence)
