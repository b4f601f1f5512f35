"""Question files: JSON lines, each a question with what counts as its answer."""

import json
from collections.abc import Container, Iterator
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any

from index.article import detect_language
from rag.errors import BadQuestion


class Kind(StrEnum):
    """What a question is a test of."""

    FACT = "fact"
    MULTI = "multi"
    DISAGREEMENT = "disagreement"
    DATE = "date"
    UNANSWERABLE = "unanswerable"


@dataclass(frozen=True, slots=True)
class Case:
    """One line of a question file. Any of `answers` counts; all of `answers_all` must be there.

    `evidence` is text of the articles that answers it, word for word.
    """

    id: str
    question: str
    answers: tuple[str, ...]
    answers_all: tuple[str, ...]
    kind: str
    evidence: tuple[str, ...] = ()
    language: str = ""

    @property
    def answerable(self) -> bool:
        """Whether the collection holds an answer."""
        return self.kind != Kind.UNANSWERABLE

    @property
    def accepted(self) -> tuple[str, ...]:
        """Every string that is an answer or a part of one."""
        return (*self.answers, *self.answers_all)


def read_cases(path: Path) -> list[Case]:
    """The questions of a JSON-lines file. Raises BadQuestion, naming the line that cannot be read."""
    cases = dict[str, Case]()
    for number, row in _rows(path):
        try:
            case = _new(_case(row, number), cases)
        except ValueError as error:
            raise BadQuestion(f"{path}:{number}: is not a question: {error}") from error
        cases[case.id] = case
    if not cases:
        raise BadQuestion(f"{path}: holds no questions")
    return list(cases.values())


def _rows(path: Path) -> Iterator[tuple[int, Any]]:
    """The lines that are not empty, parsed, with their numbers."""
    number = 0
    try:
        with path.open(encoding="utf-8-sig") as file:
            for number, line in enumerate(file, start=1):
                if line.strip():
                    yield number, json.loads(line)
    except OSError as error:
        raise BadQuestion(f"{path}: cannot be read: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise BadQuestion(f"{path}: is not UTF-8 text") from error
    except (ValueError, RecursionError) as error:
        raise BadQuestion(f"{path}:{number}: is not a question: {error}") from error


def _new(case: Case, cases: Container[str]) -> Case:
    if case.id in cases:
        raise ValueError(f"the id {case.id!r} is taken by an earlier line")
    return case


def _case(row: Any, number: int) -> Case:
    """Raises ValueError, which says what is wrong with the line."""
    if not isinstance(row, dict):
        raise ValueError("a JSON object is wanted")  # noqa: TRY004  the caller reports one kind
    question = _text(row, "question", "")
    if not question.strip():
        raise ValueError("it has no text under 'question'")
    kind = _text(row, "kind", Kind.FACT)
    if kind not in set(Kind):
        raise ValueError(f"there is no kind {kind!r}: use {', '.join(Kind)}")
    answers, answers_all, evidence = (
        _texts(row, name) for name in ("answers", "answers_all", "evidence")
    )
    if kind != Kind.UNANSWERABLE and not (answers or answers_all):
        raise ValueError("nothing could be right: give 'answers', or the kind 'unanswerable'")
    language = _text(row, "lang", "") or detect_language(question)
    name = str(row.get("id", number))
    return Case(name, question, answers, answers_all, kind, evidence, language)


def _text(row: dict[str, Any], name: str, absent: str) -> str:
    value = row.get(name, absent)
    if not isinstance(value, str):
        raise ValueError(f"{name!r} is not text")  # noqa: TRY004  the caller reports one kind
    return value


def _texts(row: dict[str, Any], name: str) -> tuple[str, ...]:
    """A list of strings that are not empty; none where the name is missing."""
    value = row.get(name, [])
    if not isinstance(value, list) or not all(isinstance(v, str) and v.strip() for v in value):
        raise ValueError(f"{name!r} is not a list of texts")
    return tuple(value)
