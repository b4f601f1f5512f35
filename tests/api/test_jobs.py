"""Jobs over HTTP: what is brought, how it goes, how it ends."""

import gzip
import json
import time
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import httpx
import pytest
from doors import FEED, contents, run, serving
from served import ended, job
from web import HTML, Reply, Site, page, site

import api.jobs.runner
import api.rest.jobs
from index import Index
from index.errors import EmbedderUnavailable, HomeBusy, HomeFull

URL = "http://127.0.0.1/news"


@pytest.fixture(scope="module")
def news() -> Iterator[Site]:
    with site() as running:
        yield running


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("jobs") / "home"


@pytest.fixture(scope="module")
def client(home: Path, news: Site) -> Iterator[httpx.Client]:
    with (
        serving(home, fetch_allow=news.allowed) as url,
        httpx.Client(base_url=url, timeout=30) as client,
    ):
        yield client


def lines(name: str, count: int) -> bytes:
    rows = ({"id": f"{name}-{n}", "text": f"Ferry {name} number{n} sails."} for n in range(count))
    return "".join(json.dumps(row) + "\n" for row in rows).encode()


def posted(client: httpx.Client, *files: tuple[str, bytes], **headers: str) -> str:
    reply = client.post(
        "/v1/ingest", files=[("files", file) for file in files], headers=headers
    ).raise_for_status()
    assert reply.status_code == 202
    made: str = reply.json()["job"]["id"]
    assert reply.headers["location"] == f"/v1/jobs/{made}"
    return made


def asked(client: httpx.Client, body: dict[str, Any]) -> str:
    made: str = client.post("/v1/ingest", json=body).raise_for_status().json()["job"]["id"]
    return made


def counts(found: Mapping[str, Any]) -> dict[str, int]:
    return {name: count for name, count in found["counts"].items() if count}


def test_uploads_are_ingested_and_what_cannot_be_read_is_named(
    client: httpx.Client, home: Path
) -> None:
    made = posted(
        client,
        ("feed.txt", FEED.read_bytes()),
        ("more.jsonl.gz", gzip.compress(lines("gz", 2) + b'{"title": "no text"}\n')),
        ("empty.md", b""),
        ("note.md", "# 渡轮\n\n白鹭号渡轮每天早上七点出发。".encode()),
    )
    found = ended(client, made)
    assert (found["state"], found["total"]) == ("done", 4)
    assert counts(found) == {
        "fetched": 4,
        "parsed": 15,
        "embedded": 15,
        "committed": 15,
        "new": 15,
        "failed": 2,
    }
    assert found["failures"] == [
        {"what": "more.jsonl.gz:3", "why": "`text` is missing or is not a string"},
        {"what": "empty.md", "why": "is empty"},
    ]
    assert client.get("/v1/articles/gz-1").json()["text"] == "Ferry gz number1 sails."
    assert list((home / "uploads").iterdir()) == []


def test_what_is_uploaded_again_is_unchanged_or_revised(client: httpx.Client) -> None:
    ended(client, posted(client, ("a.jsonl", lines("again", 3))))
    changed = lines("again", 3).replace(b"number1 sails", b"number1 rests")
    found = ended(client, posted(client, ("b.jsonl", changed)))
    assert counts(found) == {
        "fetched": 1, "parsed": 3, "embedded": 1, "committed": 3, "revised": 1, "unchanged": 2,
    }  # fmt: skip


def test_a_job_of_which_nothing_can_be_read_has_failed(client: httpx.Client) -> None:
    found = ended(client, posted(client, ("a.txt", b"\xff\xfe\xff")))
    assert (found["state"], counts(found)) == ("failed", {"fetched": 1, "failed": 1})
    assert found["failures"] == [
        {"what": "a.txt:1", "why": "is damaged utf-16-le text: truncated data"}
    ]


def test_of_many_failures_the_first_are_kept_and_all_are_counted(client: httpx.Client) -> None:
    found = ended(client, posted(client, ("a.jsonl", b"no json\n" * 300 + lines("kept", 1))))
    assert (found["state"], found["counts"]["failed"]) == ("done", 300)
    assert [one["what"] for one in found["failures"]] == [f"a.jsonl:{n}" for n in range(1, 101)]


