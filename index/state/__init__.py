"""What a running service remembers beside the articles, durably: one noun a file."""

from index.state.events import Event, Events, Incoming, Receipt, Stage
from index.state.feedback import Feedback, Vote
from index.state.fetches import Fetch, Fetches
from index.state.jobs import ENDED, Counts, Failure, Job, Jobs, JobState, Progress
from index.state.keys import Key, Keys, Scope
from index.state.state import State

__all__ = [
    "ENDED",
    "Counts",
    "Event",
    "Events",
    "Failure",
    "Feedback",
    "Fetch",
    "Fetches",
    "Incoming",
    "Job",
    "JobState",
    "Jobs",
    "Key",
    "Keys",
    "Progress",
    "Receipt",
    "Scope",
    "Stage",
    "State",
    "Vote",
]
