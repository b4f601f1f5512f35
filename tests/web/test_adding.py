"""Articles added on the page, and the key that it may take."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from doors import BACKLOG, serving
from fastapi import Request, UploadFile
from fastapi.responses import JSONResponse
from pages import Visit, contents, scripted, served, stored
from playwright.sync_api import expect

from api.bootstrap import open_index
from api.keys import new_key
from api.settings import read_settings
from index import Article
from index.state import Scope
from index.times import parse_time

COUNTS = dict.fromkeys(
    ["fetched", "parsed", "embedded", "committed", "new", "revised", "unchanged", "failed"], 0
)


RECOUNTED = "**/v1/articles?*"  # the last that the page asks for when a job has ended


class Jobs:
    """A service whose jobs go on as the test says."""

    def __init__(self) -> None:
        self.names = list[str]()
        self.urls = list[str]()
        self.cancelled = list[str]()
        self.begun = False
        self.state: dict[str, Any] = {"state": "running", "counts": {**COUNTS}, "total": 4}

    def job(self) -> dict[str, Any]:
        return {"job": {"id": "j/1", "first": "mast.txt", "failures": [], **self.state}}


@pytest.fixture
def jobs() -> Jobs:
    return Jobs()


@pytest.fixture
def visitor(jobs: Jobs, tmp_path: Path, visiting: Callable[[str], Visit]) -> Iterator[Visit]:
    app = scripted(tmp_path)

    @app.post("/v1/ingest", status_code=202)
    async def take(request: Request) -> dict[str, Any]:
        if request.headers["content-type"].startswith("multipart/"):
            async with request.form() as form:
                files = [one for one in form.getlist("files") if not isinstance(one, str)]
                jobs.names += [str(file.filename) for file in files]
        else:
            jobs.urls.append((await request.json())["url"])
        jobs.begun = True
        return jobs.job()

    @app.get("/v1/jobs")
    def known() -> dict[str, Any]:
        ended = {"id": "j/0", "first": "old.txt", **jobs.state, "state": "done"}
        return {"jobs": [*[jobs.job()["job"]] * jobs.begun, ended], "next": None}

    @app.get("/v1/jobs/{job:path}")
    def look(job: str) -> dict[str, Any]:
        assert job == "j/1"
        return jobs.job()

    @app.delete("/v1/jobs/{job:path}", status_code=204)
    def cancel(job: str) -> None:
        jobs.cancelled.append(job)
        jobs.state = {**jobs.state, "state": "cancelled"}

    @app.get("/v1/stats")
    def stats() -> dict[str, Any]:
        done = jobs.state["counts"]["new"]
        return {
            "articles": done,
            "revisions": done,
            "passages": done,
            "sources": {},
            "embedder": "builtin",
            "bytes": 1234,
        }

    @app.get("/v1/articles")
    def listed() -> dict[str, Any]:
        return {"articles": [], "next": None}

    with served(app) as url:
        visitor = visiting(url)
        visitor.open("#/library")
        visitor.page.get_by_role("button", name="Add articles").click()
        yield visitor


def test_files_are_sent_and_their_progress_is_shown(visitor: Visit, jobs: Jobs) -> None:
    page = visitor.page
    files = [
        {"name": name, "mimeType": "text/plain", "buffer": b"The mast is 40 m high."}
        for name in ("mast.txt", "桅杆<b>.txt")
    ]
    page.get_by_label("Files").set_input_files(files)  # type: ignore[arg-type]
    row = page.locator(".jobs > li")
    expect(row.locator(".state")).to_have_text("At work")
    expect(row.locator("strong")).to_have_text("mast.txt and 1 more")
    assert jobs.names == ["mast.txt", "桅杆<b>.txt"]
    jobs.state["counts"] = {**COUNTS, "fetched": 3, "parsed": 1_200, "committed": 640}
    expect(row).to_contain_text("1,200 read · 640 stored")
    expect(row.locator("progress")).to_have_attribute("value", "3")
    expect(row.locator("progress")).to_have_attribute("max", "4")
    failures = [{"what": "<i>x</i>", "why": "is no text"}]
    counts = {**COUNTS, "new": 2, "revised": 1, "failed": 1}
    jobs.state = {"state": "done", "counts": counts, "total": 4, "failures": failures}
    expect(row.locator(".state")).to_have_text("Done")
    expect(row).to_contain_text("2 new · 1 revised · 1 failed")
    expect(row).to_contain_text("<i>x</i>: is no text")
    page.get_by_role("button", name="Close").click()
    expect(page.locator(".figures dd").first).to_have_text("2")  # it was counted anew


def test_what_is_under_way_is_shown_again_after_a_reload(visitor: Visit, jobs: Jobs) -> None:
    page = visitor.page
    page.get_by_label("Address of a page or file").fill("https://mast.example/feed")
    page.get_by_role("button", name="Add address").click()
    expect(page.locator(".state")).to_have_text("At work")
    page.reload()
    page.get_by_role("button", name="Add articles").click()
    row = page.locator(".jobs > li")
    expect(row.locator("strong")).to_have_text("mast.txt and 3 more")
    page.get_by_role("button", name="Close").click()
    page.get_by_role("button", name="Add articles").click()
    expect(row).to_have_count(1)  # it is followed already
    with page.expect_response(RECOUNTED):
        jobs.state = {**jobs.state, "state": "done", "counts": {**COUNTS, "new": 7}}
        expect(row.locator(".state")).to_have_text("Done")
    expect(row).to_contain_text("7 new")


def test_an_address_is_fetched_by_the_service_alone(visitor: Visit, jobs: Jobs) -> None:
    page = visitor.page
    page.get_by_label("Address of a page or file").fill("javascript:alert(1)")
    page.get_by_role("button", name="Add address").click()
    page.get_by_label("Address of a page or file").fill("https://mast.example/feed")
    page.get_by_role("button", name="Add address").click()
    expect(page.locator(".jobs li strong")).to_have_text("https://mast.example/feed")
    assert jobs.urls == ["https://mast.example/feed"]
    with page.expect_response(RECOUNTED):
        page.locator(".jobs").get_by_role("button", name="Cancel").click()
        expect(page.locator(".state")).to_have_text("Cancelled")
    assert jobs.cancelled == ["j/1"]


def test_a_service_that_takes_no_uploads_says_so(
    tmp_path: Path, visiting: Callable[[str], Visit]
) -> None:
    app = scripted(tmp_path)

    @app.post("/v1/ingest")
    def none(files: list[UploadFile]) -> JSONResponse:
        return JSONResponse({"detail": "the disk is full"}, 507)

    with served(app) as url:
        visitor = visiting(url)
        visitor.refusals |= {404, 507}
        page = visitor.open("#/library")
        page.get_by_role("button", name="Add articles").click()
        file = {"name": "mast.txt", "mimeType": "text/plain", "buffer": b"x"}
        page.get_by_label("Files").set_input_files(file)  # type: ignore[arg-type]
        expect(page.locator(".jobs .notice")).to_have_text("the disk is full")


def test_what_is_uploaded_to_the_service_can_be_asked_about(
    tmp_path: Path, visiting: Callable[[str], Visit]
) -> None:
    with serving(tmp_path / "home") as url:
        if "/v1/ingest" not in httpx.get(f"{url}/openapi.json").json()["paths"]:
            pytest.skip("this service takes no uploads")
        visitor = visiting(url)
        page = visitor.open("#/library")
        page.get_by_role("button", name="Add articles").first.click()
        text = "The Brackmere lighthouse cost 40 million euros."
        file = {"name": "light.txt", "mimeType": "text/plain", "buffer": text.encode()}
        page.get_by_label("Files").set_input_files(file)  # type: ignore[arg-type]
        expect(page.locator(".jobs .state")).to_have_text("Done", timeout=20_000)
        page.get_by_role("button", name="Close").click()
        page.get_by_role("link", name="Ask", exact=True).click()
        turn = visitor.ask("How much did the Brackmere lighthouse cost?")
        expect(turn.locator(".said")).to_contain_text("40 million euros")


@pytest.fixture
def locked(tmp_path: Path) -> Iterator[tuple[str, str]]:
    """A service that asks for keys, and one that may ask."""
    home = tmp_path / "home"
    stored(home, [Article("CoreWeave's backlog was 30.1 billion dollars at the end of June 2025.")])
    key, written = new_key("page", [Scope.ASK], parse_time("2025-10-26"))
    with open_index(read_settings({}, home=home)) as index:
        index.state.keys.add(key)
    with serving(home, require_keys=True) as url:
        yield url, written


def test_a_key_is_asked_for_once_and_kept_in_this_tab(
    locked: tuple[str, str], visiting: Callable[[str], Visit]
) -> None:
    url, written = locked
    visitor = visiting(url)
    visitor.refusals |= {401, 403}
    page = visitor.open()
    dialog = page.locator("#key")
    expect(dialog).to_contain_text("This service asks for a key.")
    expect(page.get_by_label("Key", exact=True)).to_be_focused()
    for _ in range(6):
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.closest('#key, body') !== null")
    page.get_by_label("Key", exact=True).fill("gw_0_wrong")
    page.keyboard.press("Enter")
    expect(dialog).to_contain_text("That key was not accepted.")
    page.get_by_label("Key", exact=True).fill(written)
    page.keyboard.press("Enter")
    expect(dialog).to_be_hidden()
    turn = visitor.ask(BACKLOG)
    expect(turn.locator(".said")).to_contain_text("30.1 billion dollars")
    page.reload()
    page.locator(".turn footer").wait_for()
    expect(dialog).to_be_hidden()
    assert page.evaluate("JSON.stringify(localStorage)").count(written) == 0
    assert page.evaluate("sessionStorage.getItem('groundwire.key')") == written
    assert contents(page, "dialog[open]") == []


def test_the_page_itself_is_public_and_holds_no_data(locked: tuple[str, str]) -> None:
    url, _ = locked
    assert httpx.get(f"{url}/").status_code == 200
    assert httpx.get(f"{url}/web/app.js").status_code == 200
    assert httpx.get(f"{url}/v1/stats").status_code == 401
