"""An answer, as every door renders it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

_EVEN = 0.5


class Status(StrEnum):
    """Whether a question was answered."""

    ANSWERED = "answered"
    ABSTAINED = "abstained"


class Support(StrEnum):
    """How the cited text supports a claim; an unsupported claim is never part of an answer."""

    VERBATIM = "verbatim"
    SUPPORTED = "supported"
    UNSUPPORTED = "unsupported"


class Reason(StrEnum):
    """Why there is no answer."""

    NOTHING_FOUND = "nothing_found"
    OUT_OF_RANGE = "out_of_range"
    WEAK_EVIDENCE = "weak_evidence"
    UNSUPPORTED_DRAFT = "unsupported_draft"


@dataclass(frozen=True, slots=True)
class Citation:
    """A quotation: `quote` is the stored text of the revision at `start:end` (code points).

    `locator` is where in the article it stands, such as a section's heading, or None.
    """

    number: int
    article_id: str
    revision: int
    title: str
    source: str
    url: str
    published_at: datetime | None
    locator: str | None
    start: int
    end: int
    quote: str
    quote_sha256: str


@dataclass(frozen=True, slots=True)
class Claim:
    """One statement of an answer and the numbers of the citations that support it."""

    text: str
    citations: tuple[int, ...]
    support: Support


@dataclass(frozen=True, slots=True)
class DisagreeingValue:
    """What one side says."""

    value: str
    citations: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Disagreement:
    """Two or more different values for the same thing."""

    subject: str
    values: tuple[DisagreeingValue, ...]


@dataclass(frozen=True, slots=True)
class Abstention:
    """Why there is no answer, and the same in words for a reader.

    `nearest` are the statements that come nearest to what is asked, best first: no answers, and cited by no claim.
    """

    reason: Reason
    message: str
    nearest: tuple[Citation, ...] = ()


@dataclass(frozen=True, slots=True)
class SearchedFor:
    """What was looked through; `undated` articles could not be judged by a date filter.

    `question` is a follow-up as it was understood, empty where the question stood for itself.
    """

    passages: int
    articles: int
    undated: int = 0
    filters: Mapping[str, str | list[str]] = field(default_factory=dict)
    question: str = ""


@dataclass(frozen=True, slots=True)
class Answer:
    """A checked answer, or an abstention. `timings_ms` names the steps, in milliseconds.

    `confidence` estimates how likely the evidence holds the answer (0 to 1; 0 where there is no estimate). `degraded` says that the extractive generator wrote it in place of `generator`, and
    `degraded_because` why; `removed_claims` counts what the latter claimed without support.
    """

    id: str
    question: str
    status: Status
    answer: str
    claims: tuple[Claim, ...]
    citations: tuple[Citation, ...]
    disagreements: tuple[Disagreement, ...]
    abstention: Abstention | None
    searched: SearchedFor
    generator: str
    degraded: bool
    timings_ms: Mapping[str, float]
    degraded_because: str = ""
    removed_claims: int = 0
    confidence: float = 0.0

    @property
    def thin(self) -> bool:
        """Whether the evidence of an answer rather does not hold what was asked for than does, where that is known."""
        return self.status is Status.ANSWERED and 0 < self.confidence < _EVEN
