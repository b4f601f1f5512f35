"""Follow-ups made self-contained by the model that then writes the answer."""

import json
import logging
import re
from collections.abc import Sequence
from contextlib import closing
from functools import partial
from itertools import chain

from index import Index
from index.words import fold
from rag.conversation import may_lean
from rag.drafting import Drafter, Ending
from rag.errors import BadQuestion
from rag.generators.generator import Generator, Speaker
from rag.generators.prompt import rewriting
from rag.names import name_spans
from rag.question import checked
from rag.stop import Stop

_OBJECT = re.compile(r"\{.*?\}", re.DOTALL)
_END = re.compile(r"[?？]")
_NUMBER = re.compile(r"\d+")
_LOG = logging.getLogger(__name__)


def rewritten(
    text: str,
    history: Sequence[str],
    model: Generator,
    drafter: Drafter,
    index: Index,
    stop: Stop,
) -> str:
    """The question with what it leaves out put in, by a model within the drafter's deadline.

    Empty where it stands for itself or the generator has no model to ask; and where that fails, asks
    an earlier question again or several, or puts in a name or a number that none of them has. Then
    the question is read without it. Raises BadQuestion, and Abandoned where `stop` is set.
    """
    asked = checked(text)
    if not (history and isinstance(model, Speaker) and may_lean(asked, index)):
        return ""
    said, ending = "", Ending()
    write = partial(model.say, rewriting(asked, history))
    with closing(drafter.draft(write, stop)) as pieces:
        for piece in pieces:
            if isinstance(piece, Ending):
                ending = piece
            else:
                said += piece
    question = "" if ending.failure else _question(said)
    if (
        question
        and _follows(question, history)
        and not _invents(question, [*history, asked], index)
    ):
        return question
    _LOG.info("the model's reading of a follow-up is not used")
    return ""


def _question(said: str) -> str:
    """The question in a model's reply, or nothing."""
    for found in _OBJECT.finditer(said):
        try:
            return checked(json.loads(found[0])["question"])
        except (ValueError, LookupError, TypeError, AttributeError, BadQuestion):
            continue
    return ""


def _follows(question: str, history: Sequence[str]) -> bool:
    """Whether it is one question, and none of those before."""
    *more, one = _plain(question)
    return not more and all([one] != _plain(earlier) for earlier in history)


def _plain(text: str) -> list[str]:
    """Its questions in lower case, without what ends them."""
    return [part.strip(" .。!！") for part in _END.split(fold(text).lower()) if part.strip()]


def _invents(question: str, conversation: Sequence[str], index: Index) -> bool:
    """Whether it has a name or a number that the conversation has not."""
    told, plain = fold(" ".join(conversation)).lower(), fold(question)
    names = (plain[start:end].lower().split() for start, end in name_spans(plain, index))
    parts = [*chain.from_iterable(names), *_NUMBER.findall(plain)]
    return any(part not in told for part in parts)
