"""From a generator's draft to checked claims: nothing else is ever shown.

A draft is sentences, each followed by markers that name evidence by number, on one line. A claim is
kept where the cited evidence says it, in its words or in others; the quotation is then read from
the catalog again. Each is checked as soon as its markers are complete: something else or the end of
the line has followed them.
"""

import hashlib
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from index import Hit, Index
from index.words import fold
from rag.answer import Citation, Claim, Support
from rag.evidence import Evidence
from rag.plain import plain
from rag.verification.facts import Cited
from rag.verification.negation import negated
from rag.verification.support import Entailment, Judge

_MARKERS = re.compile(r"\[\d{1,4}\](?:[^\S\n]*\[\d{1,4}\])*")
_MORE = re.compile(r"[^\S\n]*(?:\[\d{0,4})?")  # what may go on as a further marker
_LONGEST_MARKER = len("[1234]")
_NUMBER = re.compile(r"\d+")
# \0 stands between a quotation and what stands beside it
_LETTER = r"[^\W_\u3040-\u30ff\u3400-\u9fff]"  # of a script that parts its words
_NUMERAL = "[零一二两三四五六七八九十百千万亿]"
_CUT_BEFORE = re.compile(
    rf"{_LETTER}\0{_LETTER}|\d[.,]\0\d|[$€£¥+-]\0\d|\d{_NUMERAL}\0\d|{_NUMERAL}\0{_NUMERAL}"
)
_CUT_AFTER = re.compile(
    rf"{_LETTER}\0{_LETTER}|\d\0(?:[.,]\d|\s?[%‰兆]|\s?{_NUMERAL}|\s(?:thousand|[mbtr]+illion)\b)"
    rf"|{_NUMERAL}\0(?:\d|{_NUMERAL})",
    re.IGNORECASE,
)
_BESIDE = 100  # characters around a quotation that are looked at
_LAST_CLAUSE = re.compile(r"[^，,；;。.：:！!？?\n]*$")


@dataclass(frozen=True, slots=True)
class Quotation:
    """Verbatim text of one hit's article, by offsets into the article."""

    hit: Hit
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Checked:
    """The claims that stand, with their citations numbered by first use, and how many fell."""

    claims: tuple[Claim, ...]
    citations: tuple[Citation, ...]
    removed: int


@dataclass(frozen=True, slots=True)
class Verified:
    """A claim that stands, and the first of its citations."""

    claim: Claim
    citation: Citation


def check(
    draft: str, evidence: Sequence[Evidence], index: Index, entailment: Entailment | None = None
) -> Checked:
    """Keep the claims of a whole draft that the stored text supports."""
    checking = Checking(evidence, index, entailment)
    checking.add(draft)
    checking.end()
    return checking.checked


class Checking:
    """The checking of one draft while it is written.

    A claim that the evidence says word for word is verbatim and cites those words; any other has to
    pass the judge, and cites the statement that supports it. `entailment` has to agree, if given.
    """

    def __init__(
        self, evidence: Sequence[Evidence], index: Index, entailment: Entailment | None = None
    ) -> None:
        self._evidence, self._index, self._judge = evidence, index, Judge(index, entailment)
        self._citations: dict[Quotation, Citation] = {}
        self._claims, self._removed = list[Claim](), 0
        self._rest, self._looked = "", 0

    @property
    def checked(self) -> Checked:
        """What stands so far."""
        return Checked(tuple(self._claims), tuple(self._citations.values()), self._removed)

    def add(self, piece: str) -> list[Verified]:
        """The claims that this piece completes, as far as they stand."""
        self._rest += piece
        return list(self._verified(ended=False))

    def end(self) -> list[Verified]:
        """What the end of the draft completes."""
        return list(self._verified(ended=True))

    def _verified(self, *, ended: bool) -> Iterator[Verified]:
        for text, numbers in self._complete(ended=ended):
            claim = self._claim(text, numbers)
            if claim is None:
                self._removed += 1
                continue
            self._claims.append(claim)
            cited = self.checked.citations
            yield Verified(claim, cited[claim.citations[0] - 1])

    def _complete(self, *, ended: bool) -> Iterator[tuple[str, list[int]]]:
        """Texts and the numbers behind them; text behind which no marker stands is no claim."""
        while found := _MARKERS.search(self._rest, self._looked):
            self._looked = found.start()
            if not ended and _MORE.fullmatch(self._rest, found.end()):
                return
            text, self._rest = self._rest[: found.start()].strip(), self._rest[found.end() :]
            self._looked = 0
            if text:
                yield text, [int(n) for n in _NUMBER.findall(found[0])]
        self._looked = max(0, len(self._rest) - _LONGEST_MARKER)

    def _claim(self, text: str, numbers: Sequence[int]) -> Claim | None:
        """The claim with what supports it, or None; numbers that no evidence has are dropped."""
        cited = [self._evidence[n - 1] for n in numbers if 1 <= n <= len(self._evidence)]
        verbatim = [q for e in cited if (q := _locate(text, e)) is not None]
        if kept := self._cited(verbatim):
            return Claim(text, kept, Support.VERBATIM)
        supporting = [_whole(e) for e in cited if self._supports(e, text)]
        if kept := self._cited(supporting):
            return Claim(text, kept, Support.SUPPORTED)
        return None

    def _cited(self, quotations: Sequence[Quotation]) -> tuple[int, ...]:
        made = (_cite(quotation, self._citations, self._index) for quotation in quotations)
        return tuple(dict.fromkeys(citation.number for citation in made if citation is not None))

    def _supports(self, evidence: Evidence, claim: str) -> bool:
        return self._judge.objection(claim, cited_text(evidence)) is None


