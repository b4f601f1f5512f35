"""The extractive generator: the statements themselves, no model."""

from collections.abc import Iterator

from rag.generators.generator import Task

_MOST = 3
_ROOM = 200  # characters of a whole answer
_CLOSE = 0.85  # how near to the best a further statement must score


class ExtractiveGenerator:
    """States the best statement; others where they cover more of the question, or it asks for many."""

    def write(self, task: Task) -> Iterator[str]:
        stated, covered, room = 0, frozenset[str](), _ROOM
        best = task.evidence[0].score if task.evidence else 0.0
        for number, found in enumerate(task.evidence, start=1):
            more = bool(found.covered - covered) or task.question.wants_many
            if stated and not (
                more and found.score >= _CLOSE * best and len(found.statement.text) <= room
            ):
                continue
            yield f"{found.statement.text} [{number}]\n"
            stated, covered = stated + 1, covered | found.covered
            room -= len(found.statement.text)
            if stated == _MOST:
                return