def test_files_of_the_same_name_are_articles_of_their_own(client: httpx.Client) -> None:
    files = [("same.txt", b"Ferry one."), ("same.txt", b"Ferry two."), ("same.txt", b"")]
    found = ended(client, posted(client, *files))
    assert counts(found)["new"] == 2
    assert found["failures"] == [{"what": "same (3).txt", "why": "is empty"}]
    assert counts(ended(client, posted(client, *files)))["unchanged"] == 2


@pytest.mark.parametrize(
    "name", ["../../../etc/passwd", "/etc/cron.d/x", "..", ".", "a/b", "\u202etxt.exe"]
)
def test_a_name_is_a_label_and_no_path(name: str, client: httpx.Client, home: Path) -> None:
    before = contents(home.parent).keys()
    found = ended(client, posted(client, (name, b"")))
    assert found["failures"] == [{"what": name, "why": "is empty"}]
    assert {path for path in contents(home.parent) if not path.startswith("home/")} == {
        path for path in before if not path.startswith("home/")
    }


def test_a_page_is_fetched_and_asked_for_again_only_where_it_may_have_changed(
    client: httpx.Client, news: Site
) -> None:
    def conditional(headers: Mapping[str, str]) -> Reply:
        same = headers.get("if-none-match") == '"v1"'
        return Reply(b"", {}, 304) if same else Reply(page(), {**HTML, "ETag": '"v1"'})

    news.routes |= {"/egret": conditional, "/fresh": Reply(page(title="Fresh"), FRESH)}
    body = {"urls": [f"{news.url}/egret", f"{news.url}/fresh"]}
    assert counts(ended(client, asked(client, body)))["new"] == 2
    asked_before = news.paths()
    again = ended(client, asked(client, body))
    assert counts(again) == {"fetched": 2, "committed": 2, "unchanged": 2}
    assert news.paths() == [*asked_before, "/egret"]


FRESH = {**HTML, "Cache-Control": "max-age=600"}


def test_a_page_whose_article_was_deleted_is_fetched_again(
    client: httpx.Client, news: Site
) -> None:
    news.routes["/gone"] = Reply(page(title="Gone"), FRESH)
    url = f"{news.url}/gone"
    ended(client, asked(client, {"url": url}))
    (found,) = [one for one in client.get("/v1/articles").json()["articles"] if one["url"] == url]
    assert client.delete(f"/v1/articles/{found['id']}").status_code == 204
    assert counts(ended(client, asked(client, {"url": url})))["committed"] == 1
    assert client.get(f"/v1/articles/{found['id']}").json()["title"] == "Gone"


def test_a_changed_page_is_a_revision(client: httpx.Client, news: Site) -> None:
    url = f"{news.url}/changing"
    for text, outcome in (("At seven. " * 30, "new"), ("At eight. " * 30, "revised")):
        news.routes["/changing"] = Reply(page(text))
        assert counts(ended(client, asked(client, {"url": url})))[outcome] == 1


def test_a_url_that_may_not_be_fetched_is_refused_with_the_reason(client: httpx.Client) -> None:
    found = ended(client, asked(client, {"urls": ["http://10.0.0.1/", "file:///etc/passwd"]}))
    assert (found["state"], counts(found)) == ("failed", {"failed": 2})
    assert [(one["what"], one["why"][:30]) for one in found["failures"]] == [
        ("http://10.0.0.1/", "is not on the public internet,"),
        ("file:///etc/passwd", "only http:// and https:// are "),
    ]


def test_a_request_that_is_repeated_makes_one_job(client: httpx.Client) -> None:
    first = posted(client, ("a.txt", b"Once."), **{"idempotency-key": "k1"})
    assert posted(client, ("a.txt", b"Once."), **{"idempotency-key": "k1"}) == first
    assert posted(client, ("a.txt", b"Once."), **{"idempotency-key": "k2"}) != first
    other = {"idempotency-key": "k1", "authorization": "Bearer gw_a_b"}
    assert posted(client, ("a.txt", b"Once."), **other) != first


def test_jobs_are_listed_newest_first_page_by_page(client: httpx.Client) -> None:
    made = [posted(client, ("a.txt", b"Listed.")) for _ in range(3)]
    first = client.get("/v1/jobs", params={"limit": 2}).json()
    assert [one["id"] for one in first["jobs"]] == [made[2], made[1]]
    second = client.get("/v1/jobs", params={"limit": 2, "after": first["next"]}).json()
    assert second["jobs"][0]["id"] == made[0]
    assert client.get("/v1/jobs", params={"limit": 1_000}).json()["next"] is None


