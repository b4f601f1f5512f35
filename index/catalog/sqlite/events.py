"""The table of events, which is the queue of what a service has to do."""

import sqlite3
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from index.catalog.sqlite.database import Database
from index.catalog.sqlite.integrity import require, seal, sealed
from index.state.events import Event, Incoming, Receipt, Stage
from index.times import from_micros, to_micros

_OPEN = "('received', 'working', 'posting')"
_COLUMNS = "e.id, e.lane, e.payload, e.received_at, e.stage, e.holder, e.attempts, e.answer"
_ADD = """
INSERT INTO events (id, lane, payload, signature, received_at, stage, due)
VALUES (?, ?, ?, ?, ?, 'received', ?) ON CONFLICT (id) DO NOTHING RETURNING key
"""
_NEXT = f"""
SELECT e.key FROM events e WHERE e.stage IN {_OPEN} AND e.due <= ? AND NOT EXISTS (
    SELECT 1 FROM events o WHERE o.lane = e.lane AND o.key < e.key AND o.stage IN {_OPEN})
ORDER BY e.key LIMIT 1
"""
_LEASE = """
UPDATE events SET holder = ?, due = ?, attempts = attempts + 1,
    stage = CASE stage WHEN 'posting' THEN stage ELSE 'working' END
WHERE key = ?
"""
_HELD = f"WHERE holder = ? AND stage IN {_OPEN} RETURNING key"


class SqliteEvents:
    """The events of one catalog."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def receive(self, incoming: Sequence[Incoming]) -> list[Receipt]:
        with self._database.reading() as reader:
            receipts = [_known(reader, one) for one in incoming]
        if None in receipts:
            with self._database.writing() as writer:
                receipts = [_receive(writer, one) for one in incoming]
        return [receipt or Receipt.NEW for receipt in receipts]

    def lease(self, holder: str, now: datetime, until: datetime) -> Event | None:
        due = (to_micros(now),)
        with self._database.reading() as reader:  # looking often must not need the writer's lock
            if reader.execute(_NEXT, due).fetchone() is None:
                return None
        with self._database.writing() as writer:
            found = writer.execute(_NEXT, due).fetchone()
            if found is None:
                return None
            event = _read(writer, found[0])
            writer.execute(_LEASE, (holder, to_micros(until), found[0]))
            seal(writer, "events", found[0])
        stage = Stage.POSTING if event.stage is Stage.POSTING else Stage.WORKING
        return replace(event, stage=stage, holder=holder, attempts=event.attempts + 1)

    def renew(self, holder: str, until: datetime) -> bool:
        return self._change("due = ?", (to_micros(until),), holder)

    def posting(self, event: Event, answer_id: str, answer: str, until: datetime) -> bool:
        values = (answer_id, answer, to_micros(until))
        return self._change(
            "stage = 'posting', answer_id = ?, answer = ?, due = ?", values, event.holder
        )

    def postpone(self, event: Event, due: datetime, *, posted: bool, counts: bool) -> bool:
        stage = Stage.POSTING if posted else Stage.RECEIVED
        values = (stage, to_micros(due), 0 if counts else 1)
        change = "stage = ?, due = ?, attempts = attempts - ?, holder = ''"
        return self._change(change, values, event.holder)

    def finish(self, event: Event, stage: Stage) -> bool:
        return self._change("stage = ?, holder = ''", (stage,), event.holder)

    def _change(self, change: str, values: Sequence[str | int], holder: str) -> bool:
        """Write to the row that the holder has leased; False where it has none any more."""
        with self._database.writing() as writer:
            changed = writer.execute(f"UPDATE events SET {change} {_HELD}", (*values, holder))
            row = changed.fetchone()
            if row:
                seal(writer, "events", int(row[0]))
        return row is not None

    def in_lane(self, lane: str, *stages: Stage) -> bool:
        wanted = ", ".join("?" * len(stages))
        query = f"SELECT 1 FROM events WHERE lane = ? AND stage IN ({wanted}) LIMIT 1"
        with self._database.reading() as reader:
            return reader.execute(query, (lane, *stages)).fetchone() is not None

    def answer(self, answer_id: str) -> str | None:
        query = f"SELECT e.answer, {sealed('events', 'e')} FROM events e WHERE e.answer_id = ?"
        with self._database.reading() as reader:
            row = reader.execute(query, (answer_id,)).fetchone()
        if row is None:
            return None
        require(row[1], f"the answer {answer_id}")
        return str(row[0])

    def forget(self, before: datetime) -> int:
        ended = f"WHERE received_at < ? AND stage NOT IN {_OPEN}"
        with self._database.writing() as writer:
            return writer.execute(f"DELETE FROM events {ended}", (to_micros(before),)).rowcount


def _known(connection: sqlite3.Connection, one: Incoming) -> Receipt | None:
    """None for an event that is not there yet."""
    query = "SELECT signature FROM events WHERE id = ?"
    row = connection.execute(query, (one.id,)).fetchone()
    if row is None:
        return None
    return Receipt.REPLAYED if one.signature and row[0] == one.signature else Receipt.KNOWN


def _receive(writer: sqlite3.Connection, one: Incoming) -> Receipt | None:
    at = to_micros(one.received_at)
    row = (one.id, one.lane, one.payload, one.signature, at, at)
    added = writer.execute(_ADD, row).fetchone()
    if added is None:
        return _known(writer, one)
    seal(writer, "events", int(added[0]))
    return Receipt.NEW


def _read(connection: sqlite3.Connection, key: int) -> Event:
    query = f"SELECT {_COLUMNS}, {sealed('events', 'e')} FROM events e WHERE e.key = ?"
    event_id, lane, payload, received_at, stage, holder, attempts, answer, sound = (
        connection.execute(query, (key,)).fetchone()
    )
    require(sound, f"the event {event_id}")
    received = from_micros(received_at)
    return Event(event_id, lane, payload, received, Stage(stage), holder, attempts, answer)
