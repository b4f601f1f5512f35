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
from rag.errors import BadQuestion, GeneratorUnavailable, RagFault, UnknownGenerator
from rag.generators import GeneratorOptions
from rag.request import MOST_TOP_K, TOP_K, Request

__all__ = [
    "MOST_TOP_K",
    "TOP_K",
    "Abstention",
    "Answer",
    "Answerer",
    "BadQuestion",
    "Citation",
    "Claim",
    "DisagreeingValue",
    "Disagreement",
    "GeneratorOptions",
    "GeneratorUnavailable",
    "RagFault",
    "Reason",
    "Request",
    "SearchedFor",
    "Status",
    "Support",
    "UnknownGenerator",
]
