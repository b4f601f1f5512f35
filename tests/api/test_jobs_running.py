"""Jobs while they run: seen, cancelled, waited for, and what goes wrong in them."""

import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import httpx
import pytest
from served import asked, counts, ended, job, lines, posted
from web import Reply, Site, page

import api.jobs.runner
import api.rest.jobs
from index import Index
from index.errors import EmbedderUnavailable, HomeBusy, HomeFull


@pytest.fixture
def slow(news: Site) -> Callable[[str], str]:
    """The url of a page that takes a second to come."""

    def slowly(name: str) -> str:
        def wait(_: Mapping[str, str]) -> Reply:
            time.sleep(1)
            return Reply(page(title=name))

        news.routes[f"/slow/{name}"] = wait
        return f"{news.url}/slow/{name}"

    return slowly


def test_a_job_that_runs_or_waits_is_cancelled_and_what_it_stored_stays(
    jobs_client: httpx.Client, slow: Callable[[str], str], jobs_home: Path
) -> None:
    runs = asked(jobs_client, {"urls": [slow(f"c{n}") for n in range(20)]})
    waits = posted(jobs_client, ("a.txt", b"Never."))
    while not job(jobs_client, runs)["counts"]["committed"]:
        time.sleep(0.1)
    assert jobs_client.delete(f"/v1/jobs/{waits}").json()["job"]["state"] == "cancelled"
    jobs_client.delete(f"/v1/jobs/{runs}").raise_for_status()
    found = ended(jobs_client, runs, 10)
    assert found["state"] == "cancelled"
    assert 1 <= found["counts"]["committed"] < 20
    listed = jobs_client.get("/v1/articles", params={"limit": 1_000}).json()["articles"]
    assert sum("/slow/c" in one["url"] for one in listed) == found["counts"]["committed"]
    assert jobs_client.delete(f"/v1/jobs/{runs}").json()["job"]["state"] == "cancelled"
    assert ended(jobs_client, waits)["state"] == "cancelled"
    assert list((jobs_home / "uploads").iterdir()) == []


def test_progress_is_seen_while_a_job_runs(
    jobs_client: httpx.Client, slow: Callable[[str], str]
) -> None:
    made = asked(jobs_client, {"urls": [slow(f"p{n}") for n in range(4)]})
    seen = list[int]()
    while (found := job(jobs_client, made))["state"] in {"queued", "running"}:
        seen.append(found["counts"]["committed"])
        time.sleep(0.1)
    assert seen == sorted(seen)
    assert {1, 2} & set(seen)
    assert counts(found)["committed"] == 4


def test_a_full_queue_refuses_more_and_leaves_nothing(
    jobs_client: httpx.Client,
    slow: Callable[[str], str],
    jobs_home: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(api.rest.jobs, "MOST_WAITING", 1)
    runs = asked(jobs_client, {"urls": [slow(f"q{n}") for n in range(9)]})
    while job(jobs_client, runs)["state"] == "queued":
        time.sleep(0.05)
    waits = asked(jobs_client, {"url": slow("q9")})
    reply = jobs_client.post("/v1/ingest", files=[("files", ("a.txt", b"Too many."))])
    assert (reply.status_code, reply.headers["retry-after"]) == (503, "5")
    assert reply.json()["detail"] == "1 jobs are waiting already: try again later"
    for made in (waits, runs):
        jobs_client.delete(f"/v1/jobs/{made}").raise_for_status()
        ended(jobs_client, made)
    assert list((jobs_home / "uploads").iterdir()) == []


@pytest.mark.parametrize(
    ("error", "times", "state"),
    [
        (HomeBusy("another writes"), 1, "done"),
        (EmbedderUnavailable("it sleeps"), 2, "done"),
        (HomeBusy("another writes"), 99, "failed"),
        (HomeFull("the disk is full"), 1, "failed"),
    ],
)
def test_an_error_that_may_pass_is_waited_out(
    error: Exception,
    times: int,
    state: str,
    jobs_client: httpx.Client,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(api.jobs.runner, "_RETRY_S", 0.05)
    add, failures = Index.add, iter(range(times))

    def failing(index: Index, articles: Any) -> Any:
        if next(failures, None) is not None:
            raise error
        return add(index, articles)

    monkeypatch.setattr(Index, "add", failing)
    name = f"{type(error).__name__}{times}"
    found = ended(jobs_client, posted(jobs_client, (f"{name}.jsonl", lines(name, 1))))
    assert found["state"] == state
    told = [{"what": "the job", "why": str(error)}]
    assert found["failures"] == (told if state == "failed" else [])


def test_a_defect_ends_its_job_and_no_other(
    jobs_client: httpx.Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as broken:
        broken.setattr(Index, "add", lambda *_: 1 / 0)
        found = ended(jobs_client, posted(jobs_client, ("a.txt", b"Broken.")))
    assert found["state"] == "failed"
    assert found["failures"][0]["why"] == "has met a defect of this service: its log says more"
    assert ended(jobs_client, posted(jobs_client, ("a.txt", b"Whole.")))["state"] == "done"
