"""Jobs of services that are killed, and of services with several processes."""

import errno
import json
import os
import signal
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Event

import httpx
import pytest
from served import DEADLINE_S, Served, ended, job

import api.jobs.lease
import api.jobs.runner
from api.jobs import Runner, Sources, Spool, Tally
from api.jobs.lease import Lease
from index import Index
from index.state import Job, JobState

MANY = 4_000
NOW = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)


def lines(count: int, name: str = "ferry") -> bytes:
    text = "The ferry sails from the north quay in the morning, and comes back at noon. " * 3
    rows = ({"id": f"{name}-{n}", "text": f"Number{n}. {text}"} for n in range(count))
    return "".join(json.dumps(row) + "\n" for row in rows).encode()


def posted(client: httpx.Client, name: str, data: bytes) -> str:
    reply = client.post("/v1/ingest", files={"files": (name, data)}).raise_for_status()
    made: str = reply.json()["job"]["id"]
    return made


def stats(client: httpx.Client) -> tuple[int, int]:
    found = client.get("/v1/stats").raise_for_status().json()
    return found["articles"], found["revisions"]


def test_a_job_in_the_middle_of_which_the_service_is_killed_is_completed(tmp_path: Path) -> None:
    home = tmp_path / "home"
    served = Served(home)
    made = posted(served.client, "many.jsonl", lines(MANY))
    waits = posted(served.client, "last.txt", b"The last one waits.")
    while not (counts := job(served.client, made)["counts"])["committed"]:
        time.sleep(0.02)
    served.stop(signal.SIGKILL)
    assert 0 < counts["committed"] < MANY
    assert {folder.name for folder in (home / "uploads").iterdir()} == {made, waits}
    with Served(home) as again:
        found = ended(again.client, made)
        assert (found["state"], found["counts"]["committed"]) == ("done", MANY)
        assert found["counts"]["unchanged"] >= counts["committed"]
        assert ended(again.client, waits)["counts"]["new"] == 1
        assert stats(again.client) == (MANY + 1, MANY + 1)
    assert list((home / "uploads").iterdir()) == []


def test_a_job_of_a_service_that_is_stopped_waits_for_the_next_start(tmp_path: Path) -> None:
    home = tmp_path / "home"
    with Served(home) as served:
        made = posted(served.client, "many.jsonl", lines(MANY))
        while not job(served.client, made)["counts"]["committed"]:
            time.sleep(0.02)
    with Index(home) as index:
        left = index.state.jobs.get(made)
        assert left
        assert (left.state, left.attempts) == (JobState.QUEUED, 0)
    with Served(home) as again:
        begun = time.monotonic()
        while job(again.client, made)["state"] == "queued":
            time.sleep(0.05)
        assert time.monotonic() - begun < 10  # no lease has to run out
        assert ended(again.client, made)["counts"]["committed"] == MANY
        assert stats(again.client) == (MANY, MANY)


def test_of_two_processes_one_does_a_job_and_one_job_runs_at_a_time(tmp_path: Path) -> None:
    names = [f"name{n}" for n in range(6)]
    with Served(tmp_path / "home", "--workers", "2") as served:
        made = [posted(served.client, f"{name}.jsonl", lines(200, name)) for name in names]
        most, end = 0, time.monotonic() + DEADLINE_S
        while time.monotonic() < end:
            found = served.client.get("/v1/jobs").json()["jobs"]
            states = [one["state"] for one in found]
            most = max(most, states.count("running"))
            if not {"queued", "running"} & set(states):
                break
        assert most <= 1
        for job_id in made:
            counts = job(served.client, job_id)["counts"]
            assert (counts["new"], counts["unchanged"], counts["fetched"]) == (200, 0, 1)
    with Index(tmp_path / "home") as index:
        assert [index.state.jobs.get(job_id).attempts for job_id in made] == [1] * 6  # type: ignore[union-attr]
        assert index.stats()["revisions"] == 1_200


@pytest.fixture
def index(tmp_path: Path) -> Iterator[Index]:
    with Index(tmp_path / "home", create=True) as opened:
        yield opened


def kept(index: Index, job_id: str, **fields: object) -> Job:
    """A job with a file that is spooled."""
    spool = Spool(index.home)
    with tempfile.TemporaryFile() as file:
        file.write(b"The ferry sails at seven.")
        file.seek(0)
        spool.store(job_id, [file])
    made = Job(job_id, NOW, NOW, uploads=("a.txt",), **fields)  # type: ignore[arg-type]
    index.state.jobs.add(made, room=9, since=NOW)
    return made


def runner(index: Index, at_once: int = 1) -> Runner:
    sources = Sources(index, None, UTC)  # type: ignore[arg-type]  # nothing is fetched
    return Runner(index.state.jobs, sources, Spool(index.home), at_once)


def state(index: Index, job_id: str) -> Job:
    found = index.state.jobs.get(job_id)
    assert found
    return found


