"""Jobs: files and urls taken in now and ingested behind the request."""

import hashlib
import uuid
from datetime import UTC, datetime, timedelta
from typing import Annotated

from fastapi import APIRouter, Header, Query, Request, Response
from fastapi.concurrency import run_in_threadpool
from pydantic import BaseModel, Field

from api.jobs import Spool
from api.rest.access import needs
from api.rest.problems import RESPONSES, documented
from api.rest.service import IndexDep, RunnerDep, SettingsDep
from api.rest.uploads import REQUEST_BODY, Brought, brought
from index.errors import BadInput, JobNotFound, TooManyJobs
from index.state import ENDED, Counts, Failure, Job, Jobs, JobState, Scope

MOST_WAITING = 100
_REPEATED = timedelta(days=1)  # for which an Idempotency-Key is remembered

router = APIRouter(
    prefix="/v1", tags=["jobs"], responses=RESPONSES, dependencies=[needs(Scope.INGEST)]
)


class JobBody(BaseModel):
    """A job; `total` counts its files and urls, of which `fetched` are here."""

    id: str
    state: JobState
    first: str = Field(description="the name of its first file, or its first url")
    total: int
    counts: Counts
    failures: list[Failure] = Field(description="the first hundred; `counts.failed` counts all")
    created_at: datetime
    updated_at: datetime


class JobReply(BaseModel):
    """One job."""

    job: JobBody


class JobsReply(BaseModel):
    """Jobs, the newest first; `next` is the `after` of the next page, or null on the last."""

    jobs: list[JobBody]
    next: str | None


@router.post("/ingest", status_code=202, openapi_extra=REQUEST_BODY)
async def ingest(
    request: Request,
    response: Response,
    index: IndexDep,
    settings: SettingsDep,
    runner: RunnerDep,
    idempotency_key: Annotated[
        str, Header(max_length=200, description="Repeated within a day, it gives the same job.")
    ] = "",
) -> JobReply:
    """Take in files (a form with the field `files`) or urls (JSON), which a job then ingests.

    Files are on the disk when this answers: a restart does not lose them.
    """
    owner = request.headers.get("authorization", "")
    key = hashlib.sha256(f"{owner}\n{idempotency_key}".encode()).hexdigest()
    async with brought(request) as given:
        made = await run_in_threadpool(
            _made, index.state.jobs, Spool(settings.home), given, key if idempotency_key else ""
        )
    runner.wake()
    response.headers["Location"] = f"/v1/jobs/{made.id}"
    return _reply(made)


def _made(jobs: Jobs, spool: Spool, given: Brought, key: str) -> Job:
    """The job for what was brought, or the one that the same request has made before."""
    now = datetime.now(UTC)
    known = jobs.requested(key, now - _REPEATED) if key else None
    if known is not None:
        return known
    if jobs.waiting() >= MOST_WAITING:
        raise _too_many()
    job = Job(uuid.uuid4().hex, now, now, uploads=given.names, urls=given.urls, request=key)
    if given.files:
        spool.store(job.id, given.files)
    made = None
    try:
        made = jobs.add(job, room=MOST_WAITING, since=now - _REPEATED)
    finally:
        if made is not job:
            spool.remove(job.id)
    if made is None:
        raise _too_many()
    return made


def _too_many() -> TooManyJobs:
    return TooManyJobs(f"{MOST_WAITING} jobs are waiting already: try again later")


@router.get("/jobs")
def list_jobs(
    index: IndexDep,
    after: Annotated[str, Query(max_length=100, description="`next` of the page before.")] = "",
    limit: Annotated[int, Query(ge=1, le=1_000)] = 100,
) -> JobsReply:
    """List the jobs of the last month, the newest first."""
    if after and index.state.jobs.get(after) is None:
        raise BadInput(f"after: there is no job {after!r} any more: begin without `after`")
    found = index.state.jobs.newest(after=after, limit=limit + 1)
    page = found[:limit]
    return JobsReply(
        jobs=[_body(job) for job in page], next=page[-1].id if len(found) > limit else None
    )


@router.get("/jobs/{job_id}", responses=documented(404))
def get_job(job_id: str, index: IndexDep) -> JobReply:
    """Say how far a job has come."""
    return _reply(_found(index.state.jobs.get(job_id), job_id))


@router.delete("/jobs/{job_id}", responses=documented(404))
def cancel_job(job_id: str, index: IndexDep, settings: SettingsDep) -> JobReply:
    """Cancel a job: it stops after the batch under way, and what it has stored stays."""
    job = _found(index.state.jobs.cancel(job_id, datetime.now(UTC)), job_id)
    if job.state in ENDED:  # else its worker removes the files once it has stopped
        Spool(settings.home).remove(job.id)
    return _reply(job)


def _found(job: Job | None, job_id: str) -> Job:
    if job is None:
        raise JobNotFound(f"there is no job {job_id[:100]!r}")
    return job


def _reply(job: Job) -> JobReply:
    return JobReply(job=_body(job))


def _body(job: Job) -> JobBody:
    return JobBody(
        id=job.id,
        state=job.state,
        first=[*job.uploads, *job.urls][0],
        total=job.total,
        counts=job.progress.counts,
        failures=list(job.progress.failures),
        created_at=job.created_at,
        updated_at=job.updated_at,
    )
