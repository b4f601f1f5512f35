"""The table of jobs. A claim is a transaction, so that a job has one worker at a time."""

import json
import sqlite3
from dataclasses import astuple, replace
from datetime import datetime
from itertools import starmap
from typing import Any

from index.catalog.sqlite.database import Database
from index.catalog.sqlite.integrity import require, seal, sealed
from index.state.jobs import ENDED, Counts, Failure, Job, JobState, Progress
from index.times import from_micros, to_micros

_COLUMNS = (
    "j.id, j.state, j.uploads, j.urls, j.request, j.counts, j.failures, j.attempts, j.cancelling, "
    "j.created_at, j.updated_at"
)
_NEXT = """
    j.state IN ('queued', 'running') AND (j.state = 'queued' OR j.lease <= :now)
    ORDER BY j.key LIMIT 1"""
_OWNED = "SELECT count(*) FROM jobs WHERE state = 'running' AND lease > :now"
_ENDED = ", ".join(f"'{state}'" for state in sorted(ENDED))


class SqliteJobs:
    """The jobs of one catalog."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def add(self, job: Job, *, room: int, since: datetime) -> Job | None:
        with self._database.writing() as writer:
            known = _requested(writer, job.request, since)
            if known is not None:
                return known
            if _waiting(writer) >= room:
                return None
            added = writer.execute(
                "INSERT INTO jobs (id, state, uploads, urls, request, counts, failures,"
                " created_at, updated_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) RETURNING key",
                _new_row(job),
            )
            seal(writer, "jobs", int(added.fetchone()[0]))
        return job

    def get(self, job_id: str) -> Job | None:
        with self._database.reading() as reader:
            return _one(reader, "j.id = :id", id=job_id)

    def requested(self, request: str, since: datetime) -> Job | None:
        with self._database.reading() as reader:
            return _requested(reader, request, since)

    def waiting(self) -> int:
        with self._database.reading() as reader:
            return _waiting(reader)

    def by_state(self) -> dict[JobState, int]:
        with self._database.reading() as reader:
            rows = reader.execute("SELECT state, count(*) FROM jobs GROUP BY state")
            return {JobState(state): int(count) for state, count in rows}

    def newest(self, *, after: str = "", limit: int = 100) -> list[Job]:
        older = "j.key < (SELECT key FROM jobs WHERE id = :after)" if after else "true"
        rest = f"{older} ORDER BY j.key DESC LIMIT :limit"
        with self._database.reading() as reader:
            return _several(reader, rest, after=after, limit=limit)

    def claim(self, worker: str, now: datetime, until: datetime, *, at_once: int) -> Job | None:
        moment = to_micros(now)
        with self._database.reading() as reader:  # an idle worker looks often, and writes nothing
            if _claimable(reader, moment, at_once) is None:
                return None
        with self._database.writing() as writer:
            job = _claimable(writer, moment, at_once)
            if job is not None:
                job = replace(job, state=JobState.RUNNING, attempts=job.attempts + 1)
                _update(writer, job, now, worker=worker, lease=to_micros(until))
        return job

    def renew(
        self, job_id: str, worker: str, progress: Progress, now: datetime, until: datetime
    ) -> bool:
        with self._database.writing() as writer:
            job = _owned(writer, job_id, worker)
            if job is not None:
                _update(writer, replace(job, progress=progress), now, lease=to_micros(until))
        return job is not None

    def release(self, job_id: str, worker: str, now: datetime, *, attempts: int) -> None:
        with self._database.writing() as writer:
            job = _owned(writer, job_id, worker)
            if job is not None:
                queued = replace(job, state=JobState.QUEUED, attempts=attempts)
                _update(writer, queued, now, worker="")

    def end(
        self, job_id: str, worker: str, state: JobState, progress: Progress, now: datetime
    ) -> bool:
        with self._database.writing() as writer:
            job = _owned(writer, job_id, worker)
            if job is not None:
                _update(writer, replace(job, state=state, progress=progress), now)
        return job is not None

    def cancel(self, job_id: str, now: datetime) -> Job | None:
        with self._database.writing() as writer:
            job = _one(writer, "j.id = :id", id=job_id)
            if job is None or job.state in ENDED:
                return job
            waits = job.state is JobState.QUEUED
            state = JobState.CANCELLED if waits else job.state
            _update(writer, replace(job, state=state, cancelling=True), now)
            return _one(writer, "j.id = :id", id=job_id)

    def forget(self, before: datetime) -> None:
        with self._database.writing() as writer:
            writer.execute(
                f"DELETE FROM jobs WHERE state IN ({_ENDED}) AND updated_at < ?",
                (to_micros(before),),
            )


def _new_row(job: Job) -> tuple[object, ...]:
    texts = (job.id, job.state.value, json.dumps(job.uploads), json.dumps(job.urls), job.request)
    times = (to_micros(job.created_at), to_micros(job.updated_at))
    return (*texts, *_written(job.progress), *times)


def _written(progress: Progress) -> tuple[str, str]:
    failures = [astuple(failure) for failure in progress.failures]
    return json.dumps(astuple(progress.counts)), json.dumps(failures)


def _requested(connection: sqlite3.Connection, request: str, since: datetime) -> Job | None:
    if not request:
        return None
    recent = "j.request = :request AND j.created_at > :since ORDER BY j.key DESC LIMIT 1"
    return _one(connection, recent, request=request, since=to_micros(since))


def _waiting(connection: sqlite3.Connection) -> int:
    queued = connection.execute("SELECT count(*) FROM jobs WHERE state = 'queued'")
    return int(queued.fetchone()[0])


def _claimable(connection: sqlite3.Connection, now: int, at_once: int) -> Job | None:
    owned = int(connection.execute(_OWNED, {"now": now}).fetchone()[0])
    return _one(connection, _NEXT, now=now) if owned < at_once else None


def _owned(writer: sqlite3.Connection, job_id: str, worker: str) -> Job | None:
    return _one(
        writer,
        "j.id = :id AND j.worker = :worker AND j.state = 'running'",
        id=job_id,
        worker=worker,
    )


def _update(writer: sqlite3.Connection, job: Job, now: datetime, **changes: str | int) -> None:
    """Write what of a job may change, and the `changes` of its worker and lease."""
    counts, failures = _written(job.progress)
    values: dict[str, str | int] = {
        "state": job.state.value,
        "counts": counts,
        "failures": failures,
        "attempts": job.attempts,
        "cancelling": int(job.cancelling),
        "updated_at": to_micros(now),
        **changes,
    }
    columns = ", ".join(f"{name} = :{name}" for name in values)
    query = f"UPDATE jobs SET {columns} WHERE id = :id RETURNING key"
    updated = writer.execute(query, {**values, "id": job.id}).fetchone()
    seal(writer, "jobs", int(updated[0]))


def _one(connection: sqlite3.Connection, where: str, **values: str | int) -> Job | None:
    found = _several(connection, where, **values)
    return found[0] if found else None


def _several(connection: sqlite3.Connection, where: str, **values: str | int) -> list[Job]:
    query = f"SELECT {_COLUMNS}, {sealed('jobs', 'j')} FROM jobs j WHERE {where}"
    return [_job(row) for row in connection.execute(query, values)]


def _job(row: tuple[Any, ...]) -> Job:
    job_id, state, uploads, urls, request, counts, failures, attempts, cancelling = row[:9]
    created, updated, sound = row[9:]
    require(sound, f"the job {job_id}")
    kept = tuple(starmap(Failure, json.loads(failures)))
    return Job(
        id=job_id,
        created_at=from_micros(created),
        updated_at=from_micros(updated),
        uploads=tuple(json.loads(uploads)),
        urls=tuple(json.loads(urls)),
        request=request,
        state=JobState(state),
        progress=Progress(Counts(*json.loads(counts)), kept),
        attempts=attempts,
        cancelling=bool(cancelling),
    )
