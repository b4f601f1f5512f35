"""What a running service remembers beside the articles, durably: one noun a file."""

from index.state.fetches import Fetch, Fetches
from index.state.jobs import ENDED, Counts, Failure, Job, Jobs, JobState, Progress
from index.state.keys import Key, Keys, Scope
from index.state.state import State

__all__ = [
    "ENDED",
    "Counts",
    "Failure",
    "Fetch",
    "Fetches",
    "Job",
    "JobState",
    "Jobs",
    "Key",
    "Keys",
    "Progress",
    "Scope",
    "State",
]
