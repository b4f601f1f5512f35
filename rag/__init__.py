"""From a question to a checked answer. Knows no HTTP and no environment."""

from rag.answer import (
    Abstention,
    Answer,
    Citation,
    Claim,
    DisagreeingValue,
    Disagreement,
    Reason,
    SearchedFor,
    Status,
    Support,
)
from rag.answerer import Answerer
from rag.errors import Abandoned, BadQuestion, GeneratorUnavailable, RagFault, UnknownGenerator
from rag.events import Event, Source, SourcesFound, TextAdded
from rag.generators import GeneratorOptions
from rag.request import MOST_TOP_K, TOP_K, Request
from rag.stream import AnswerStream, answer_of

__all__ = [
    "MOST_TOP_K",
    "TOP_K",
    "Abandoned",
    "Abstention",
    "Answer",
    "AnswerStream",
    "Answerer",
    "BadQuestion",
    "Citation",
    "Claim",
    "DisagreeingValue",
    "Disagreement",
    "Event",
    "GeneratorOptions",
    "GeneratorUnavailable",
    "RagFault",
    "Reason",
    "Request",
    "SearchedFor",
    "Source",
    "SourcesFound",
    "Status",
    "Support",
    "TextAdded",
    "UnknownGenerator",
    "answer_of",
]
