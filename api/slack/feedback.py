"""Votes as questions of a question file: what readers found right is what counts as an answer."""

from collections import Counter
from collections.abc import Iterable, Sequence

from pydantic import TypeAdapter

from index.article import detect_language
from index.state import Vote
from rag import Answer, Status
from rag.evaluation import Kind

_WIRE = TypeAdapter(Answer)


def read_answer(vote: Vote) -> Answer:
    """The answer that was voted on."""
    return _WIRE.validate_json(vote.answer)


def questions(votes: Sequence[Vote]) -> list[dict[str, object]]:
    """A line for each question whose last answer more readers found helpful than not.

    What an unhelpful answer should have been, a vote does not say: those are left out.
    """
    balance = Counter[str]()
    for vote in votes:
        balance[vote.answer_id] += 1 if vote.helpful else -1
    liked = (read_answer(vote) for vote in votes if balance[vote.answer_id] > 0)
    return list(_by_question(liked).values())


def _by_question(answers: Iterable[Answer]) -> dict[str, dict[str, object]]:
    return {" ".join(answer.question.split()): _line(answer) for answer in answers}


def _line(answer: Answer) -> dict[str, object]:
    line: dict[str, object] = {
        "id": answer.id,
        "question": answer.question,
        "lang": detect_language(answer.question),
    }
    if answer.status is Status.ABSTAINED:
        return {**line, "kind": Kind.UNANSWERABLE}
    evidence = [citation.quote for citation in answer.citations]
    values = [value.value for one in answer.disagreements for value in one.values]
    if values:
        return {**line, "kind": Kind.DISAGREEMENT, "answers_all": values, "evidence": evidence}
    said = [claim.text for claim in answer.claims]
    return {**line, "kind": Kind.FACT, "answers": said, "evidence": evidence}
