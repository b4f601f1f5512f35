"""Jobs over HTTP: what is brought, how it goes, how it ends."""

import gzip
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import httpx
import pytest
from doors import FEED, contents, run
from served import asked, counts, ended, lines, posted
from web import HTML, Reply, Site, page

URL = "http://127.0.0.1/news"


def test_uploads_are_ingested_and_what_cannot_be_read_is_named(
    jobs_client: httpx.Client, jobs_home: Path
) -> None:
    made = posted(
        jobs_client,
        ("feed.txt", FEED.read_bytes()),
        ("more.jsonl.gz", gzip.compress(lines("gz", 2) + b'{"title": "no text"}\n')),
        ("empty.md", b""),
        ("note.md", "# 渡轮\n\n白鹭号渡轮每天早上七点出发。".encode()),
    )
    found = ended(jobs_client, made)
    assert (found["state"], found["first"], found["total"]) == ("done", "feed.txt", 4)
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
    assert jobs_client.get("/v1/articles/gz-1").json()["text"] == "Ferry gz number1 sails."
    assert list(jobs_home.glob("uploads/*")) == []


def test_what_is_uploaded_again_is_unchanged_or_revised(jobs_client: httpx.Client) -> None:
    ended(jobs_client, posted(jobs_client, ("a.jsonl", lines("again", 3))))
    changed = lines("again", 3).replace(b"number1 sails", b"number1 rests")
    found = ended(jobs_client, posted(jobs_client, ("b.jsonl", changed)))
    assert counts(found) == {
        "fetched": 1, "parsed": 3, "embedded": 1, "committed": 3, "revised": 1, "unchanged": 2,
    }  # fmt: skip


def test_a_job_of_which_nothing_can_be_read_has_failed(jobs_client: httpx.Client) -> None:
    found = ended(jobs_client, posted(jobs_client, ("a.txt", b"\xff\xfe\xff")))
    assert (found["state"], counts(found)) == ("failed", {"fetched": 1, "failed": 1})
    assert found["failures"] == [
        {"what": "a.txt:1", "why": "is damaged utf-16-le text: truncated data"}
    ]


def test_of_many_failures_the_first_are_kept_and_all_are_counted(jobs_client: httpx.Client) -> None:
    found = ended(
        jobs_client, posted(jobs_client, ("a.jsonl", b"no json\n" * 300 + lines("kept", 1)))
    )
    assert (found["state"], found["counts"]["failed"]) == ("done", 300)
    assert [one["what"] for one in found["failures"]] == [f"a.jsonl:{n}" for n in range(1, 101)]


def test_files_of_the_same_name_are_articles_of_their_own(jobs_client: httpx.Client) -> None:
    files = [("same.txt", b"Ferry one."), ("same.txt", b"Ferry two."), ("same.txt", b"")]
    found = ended(jobs_client, posted(jobs_client, *files))
    assert counts(found)["new"] == 2
    assert found["failures"] == [{"what": "same (3).txt", "why": "is empty"}]
    assert counts(ended(jobs_client, posted(jobs_client, *files)))["unchanged"] == 2


@pytest.mark.parametrize(
    "name", ["../../../etc/passwd", "/etc/cron.d/x", "..", ".", "a/b", "\u202etxt.exe"]
)
def test_a_name_is_a_label_and_no_path(
    name: str, jobs_client: httpx.Client, jobs_home: Path
) -> None:
    before = contents(jobs_home.parent).keys()
    found = ended(jobs_client, posted(jobs_client, (name, b"")))
    assert found["failures"] == [{"what": name, "why": "is empty"}]
    assert {path for path in contents(jobs_home.parent) if not path.startswith("home/")} == {
        path for path in before if not path.startswith("home/")
    }


