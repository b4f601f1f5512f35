"""What a service remembers, in the tables beside those of articles."""

from index.catalog.sqlite.database import Database
from index.catalog.sqlite.events import SqliteEvents
from index.catalog.sqlite.feedback import SqliteFeedback
from index.catalog.sqlite.fetches import SqliteFetches
from index.catalog.sqlite.jobs import SqliteJobs
from index.catalog.sqlite.keys import SqliteKeys


class SqliteState:
    """The stores of one catalog; each method is a transaction of its own."""

    def __init__(self, database: Database) -> None:
        self.keys = SqliteKeys(database)
        self.events = SqliteEvents(database)
        self.feedback = SqliteFeedback(database)
        self.jobs = SqliteJobs(database)
        self.fetches = SqliteFetches(database)
