"""Jobs and fetches, as every catalog remembers them."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from index.state import Counts, Failure, Fetch, Job, Jobs, JobState, Progress, State

NOW = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)
LATER, LATEST = NOW + timedelta(seconds=30), NOW + timedelta(seconds=60)
DAY = timedelta(days=1)
FAR = Progress(Counts(1, 2, 3, 4, 5, 6, 7, 8), (Failure("笔记.txt", "is empty"),))
Opened = Callable[[], State]


def job(job_id: str, **fields: object) -> Job:
    given = {"created_at": NOW, "updated_at": NOW, "urls": ("https://example.org/a",), **fields}
    return Job(job_id, **given)  # type: ignore[arg-type]


def add(jobs: Jobs, *names: str) -> None:
    for name in names:
        assert jobs.add(job(name), room=100, since=NOW - DAY) == job(name)


def claimed(jobs: Jobs, worker: str = "one", at: datetime = NOW, *, at_once: int = 9) -> str | None:
    taken = jobs.claim(worker, at, at + timedelta(seconds=10), at_once=at_once)
    return taken.id if taken else None


def test_a_job_is_found_again_with_all_it_is_made_of(opened: Opened) -> None:
    made = job("a", uploads=("b.txt", "丙.md"), urls=("https://example.org/?q=1",), request="r")
    opened().jobs.add(made, room=1, since=NOW)
    jobs = opened().jobs
    assert jobs.get("a") == made
    assert made.total == 3
    assert jobs.get("stranger") is None


def test_no_more_jobs_wait_than_there_is_room_for(opened: Opened) -> None:
    jobs = opened().jobs
    add(jobs, "a", "b")
    assert jobs.add(job("c"), room=2, since=NOW) is None
    assert (jobs.get("c"), jobs.waiting()) == (None, 2)
    assert claimed(jobs) == "a"
    assert jobs.waiting() == 1
    assert jobs.add(job("c"), room=2, since=NOW) == job("c")


def test_jobs_are_counted_by_state(opened: Opened) -> None:
    jobs = opened().jobs
    assert jobs.by_state() == {}
    add(jobs, "a", "b", "c")
    assert claimed(jobs) == "a"
    assert jobs.by_state() == {JobState.QUEUED: 2, JobState.RUNNING: 1}


def test_a_request_repeated_within_a_day_is_the_same_job(opened: Opened) -> None:
    jobs = opened().jobs
    first = job("a", request="r")
    jobs.add(first, room=1, since=NOW - DAY)
    assert jobs.add(job("b", request="r"), room=1, since=NOW - DAY) == first
    assert jobs.requested("r", NOW - DAY) == first
    assert jobs.requested("r", NOW) is None
    assert jobs.requested("other", NOW - DAY) is None
    assert jobs.requested("", NOW - DAY) is None
    tomorrow = job("c", request="r", created_at=NOW + DAY)
    assert jobs.add(tomorrow, room=2, since=NOW) == tomorrow
    assert [found.id for found in jobs.newest()] == ["c", "a"]


def test_jobs_are_listed_newest_first_page_by_page(opened: Opened) -> None:
    jobs = opened().jobs
    add(jobs, *"abcde")
    assert [found.id for found in jobs.newest(limit=2)] == ["e", "d"]
    assert [found.id for found in jobs.newest(after="d", limit=2)] == ["c", "b"]
    assert [found.id for found in jobs.newest(after="b")] == ["a"]
    assert jobs.newest(after="stranger") == []


def test_the_oldest_job_is_claimed_by_one_worker(opened: Opened) -> None:
    add(opened().jobs, "a", "b")
    one, other = opened().jobs, opened().jobs
    assert claimed(one, "one") == "a"
    assert claimed(other, "other") == "b"
    assert claimed(one, "one") is None
    running = one.get("a")
    assert running
    assert (running.state, running.attempts) == (JobState.RUNNING, 1)


def test_no_more_jobs_run_at_once_than_may(opened: Opened) -> None:
    jobs = opened().jobs
    add(jobs, "a", "b")
    assert claimed(jobs, "one", at_once=1) == "a"
    assert claimed(opened().jobs, "other", at_once=1) is None
    jobs.end("a", "one", JobState.DONE, FAR, NOW)
    assert claimed(jobs, "other", at_once=1) == "b"


def test_a_job_whose_worker_is_gone_is_taken_by_another(opened: Opened) -> None:
    jobs = opened().jobs
    add(jobs, "a")
    assert claimed(jobs, "dead") == "a"
    assert claimed(jobs, "heir", LATER, at_once=1) == "a"
    assert not jobs.renew("a", "dead", FAR, LATER, LATEST)
    assert not jobs.end("a", "dead", JobState.DONE, FAR, LATER)
    jobs.release("a", "dead", LATER, attempts=0)
    found = jobs.get("a")
    assert found
    assert (found.state, found.attempts, found.progress) == (JobState.RUNNING, 2, Progress())


def test_a_renewed_lease_keeps_the_job_and_its_progress(opened: Opened) -> None:
    jobs = opened().jobs
    add(jobs, "a")
    claimed(jobs, "one")
    assert jobs.renew("a", "one", FAR, LATER, LATEST)
    assert claimed(jobs, "other", LATEST - timedelta(seconds=1)) is None
    found = opened().jobs.get("a")
    assert found
    assert (found.progress, found.updated_at) == (FAR, LATER)


def test_a_released_job_waits_again(opened: Opened) -> None:
    jobs = opened().jobs
    add(jobs, "a")
    claimed(jobs, "one")
    jobs.release("a", "one", LATER, attempts=0)
    assert jobs.get("a") == replace(job("a"), updated_at=LATER)
    assert claimed(jobs, "other") == "a"


@pytest.mark.parametrize("state", [JobState.DONE, JobState.FAILED, JobState.CANCELLED])
def test_what_has_ended_is_claimed_no_more(opened: Opened, state: JobState) -> None:
    jobs = opened().jobs
    add(jobs, "a")
    claimed(jobs, "one")
    assert jobs.end("a", "one", state, FAR, LATER)
    assert claimed(jobs, "one", LATEST) is None
    found = jobs.get("a")
    assert found
    assert (found.state, found.progress) == (state, FAR)
    assert jobs.cancel("a", LATEST) == found


def test_a_job_that_waits_is_cancelled_at_once_and_one_that_runs_is_asked_to_stop(
    opened: Opened,
) -> None:
    jobs = opened().jobs
    add(jobs, "runs", "waits")
    claimed(jobs, "one")
    stopped, asked = jobs.cancel("waits", LATER), jobs.cancel("runs", LATER)
    assert stopped
    assert asked
    assert (stopped.state, stopped.updated_at) == (JobState.CANCELLED, LATER)
    assert (asked.state, asked.cancelling) == (JobState.RUNNING, True)
    assert claimed(jobs, "one") is None
    assert jobs.cancel("stranger", LATER) is None


def test_jobs_that_ended_long_ago_are_forgotten(opened: Opened) -> None:
    jobs = opened().jobs
    add(jobs, "old", "waits", "new")
    claimed(jobs, "one")
    jobs.end("old", "one", JobState.DONE, FAR, NOW)
    jobs.cancel("new", LATEST)
    jobs.forget(LATER)
    assert [found.id for found in jobs.newest()] == ["new", "waits"]


def test_the_last_fetch_of_a_url_is_remembered(opened: Opened) -> None:
    url = "https://example.org/a"
    first = Fetch(url, f"{url}/", '"v1"', "Sun, 22 Nov 2026 10:00:00 GMT", NOW, ("x",))
    last = Fetch(url, url, "", "", LATER, ("x", "y"))
    fetches = opened().fetches
    fetches.put(first)
    assert opened().fetches.get(url) == first
    fetches.put(last)
    assert opened().fetches.get(url) == last
    assert fetches.get("https://example.org/b") is None
