"""What a running service remembers beside the articles, durably: one noun a file."""

from index.state.keys import Key, Keys, Scope
from index.state.state import State

__all__ = ["Key", "Keys", "Scope", "State"]
