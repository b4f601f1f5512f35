"""Question files: how answers are compared with what is accepted."""

import json
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

from rag.answer import Answer, Status
from rag.errors import BadQuestion
from rag.plain import MARKERS


@dataclass(frozen=True, slots=True)
class Case:
    """One line of a question file. Any of `answers` counts; all of `answers_all` must be there."""

    id: str
    question: str
    answers: tuple[str, ...]
    answers_all: tuple[str, ...]
    kind: str

    @property
    def answerable(self) -> bool:
        """Whether the collection holds an answer."""
        return self.kind != "unanswerable"


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


def read_cases(path: Path) -> list[Case]:
    """The questions of a JSON-lines file. Raises BadQuestion with the line that cannot be read."""
    cases = []
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
            cases.append(
                Case(
                    id=str(row.get("id", number)),
                    question=row["question"],
                    answers=tuple(row.get("answers", ())),
                    answers_all=tuple(row.get("answers_all", ())),
                    kind=row.get("kind", "fact"),
                )
            )
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise BadQuestion(f"{path}:{number}: is not a question: {error}") from error
    return cases


def evaluate(cases: Iterable[Case], ask: Callable[[str], Answer]) -> list[Result]:
    """Ask every question."""
    results = []
    for case in cases:
        answer = ask(case.question)
        answered = answer.status is Status.ANSWERED
        right = answered and is_right(case, answer.answer) if case.answerable else not answered
        results.append(Result(case, answer, right))
    return results


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
