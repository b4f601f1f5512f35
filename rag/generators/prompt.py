"""What a model is asked: the numbered evidence, or a conversation, as data after two examples."""

import json
import re
from collections.abc import Mapping, Sequence
from functools import cache
from importlib import resources
from typing import Any

from rag.evidence import Evidence
from rag.generators.generator import Prompt, Task

SCHEMA: Mapping[str, Any] = {
    "type": "object",
    "properties": {
        "claims": {
            "type": "array",
            "items": {
                "type": "object",
                "properties": {
                    "text": {"type": "string"},
                    "sources": {"type": "array", "items": {"type": "integer"}},
                },
                "required": ["text", "sources"],
                "additionalProperties": False,
            },
        }
    },
    "required": ["claims"],
    "additionalProperties": False,
}
REWRITTEN: Mapping[str, Any] = {
    "type": "object",
    "properties": {"question": {"type": "string"}},
    "required": ["question"],
    "additionalProperties": False,
}
_MOST_TOKENS = 700  # of a reply
_REMEMBERED = 6  # earlier questions that a follow-up may lean on
_MOST_TOKENS_REWRITTEN = 150
_LONGEST = 300  # characters of a statement
_LONGEST_NAME = 120  # characters of a title or a source
# How models mark the turns of a conversation, line breaks that JSON leaves alone, and what is not
# seen: in JSON, all these can be written otherwise.
_TURN_MARKS = re.compile(r"<|\[(?=/?[A-Za-z_]+\])")
_UNSEEN = re.compile(
    r"[\x7f-\x9f\xad\u061c\u200b-\u200f\u2028-\u202e\u180e\u2060-\u206f\ufeff\ufff9-\ufffb\U000e0000-\U000e007f]"
)


def answering(task: Task, most: int | None = None) -> Prompt:
    """The question with its evidence, after two examples.

    Of the evidence the best `most` are taken; it keeps its numbers.
    """
    turns = [*_examples(), _turn("user", asked(task, most))]
    return Prompt(str(_written()["instruction"]), turns, SCHEMA, _MOST_TOKENS)


def rewriting(question: str, history: Sequence[str]) -> Prompt:
    """The question with the latest of those before it, oldest first, after two examples."""
    written = _written()["rewriting"]
    turns = []
    for example in written["examples"]:
        turns.append(_turn("user", _follow_up(example["question"], example["before"])))
        reply = {"question": example["rewritten"]}
        turns.append(_turn("assistant", json.dumps(reply, ensure_ascii=False)))
    turns.append(_turn("user", _follow_up(question, history[-_REMEMBERED:])))
    return Prompt(str(written["instruction"]), turns, REWRITTEN, _MOST_TOKENS_REWRITTEN)


def asked(task: Task, most: int | None = None) -> str:
    """The question and its numbered sources as JSON; nothing in it can mark the end of a turn."""
    return _as_json(task.question.about, [_source(found) for found in task.evidence[:most]])


@cache
def _written() -> Mapping[str, Any]:
    file = resources.files("rag.data").joinpath("prompt.json")
    return json.loads(file.read_text("utf-8"))  # type: ignore[no-any-return]


def _examples() -> list[dict[str, str]]:
    turns = []
    for example in _written()["examples"]:
        turns.append(_turn("user", _as_json(example["question"], example["sources"])))
        reply = json.dumps({"claims": example["claims"]}, ensure_ascii=False)
        turns.append(_turn("assistant", reply))
    return turns


def _turn(role: str, content: str) -> dict[str, str]:
    return {"role": role, "content": content}


def _source(found: Evidence) -> dict[str, str]:
    hit = found.statement.hit
    return {
        "title": hit.title[:_LONGEST_NAME],
        "source": hit.source[:_LONGEST_NAME],
        "date": hit.published_at.date().isoformat() if hit.published_at else "",
        "text": found.statement.text[:_LONGEST],
    }


def _follow_up(question: str, before: Sequence[str]) -> str:
    earlier = ", ".join(_escaped(text[:_LONGEST]) for text in before)
    return f'{{"before": [{earlier}],\n"question": {_escaped(question)}}}'


def _as_json(question: str, sources: Sequence[Mapping[str, str]]) -> str:
    """One source a line, less what is empty."""
    numbered = (
        {"number": number, **{name: value for name, value in source.items() if value}}
        for number, source in enumerate(sources, start=1)
    )
    lines = ",\n".join(_escaped(source) for source in numbered)
    return f'{{"question": {_escaped(question)},\n"sources": [\n{lines}]}}'


def _escaped(value: object) -> str:
    text = json.dumps(value, ensure_ascii=False)
    marked = _TURN_MARKS.sub(lambda mark: f"\\u{ord(mark[0]):04x}", text)
    return _UNSEEN.sub(lambda unseen: json.dumps(unseen[0])[1:-1], marked)
