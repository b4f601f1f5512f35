"""Sources that answer one question differently, side by side."""

from rag.disagreement.finder import Finder
from rag.disagreement.topic import topic

__all__ = ["Finder", "topic"]
