"""A browser for tests of the page, and services that say what a test wants them to say."""

import shutil
import socket
from collections.abc import Generator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from threading import Thread

import uvicorn
from fastapi import FastAPI
from playwright.sync_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Locator,
    Page,
    Playwright,
    Request,
)

from api.bootstrap import open_index
from api.rest import page as page_routes
from api.rest.problems import add_problem_handlers
from api.settings import read_settings
from index import Article

CHROMIUM = shutil.which("chromium") or shutil.which("google-chrome")
FLAGS = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking"]
_WATCH = """
window.__violations = [];
document.addEventListener("securitypolicyviolation", (event) => {
  window.__violations.push(`${event.violatedDirective} ${event.blockedURI}`);
});
"""


def launched(playwright: Playwright) -> Browser:
    """Debian's Chromium: Playwright's own build is not needed."""
    return playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)


@dataclass
class Visit:
    """A page of a fresh browser profile, and what went on in it."""

    page: Page
    url: str
    complaints: list[str] = field(default_factory=list)
    requests: list[Request] = field(default_factory=list)
    refusals: set[int] = field(default_factory=set)  # statuses that a test expects

    def __post_init__(self) -> None:
        self.page.set_default_timeout(10_000)
        self.page.on("console", self._heard)
        self.page.on("pageerror", lambda error: self.complaints.append(f"error: {error}"))
        self.page.on("dialog", lambda dialog: self.complaints.append(f"dialog: {dialog.message}"))
        self.page.on("request", lambda request: self.requests.append(request))  # noqa: PLW0108
        self.page.on("popup", lambda popup: self.complaints.append(f"popup: {popup.url}"))

    def _heard(self, message: ConsoleMessage) -> None:
        expected = any(f"status of {status}" in message.text for status in self.refusals)
        if message.type in {"error", "warning"} and not expected:
            self.complaints.append(f"{message.type}: {message.text}")

    def open(self, fragment: str = "") -> Page:
        """The page at this place, loaded."""
        self.page.goto(self.url + "/" + fragment)
        return self.page

    def ask(self, question: str) -> Locator:
        """Ask as people do; the last turn once it is complete."""
        self.page.fill("#question", question)
        self.page.keyboard.press("Enter")
        turn = self.page.locator(".turn").last
        turn.locator("footer").wait_for()
        return turn

    def asked(self) -> list[dict[str, object]]:
        """The bodies of all questions that were sent."""
        sent = [r for r in self.requests if r.url.endswith("/v1/ask")]
        return [request.post_data_json for request in sent]

    def check(self) -> None:
        """Nothing was complained about, and nobody else was asked for anything."""
        violations = self.page.evaluate("window.__violations")
        elsewhere = [r.url for r in self.requests if not r.url.startswith((self.url, "data:"))]
        wrong = [*self.complaints, *violations, *elsewhere]
        assert not wrong, "\n".join(wrong)


def visit(context: BrowserContext, url: str) -> Visit:
    """A page that watches what goes wrong in it."""
    context.add_init_script(_WATCH)
    return Visit(context.new_page(), url)


@contextmanager
def served(app: FastAPI) -> Generator[str, None, None]:
    """An application on a free port of this machine; the url it answers at."""
    listener = socket.create_server(("127.0.0.1", 0))
    server = uvicorn.Server(uvicorn.Config(app, log_level="warning", ws="none"))
    thread = Thread(target=server.run, kwargs={"sockets": [listener]})
    thread.start()
    try:
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
    finally:
        server.should_exit = True
        thread.join()
        listener.close()


def scripted(home: Path) -> FastAPI:
    """The page alone, to which a test adds the routes that it wants to speak for."""
    app = FastAPI(docs_url=None, redoc_url=None)
    app.state.settings = read_settings({}, home=home)
    add_problem_handlers(app)
    app.include_router(page_routes.router)
    return app


def stored(home: Path, articles: Sequence[Article]) -> None:
    """A home with these articles."""
    with open_index(read_settings({}, home=home), create=True) as index:
        index.add(articles)


def contents(page: Page, selector: str) -> list[str]:
    """The text of all elements that a selector finds, exactly."""
    found: list[str] = page.locator(selector).evaluate_all("all => all.map(e => e.textContent)")
    return found
