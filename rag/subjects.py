"""The subjects of a question that asks the same of several: the backlogs of one company and another."""

import re
from dataclasses import dataclass
from itertools import pairwise

from index import Index
from index.words import simplify
from rag.names import Span, name_spans, places
from rag.tables import pattern

_AND = re.compile(
    r"(?:['’]s?)?(?:\s*(?:以?及|还是|[和与跟、,，&]|(?:,\s)?\b(?:and|or|vs\.?|versus|with|to)\b)\s*)",
    re.IGNORECASE,
)
_GAP = re.compile(r"(?<=[\u3400-\u9fff]) (?=[\u3400-\u9fff])| (?=[?,])|^[,，\s]+|[,，\s]+$")
_MOST = 4


@dataclass(frozen=True, slots=True)
class Subject:
    """One of several that the same is asked of: its name in the question, and the question of it alone.

    `spellings` are the ways to write it that are known, in lower case.
    """

    name: str
    question: str
    spellings: frozenset[str]

    def named_in(self, text: str) -> bool:
        """Whether a text has the name, however it is spelled."""
        lower = simplify(text)
        return any(places(spelling, lower) for spelling in self.spellings)


def subjects(plain: str, index: Index) -> tuple[Subject, ...]:
    """What a folded question asks of each of several; nothing where it is asked of one, or of them together.

    What only compares them (分别, respectively, which is higher) is left out.
    """
    if not pattern("wishes", "each").search(plain):
        return ()
    named = _in_a_row(plain, name_spans(plain, index))
    if not 2 <= len(named) <= _MOST:
        return ()
    before, after = plain[: named[0][0]], plain[named[-1][1] :]
    names = [plain[start:end] for start, end in named]
    return tuple(Subject(n, _alone(before, n, after), _spellings(n, index)) for n in names)


def _spellings(name: str, index: Index) -> frozenset[str]:
    whole = simplify(name)
    known = (concept.runs for concept in index.concepts(name) if concept.text == whole)
    return frozenset([whole]).union(*known)


def _in_a_row(plain: str, spans: list[Span]) -> list[Span]:
    """The first names with nothing but an "and" between them."""
    row: list[Span] = []
    for one, other in pairwise(spans):
        if _AND.fullmatch(plain, one[1], other[0]):
            row = [*(row or [one]), other]
        elif row:
            break
    return row


def _alone(before: str, name: str, after: str) -> str:
    """The question of one; where it is asked who has more of something, how much that one has."""
    measured = any(map(str.isalnum, _without(f"{before} {after}", " ")))
    left = _without(f"{before}{name}{after}", "多少" if measured else " ")
    return _GAP.sub("", " ".join(left.split()))


def _without(question: str, more: str) -> str:
    """A question without what only compares; `more` is in place of what says that it is more."""
    left = pattern("wishes", "comparing").sub(" ", question)
    return pattern("wishes", "more").sub(more, left)
