"""Whether an answer is right."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from rag.answer import Answer, Status
from rag.evaluation.case import Case
from rag.plain import MARKERS


@dataclass(frozen=True, slots=True)
class Result:
    """A case with its answer; `right` is an accepted answer, or a wanted abstention."""

    case: Case
    answer: Answer
    right: bool

    @property
    def length(self) -> int:
        """Characters of the answer, markers not counted."""
        return len(MARKERS.sub("", self.answer.answer))


def evaluate(cases: Iterable[Case], ask: Callable[[str], Answer]) -> list[Result]:
    """Ask every question."""
    return [judged(case, ask(case.question)) for case in cases]


def judged(case: Case, answer: Answer) -> Result:
    """The case with its answer, and whether that is right."""
    answered = answer.status is Status.ANSWERED
    right = answered and is_right(case, answer.answer) if case.answerable else not answered
    return Result(case, answer, right)


def is_right(case: Case, answer: str) -> bool:
    """Whether the answer holds any accepted string, and all that must be there."""
    text = MARKERS.sub("", answer)
    any_held = not case.answers or any(held(wanted, text) for wanted in case.answers)
    return any_held and all(held(wanted, text) for wanted in case.answers_all)


def held(wanted: str, text: str) -> bool:
    """Whether `text` holds `wanted`, white space, commas and case aside.

    A number at an edge of `wanted` must end there: 20% is not held by 720%.
    """
    squeezed, pattern = _squeeze(text), re.escape(_squeeze(wanted))
    before = r"(?<![\d.])" if _squeeze(wanted)[:1].isdigit() else ""
    after = r"(?!\.?\d)" if _squeeze(wanted)[-1:].isdigit() else ""
    return re.search(before + pattern + after, squeezed) is not None


def _squeeze(text: str) -> str:
    return re.sub(r"[\s,，]", "", text).lower()