REFUSED: list[tuple[dict[str, Any], int, str]] = [
    ({"json": {}}, 422, "body.one.url: Field required"),
    ({"json": {"url": "http://a", "urls": ["http://b"]}}, 422, "body.many.url: Extra inputs"),
    ({"json": {"urls": []}}, 422, "body.many.urls: List should have at least 1 item"),
    ({"json": {"url": ""}}, 422, "body.one.url: String should have at least 1 character"),
    (
        {"json": {"url": "http://" + "a" * 3_000}},
        422,
        "body.one.url: String should have at most 2000",
    ),
    (
        {"json": {"urls": ["http://a"] * 201}},
        422,
        "body.many.urls: List should have at most 200 items",
    ),
    (
        {"json": {"url": "http://a", "uri": "b"}},
        422,
        "body.one.uri: Extra inputs are not permitted",
    ),
    ({"json": []}, 422, "body.one: Input should be an object"),
    ({"content": b"{"}, 422, "body: Invalid JSON"),
    ({"content": b"\xff"}, 422, "body: Invalid JSON"),
    ({"content": b"a", "headers": {"content-type": "text/plain"}}, 422, "send files as multipart/"),
    ({"files": [("other", ("a", b"a"))]}, 422, "the form has to hold files, all in the field"),
    ({"files": [("files", ("a", b"a")), ("x", ("b", b"b"))]}, 422, "the form has to hold files,"),
    ({"files": [("files", (str(n), b"a")) for n in range(201)]}, 422, "Too many files"),
    ({"files": [("files", (None, b"a"))]}, 422, "Too many fields"),
    (
        {"content": b"a", "headers": {"content-type": "multipart/form-data"}},
        422,
        "the form cannot be read: Missing boundary",
    ),
    (
        {"content": b"a", "headers": {"content-type": "multipart/form-data; boundary=b"}},
        422,
        "the form cannot be read: Invalid multipart data",
    ),
    (
        {"json": {"url": URL}, "headers": {"idempotency-key": "k" * 201}},
        422,
        "idempotency-key: Str",
    ),
    ({"files": [("files", ("a", b"a" * 64_000_001))]}, 413, "the body is larger than 64,000,000"),
]


@pytest.mark.parametrize(("request_", "status", "detail"), REFUSED)
def test_what_cannot_be_taken_is_a_problem_and_leaves_nothing(
    request_: dict[str, Any], status: int, detail: str, client: httpx.Client, home: Path
) -> None:
    reply = client.post("/v1/ingest", **request_)
    assert reply.headers["content-type"] == "application/problem+json"
    assert (reply.status_code, reply.json()["status"]) == (status, status)
    assert detail in reply.json()["detail"]
    assert list((home / "uploads").iterdir()) == []


@pytest.mark.parametrize(
    ("method", "path", "status", "detail"),
    [
        ("GET", "/v1/jobs/none", 404, "there is no job 'none'"),
        ("DELETE", "/v1/jobs/none", 404, "there is no job 'none'"),
        (
            "GET",
            "/v1/jobs?after=none",
            422,
            "after: there is no job 'none' any more: begin without",
        ),
        ("GET", "/v1/jobs?limit=0", 422, "query.limit: Input should be greater than or equal to 1"),
    ],
)
def test_a_job_that_is_not_there_is_a_problem(
    method: str, path: str, status: int, detail: str, client: httpx.Client
) -> None:
    reply = client.request(method, path)
    assert (reply.status_code, reply.json()["detail"][: len(detail)]) == (status, detail)


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
    client: httpx.Client, slow: Callable[[str], str], home: Path
) -> None:
    runs = asked(client, {"urls": [slow(f"c{n}") for n in range(20)]})
    waits = posted(client, ("a.txt", b"Never."))
    while not job(client, runs)["counts"]["committed"]:
        time.sleep(0.1)
    assert client.delete(f"/v1/jobs/{waits}").json()["job"]["state"] == "cancelled"
    client.delete(f"/v1/jobs/{runs}").raise_for_status()
    found = ended(client, runs, 10)
    assert found["state"] == "cancelled"
    assert 1 <= found["counts"]["committed"] < 20
    listed = client.get("/v1/articles", params={"limit": 1_000}).json()["articles"]
    assert sum("/slow/c" in one["url"] for one in listed) == found["counts"]["committed"]
    assert client.delete(f"/v1/jobs/{runs}").json()["job"]["state"] == "cancelled"
    assert ended(client, waits)["state"] == "cancelled"
    assert list((home / "uploads").iterdir()) == []