def wait_for(index: Index, job_id: str, *states: JobState) -> Job:
    end = time.monotonic() + DEADLINE_S
    while (found := state(index, job_id)).state not in states:
        assert time.monotonic() < end, found
        time.sleep(0.02)
    return found


def test_the_job_of_a_dead_process_is_taken_once_its_lease_has_ended(index: Index) -> None:
    kept(index, "a")
    now = datetime.now(UTC)
    assert index.state.jobs.claim("dead", now, now + timedelta(seconds=3), at_once=1)
    with runner(index):
        time.sleep(1.5)
        assert state(index, "a").state is JobState.RUNNING
        assert index.stats()["articles"] == 0
        done = wait_for(index, "a", JobState.DONE)
    assert (done.attempts, done.progress.counts.new) == (2, 1)


def test_a_job_in_which_the_service_ends_again_and_again_is_given_up(index: Index) -> None:
    kept(index, "a")
    for _ in range(5):
        index.state.jobs.claim("dead", NOW, NOW, at_once=1)
    with runner(index):
        failed = wait_for(index, "a", JobState.FAILED)
    assert failed.progress.failures[0].why == "was begun 5 times, and the service ended in it"
    assert index.stats()["articles"] == 0


def test_a_worker_that_has_lost_its_job_stops_and_writes_nothing_more(
    index: Index, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(api.jobs.lease, "_LOOK_S", 0.05)
    kept(index, "a")
    jobs, now = index.state.jobs, datetime.now(UTC)
    claimed = jobs.claim("slow", now, now, at_once=1)
    assert claimed
    tally = Tally()
    with Lease(jobs, claimed, "slow", tally, lambda: False) as lease:
        assert jobs.claim("heir", now, now + timedelta(minutes=1), at_once=1)
        tally.fetched()
        end = time.monotonic() + 5
        while not lease.over():
            assert time.monotonic() < end
            time.sleep(0.01)
    assert lease.lost
    assert state(index, "a").progress.counts.fetched == 0
    assert not jobs.end("a", "slow", JobState.DONE, tally.progress(), now)


def test_a_lease_is_renewed_for_as_long_as_the_work_takes(
    index: Index, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(api.jobs.lease, "_LOOK_S", 0.05)
    monkeypatch.setattr(api.jobs.lease, "_RENEW", timedelta(seconds=0.2))
    monkeypatch.setattr(api.jobs.lease, "LASTS", timedelta(seconds=1))
    monkeypatch.setattr(api.jobs.runner, "LASTS", timedelta(seconds=1))
    kept(index, "a")
    go, add = Event(), Index.add
    monkeypatch.setattr(Index, "add", lambda *given: (go.wait(30), add(*given))[1])
    with runner(index), runner(index):
        time.sleep(2.5)
        go.set()
        done = wait_for(index, "a", JobState.DONE)
    assert done.attempts == 1


def test_as_many_jobs_run_at_once_as_may(index: Index, monkeypatch: pytest.MonkeyPatch) -> None:
    names = ["a", "b", "c"]
    for name in names:
        kept(index, name)
    go, add = Event(), Index.add
    monkeypatch.setattr(Index, "add", lambda *given: (go.wait(30), add(*given))[1])
    with runner(index, 2), runner(index, 2):  # as two processes would
        wait_for(index, "a", JobState.RUNNING)
        wait_for(index, "b", JobState.RUNNING)
        time.sleep(1.5)
        assert state(index, "c").state is JobState.QUEUED
        go.set()
        assert {wait_for(index, name, JobState.DONE).attempts for name in names} == {1}


def test_files_of_jobs_that_have_ended_or_were_never_known_are_removed(index: Index) -> None:
    spool = Spool(index.home)
    for job_id in ("waits", "ended"):
        kept(index, job_id)
    for stray in ("old", "new"):
        spool.path(stray, 0).parent.mkdir()
    an_hour_ago = time.time() - 3600
    os.utime(spool.path("old", 0).parent, (an_hour_ago, an_hour_ago))
    index.state.jobs.cancel("ended", NOW)
    spool.sweep(runner(index)._wanted)
    assert {folder.name for folder in (index.home / "uploads").iterdir()} == {"waits", "new"}


def test_a_file_that_is_gone_is_said(index: Index) -> None:
    kept(index, "a")
    Spool(index.home).path("a", 0).unlink()
    with runner(index):
        failed = wait_for(index, "a", JobState.FAILED)
    assert [(one.what, one.why) for one in failed.progress.failures] == [
        ("a.txt", os.strerror(errno.ENOENT))
    ]


def test_jobs_of_last_month_are_forgotten(index: Index) -> None:
    kept(index, "old")
    index.state.jobs.cancel("old", datetime.now(UTC) - timedelta(days=31))
    kept(index, "new")
    with runner(index):
        wait_for(index, "new", JobState.DONE)
        end = time.monotonic() + 5
        while index.state.jobs.get("old"):
            assert time.monotonic() < end
            time.sleep(0.02)