def quoted(evidence: Iterable[Evidence], index: Index) -> tuple[Citation, ...]:
    """The statements themselves, as the catalog holds them now."""
    made = dict[Quotation, Citation]()
    for one in evidence:
        _cite(_whole(one), made, index)
    return tuple(made.values())


def cited_text(evidence: Evidence) -> Cited:
    """A statement as a claim cites it, with what it stands under."""
    hit = evidence.statement.hit
    context = "\n".join(part for part in (hit.title, hit.heading, hit.source) if part)
    published = hit.published_at.date() if hit.published_at else None
    return Cited(evidence.statement.text, context, published)


def _locate(text: str, evidence: Evidence) -> Quotation | None:
    """Where the evidence says `text`, its own bracketed numbers left out; None where it does not."""
    statement = evidence.statement
    cleaned = plain(statement.hit.text[statement.start : statement.end])
    at = next((at for at in _places(text, cleaned.text) if _alone(text, cleaned.text, at)), None)
    if at is None:
        return None
    start, end = cleaned.original_span(at, at + len(text))
    offset = statement.hit.start + statement.start
    return Quotation(statement.hit, offset + start, offset + end)


def _places(text: str, whole: str) -> Iterator[int]:
    at = whole.find(text)
    while at >= 0:
        yield at
        at = whole.find(text, at + 1)


def _alone(text: str, whole: str, at: int) -> bool:
    """Whether a part of a text says what it says there.

    It cuts through no word and no amount, and no negation stands before it in its clause.
    """
    end = at + len(text)
    before, after = whole[max(0, at - _BESIDE) : at], whole[end : end + _BESIDE]
    cut = _CUT_BEFORE.search(before + "\0" + text[:1]) or _CUT_AFTER.match(text[-1:] + "\0" + after)
    return not cut and not negated(fold(_LAST_CLAUSE.search(before)[0]))  # type: ignore[index]


def _whole(evidence: Evidence) -> Quotation:
    """All of the statement."""
    statement = evidence.statement
    offset = statement.hit.start
    return Quotation(statement.hit, offset + statement.start, offset + statement.end)


def _cite(
    quotation: Quotation, citations: dict[Quotation, Citation], index: Index
) -> Citation | None:
    """The citation of a quotation, once the catalog holds it word for word; else None."""
    if quotation not in citations:
        hit, start, end = quotation.hit, quotation.start, quotation.end
        with index.quoting() as snapshot:
            stored = snapshot.quote(hit.article_id, hit.revision, start, end)
        if stored != hit.text[start - hit.start : end - hit.start]:
            return None
        citations[quotation] = _citation(len(citations) + 1, quotation, stored)
    return citations[quotation]


def _citation(number: int, quotation: Quotation, quote: str) -> Citation:
    hit = quotation.hit
    return Citation(
        number=number,
        article_id=hit.article_id,
        revision=hit.revision,
        title=hit.title,
        source=hit.source,
        url=hit.url,
        published_at=hit.published_at,
        locator=hit.heading or None,
        start=quotation.start,
        end=quotation.end,
        quote=quote,
        quote_sha256=hashlib.sha256(quote.encode()).hexdigest(),
    )
