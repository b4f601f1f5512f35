"""Statements: the sentences and facts of a passage, each with what it stands under."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from index import Hit
from rag.plain import plain

# What ends a statement: `kept` belongs to it, anything else is between two statements.
_BREAK = re.compile(
    r" - | -$|[\n\v\f\r\x1c-\x1e\x85\u2028\u2029]+"
    r"|(?P<kept>[。！？；]+[”’」』）]*"
    r"|(?<=[\w)%\]\"”’])[.!?]+[\"”’)]*(?=\s+[A-Z0-9\"“‘(]))"
)
# A comma within a number (1,388) or a date (Friday, October 6, 1973) ends nothing.
_CLAUSE_END = re.compile(
    r"(?:[，；;]|(?<!day)(?:(?<!\d),|,(?!\d{3}(?!\d)))(?!\s\d{4}(?!\d)))\s*"
    r"|(?<=[\u3400-\u9fff\d%])[ \t]+(?=[\u3400-\u9fff])"
)
_ABBREVIATION = re.compile(
    r"\b(?:[A-Z]|Mr|Mrs|Ms|Dr|St|No|Inc|Corp|Co|Ltd|vs|Jr|Sr|Gen|Sen|Rep|Gov|Prof|approx|ca|est|vol|fig)\.$"
)
_MONTH = re.compile(r"\b(?:Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec)\.$")
# What stands in brackets is no statement of its own.
_ASIDE = re.compile(r"（[^（）\n]{1,160}）|\([^()\n]{1,160}\)|《[^《》\n]{1,80}》")
_HALF = "；"  # ends a statement only where that would grow too long
LONGEST = 160  # characters
_LONGEST_LATIN = 300  # a sentence in Latin letters takes about twice as many
Said = tuple[int, int, str]  # where it begins and ends, and what it says


@dataclass(frozen=True, slots=True)
class Statement:
    """`hit.text[start:end]`, and `text`, the same without the publisher's bracketed numbers."""

    hit: Hit
    start: int
    end: int
    text: str


def statements(hit: Hit) -> list[Statement]:
    """The statements of a passage in order; trailing bracketed numbers are outside of them."""
    return [Statement(hit, *said) for said in _said(hit.text)]


@lru_cache(maxsize=128)
def _said(text: str) -> tuple[Said, ...]:
    """The statements of a text; those of what a search found are looked at for several reasons."""
    found = (_plain(text, start, end) for start, end in _spans(text))
    return tuple(said for said in found if said is not None)


def _spans(text: str) -> Iterator[tuple[int, int]]:
    """Where statements begin and end; halves of a sentence stay together while there is room."""
    held: tuple[int, int] | None = None
    for start, end, half in _parts(text):
        if held and end - held[0] <= LONGEST:
            held = held[0], end
        else:
            if held:
                yield held
            held = start, end
        if not half:
            yield held
            held = None
    if held:
        yield held


def _parts(text: str) -> Iterator[tuple[int, int, bool]]:
    """Sentences and their halves, and whether the rest of the sentence follows."""
    start, asides = 0, [match.span() for match in _ASIDE.finditer(text)]
    for match in _BREAK.finditer(text):
        end = match.start() if match["kept"] is None else match.end()
        aside = any(first < match.start() < last for first, last in asides)
        if aside or (
            text.endswith(".", start, end) and _shortened(text[start:end], text[match.end() :])
        ):
            continue
        yield start, end, match["kept"] == _HALF
        start = match.end()
    yield start, len(text), False


def _shortened(text: str, after: str) -> bool:
    """Whether the full stop at its end is an abbreviation's, or a month's that a day follows."""
    dated = after.lstrip()[:1].isdigit() and _MONTH.search(text)
    return bool(dated or _ABBREVIATION.search(text))


def _plain(text: str, start: int, end: int) -> Said | None:
    """What is said in a part of a text, unless it is nothing but signs and bracketed numbers."""
    cleaned = plain(text[start:end])
    stripped = cleaned.text.strip()
    if not any(map(str.isalnum, stripped)):
        return None
    lead = len(cleaned.text) - len(cleaned.text.lstrip())
    first, last = cleaned.original_span(lead, lead + len(stripped))
    return start + first, start + last, stripped


def brief(statement: Statement) -> list[Statement]:
    """The statement, or where it is too long the runs of neighbouring clauses that are not.

    A clause that is longer alone is left whole.
    """
    longest = LONGEST if statement.hit.language == "zh" else _LONGEST_LATIN
    if len(statement.text) <= longest:
        return [statement]
    runs = _longest_runs(_cuts(statement), longest)
    found = (_clause(statement, start, end) for start, end in runs)
    return [run for run in found if run is not None]


def all_runs(statement: Statement) -> list[Statement]:
    """Every run of neighbouring clauses, the shortest first, at last the statement itself."""
    cuts = _cuts(statement)
    spans = [(start, end) for n, start in enumerate(cuts) for end in cuts[n + 1 :]]
    found = (_clause(statement, start, end) for start, end in spans)
    return sorted((run for run in found if run is not None), key=lambda run: len(run.text))


def _cuts(statement: Statement) -> list[int]:
    """Where its clauses begin and end, by offsets into it."""
    text = statement.hit.text[statement.start : statement.end]
    asides = [match.span() for match in _ASIDE.finditer(text)]
    ends = (match.end() for match in _CLAUSE_END.finditer(text))
    return [0, *(at for at in ends if not any(a < at < b for a, b in asides)), len(text)]


def _longest_runs(cuts: list[int], longest: int) -> Iterator[tuple[int, int]]:
    """From each cut to the furthest one within `longest`, less what another run holds."""
    reached = 0
    for n, start in enumerate(cuts[:-1]):
        ends = [end for end in cuts[n + 1 :] if end - start <= longest] or [cuts[n + 1]]
        if ends[-1] > reached:
            reached = ends[-1]
            yield start, reached


def _clause(statement: Statement, start: int, end: int) -> Statement | None:
    text = statement.hit.text[statement.start + start : statement.start + end]
    trimmed = text.rstrip("，,；; \t")
    first = statement.start + start
    said = _plain(statement.hit.text, first, first + len(trimmed))
    return Statement(statement.hit, *said) if said else None