def test_progress_is_seen_while_a_job_runs(
    client: httpx.Client, slow: Callable[[str], str]
) -> None:
    made = asked(client, {"urls": [slow(f"p{n}") for n in range(4)]})
    seen = list[int]()
    while (found := job(client, made))["state"] in {"queued", "running"}:
        seen.append(found["counts"]["committed"])
        time.sleep(0.1)
    assert seen == sorted(seen)
    assert {1, 2} & set(seen)
    assert counts(found)["committed"] == 4


def test_a_full_queue_refuses_more_and_leaves_nothing(
    client: httpx.Client, slow: Callable[[str], str], home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(api.rest.jobs, "MOST_WAITING", 1)
    runs = asked(client, {"urls": [slow(f"q{n}") for n in range(9)]})
    while job(client, runs)["state"] == "queued":
        time.sleep(0.05)
    waits = asked(client, {"url": slow("q9")})
    reply = client.post("/v1/ingest", files=[("files", ("a.txt", b"Too many."))])
    assert (reply.status_code, reply.headers["retry-after"]) == (503, "5")
    assert reply.json()["detail"] == "1 jobs are waiting already: try again later"
    for made in (waits, runs):
        client.delete(f"/v1/jobs/{made}").raise_for_status()
        ended(client, made)
    assert list((home / "uploads").iterdir()) == []


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
    error: Exception, times: int, state: str, client: httpx.Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(api.jobs.runner, "_RETRY_S", 0.05)
    add, failures = Index.add, iter(range(times))

    def failing(index: Index, articles: Any) -> Any:
        if next(failures, None) is not None:
            raise error
        return add(index, articles)

    monkeypatch.setattr(Index, "add", failing)
    name = f"{type(error).__name__}{times}"
    found = ended(client, posted(client, (f"{name}.jsonl", lines(name, 1))))
    assert found["state"] == state
    told = [{"what": "the job", "why": str(error)}]
    assert found["failures"] == (told if state == "failed" else [])


def test_a_defect_ends_its_job_and_no_other(
    client: httpx.Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as broken:
        broken.setattr(Index, "add", lambda *_: 1 / 0)
        found = ended(client, posted(client, ("a.txt", b"Broken.")))
    assert found["state"] == "failed"
    assert found["failures"][0]["why"] == "has met a defect of this service: its log says more"
    assert ended(client, posted(client, ("a.txt", b"Whole.")))["state"] == "done"


def test_the_command_line_fetches_pages_and_says_what_it_may_not(
    news: Site, tmp_path: Path
) -> None:
    news.routes["/cli"] = Reply(page(title="From The Terminal"))
    allow = {"GROUNDWIRE_FETCH_ALLOW": news.allowed}
    urls = (f"{news.url}/cli", "http://10.0.0.1/", "ftp://a.example/", f"{news.url}/none")
    ran = run("groundwire", "ingest", "--home", tmp_path / "home", *urls, FEED, env=allow)
    assert (ran.status, ran.out.splitlines()[0]) == (1, "13 new, 0 revised, 0 unchanged, 3 failed")
    private = "is not on the public internet, or asked at an unusual port: GROUNDWIRE_FETCH_ALLOW"
    assert ran.err.splitlines() == [
        f"http://10.0.0.1/: {private} can name it",
        "ftp://a.example/: only http:// and https:// are fetched",
        f"{news.url}/none: its server answers 404",
    ]
    again = run("groundwire", "ingest", "--home", tmp_path / "home", urls[0], env=allow)
    assert again.out.splitlines()[0] == "0 new, 0 revised, 1 unchanged"


def test_a_wrong_allowlist_is_said_before_anything_is_fetched(tmp_path: Path) -> None:
    allow = {"GROUNDWIRE_FETCH_ALLOW": "http://wiki/"}
    ran = run("groundwire", "ingest", "--home", tmp_path / "home", URL, env=allow)
    assert ran.status == 2
    assert "GROUNDWIRE_FETCH_ALLOW: 'http://wiki/' is no host and no network" in ran.err
