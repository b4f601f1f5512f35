"""The table of feedback."""

from typing import Any

from index.catalog.sqlite.database import Database
from index.catalog.sqlite.integrity import require, seal, sealed
from index.state.feedback import Vote
from index.times import from_micros, to_micros

_GIVE = """
INSERT INTO feedback (answer_id, user, helpful, at, answer) VALUES (?, ?, ?, ?, ?)
ON CONFLICT (answer_id, user) DO UPDATE
    SET helpful = excluded.helpful, at = excluded.at, answer = excluded.answer
RETURNING key
"""


class SqliteFeedback:
    """The votes of one catalog."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def give(self, vote: Vote) -> None:
        row = (vote.answer_id, vote.user, int(vote.helpful), to_micros(vote.at), vote.answer)
        with self._database.writing() as writer:
            given = writer.execute(_GIVE, row)
            seal(writer, "feedback", int(given.fetchone()[0]))

    def all(self) -> list[Vote]:
        columns = "f.answer_id, f.user, f.helpful, f.at, f.answer"
        query = f"SELECT {columns}, {sealed('feedback', 'f')} FROM feedback f ORDER BY f.at, f.key"
        with self._database.reading() as reader:
            return [_vote(row) for row in reader.execute(query)]


def _vote(row: tuple[Any, ...]) -> Vote:
    answer_id, user, helpful, at, answer, sound = row
    require(sound, f"a vote on the answer {answer_id}")
    return Vote(answer_id, user, bool(helpful), from_micros(at), answer)
