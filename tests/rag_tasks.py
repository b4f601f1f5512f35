"""Tasks for generators, made from a real index."""

from datetime import UTC, datetime

from index import Index
from rag.evidence import find
from rag.generators import Task
from rag.question import understand

NOW = datetime(2025, 11, 1, tzinfo=UTC)


def task_for(index: Index, text: str, limit: int = 8) -> Task:
    """The question with the evidence that the answerer would hand over."""
    question = understand(text, index, (), NOW)
    hits = index.search(question.search_text, top_k=12)
    return Task(question, find(question, hits, index, limit).evidence)
