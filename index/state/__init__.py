"""What a running service remembers beside the articles, durably: one noun a file."""

from index.state.events import Event, Events, Incoming, Receipt, Stage
from index.state.feedback import Feedback, Vote
from index.state.keys import Key, Keys, Scope
from index.state.state import State

__all__ = [
    "Event",
    "Events",
    "Feedback",
    "Incoming",
    "Key",
    "Keys",
    "Receipt",
    "Scope",
    "Stage",
    "State",
    "Vote",
]
