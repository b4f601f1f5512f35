"""All that a service remembers, whatever database holds it."""

from typing import Protocol

from index.state.events import Events
from index.state.feedback import Feedback
from index.state.fetches import Fetches
from index.state.jobs import Jobs
from index.state.keys import Keys


class State(Protocol):
    """A store for each noun. What their methods have written is on disk when they return."""

    @property
    def keys(self) -> Keys: ...

    @property
    def events(self) -> Events: ...

    @property
    def feedback(self) -> Feedback: ...

    @property
    def jobs(self) -> Jobs: ...

    @property
    def fetches(self) -> Fetches: ...
