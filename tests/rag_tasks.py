"""Tasks for generators, made from a real index."""

from index import Index
from rag.evidence import EvidenceFinder
from rag.generators import Task
from rag.question import understand


def task_for(index: Index, text: str, limit: int = 8) -> Task:
    """The question with the evidence that the answerer would hand over."""
    question = understand(text, index)
    hits = index.search(question.search_text, top_k=12)
    return Task(question, EvidenceFinder(question, index).find(hits, limit))