def test_a_page_is_fetched_and_asked_for_again_only_where_it_may_have_changed(
    jobs_client: httpx.Client, news: Site
) -> None:
    def conditional(headers: Mapping[str, str]) -> Reply:
        same = headers.get("if-none-match") == '"v1"'
        return Reply(b"", {}, 304) if same else Reply(page(), {**HTML, "ETag": '"v1"'})

    news.routes |= {"/egret": conditional, "/fresh": Reply(page(title="Fresh"), FRESH)}
    body = {"urls": [f"{news.url}/egret", f"{news.url}/fresh"]}
    assert counts(ended(jobs_client, asked(jobs_client, body)))["new"] == 2
    asked_before = news.paths()
    again = ended(jobs_client, asked(jobs_client, body))
    assert counts(again) == {"fetched": 2, "committed": 2, "unchanged": 2}
    assert news.paths() == [*asked_before, "/egret"]


FRESH = {**HTML, "Cache-Control": "max-age=600"}


def test_a_page_whose_article_was_deleted_is_fetched_again(
    jobs_client: httpx.Client, news: Site
) -> None:
    news.routes["/gone"] = Reply(page(title="Gone"), FRESH)
    url = f"{news.url}/gone"
    ended(jobs_client, asked(jobs_client, {"url": url}))
    (found,) = [
        one for one in jobs_client.get("/v1/articles").json()["articles"] if one["url"] == url
    ]
    assert jobs_client.delete(f"/v1/articles/{found['id']}").status_code == 204
    assert counts(ended(jobs_client, asked(jobs_client, {"url": url})))["committed"] == 1
    assert jobs_client.get(f"/v1/articles/{found['id']}").json()["title"] == "Gone"


def test_a_changed_page_is_a_revision(jobs_client: httpx.Client, news: Site) -> None:
    url = f"{news.url}/changing"
    for text, outcome in (("At seven. " * 30, "new"), ("At eight. " * 30, "revised")):
        news.routes["/changing"] = Reply(page(text))
        assert counts(ended(jobs_client, asked(jobs_client, {"url": url})))[outcome] == 1


def test_a_url_that_may_not_be_fetched_is_refused_with_the_reason(
    jobs_client: httpx.Client,
) -> None:
    found = ended(
        jobs_client, asked(jobs_client, {"urls": ["http://10.0.0.1/", "file:///etc/passwd"]})
    )
    assert (found["state"], counts(found)) == ("failed", {"failed": 2})
    assert [(one["what"], one["why"][:30]) for one in found["failures"]] == [
        ("http://10.0.0.1/", "is not on the public internet,"),
        ("file:///etc/passwd", "only http:// and https:// are "),
    ]


def test_a_request_that_is_repeated_makes_one_job(jobs_client: httpx.Client) -> None:
    first = posted(jobs_client, ("a.txt", b"Once."), **{"idempotency-key": "k1"})
    assert posted(jobs_client, ("a.txt", b"Once."), **{"idempotency-key": "k1"}) == first
    assert posted(jobs_client, ("a.txt", b"Once."), **{"idempotency-key": "k2"}) != first
    other = {"idempotency-key": "k1", "authorization": "Bearer gw_a_b"}
    assert posted(jobs_client, ("a.txt", b"Once."), **other) != first


def test_jobs_are_listed_newest_first_page_by_page(jobs_client: httpx.Client) -> None:
    made = [posted(jobs_client, ("a.txt", b"Listed.")) for _ in range(3)]
    first = jobs_client.get("/v1/jobs", params={"limit": 2}).json()
    assert [one["id"] for one in first["jobs"]] == [made[2], made[1]]
    second = jobs_client.get("/v1/jobs", params={"limit": 2, "after": first["next"]}).json()
    assert second["jobs"][0]["id"] == made[0]
    assert jobs_client.get("/v1/jobs", params={"limit": 1_000}).json()["next"] is None


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
    request_: dict[str, Any], status: int, detail: str, jobs_client: httpx.Client, jobs_home: Path
) -> None:
    reply = jobs_client.post("/v1/ingest", **request_)
    assert reply.headers["content-type"] == "application/problem+json"
    assert (reply.status_code, reply.json()["status"]) == (status, status)
    assert detail in reply.json()["detail"]
    assert list(jobs_home.glob("uploads/*")) == []


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
    method: str, path: str, status: int, detail: str, jobs_client: httpx.Client
) -> None:
    reply = jobs_client.request(method, path)
    assert (reply.status_code, reply.json()["detail"][: len(detail)]) == (status, detail)


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
