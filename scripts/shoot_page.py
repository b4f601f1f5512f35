"""Screenshots of the page over the sample feed, for the README: `make screenshots`.

They are taken with the fonts of the machine; fonts-noto-cjk has the Chinese ones in every weight.
"""

import shutil
import socket
import sys
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Thread

import uvicorn
from playwright.sync_api import Browser, Page, sync_playwright

from api.bootstrap import open_index
from api.rest.app import create_app
from api.settings import Settings, read_settings
from index import Article
from index.parsing import parse_path

FEED = Path("examples/technology-feed.txt")
CHROMIUM = shutil.which("chromium") or shutil.which("google-chrome")
FLAGS = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking"]
DESKTOP = {"width": 1280, "height": 760}
SMALLER = {"width": 1080, "height": 600}
PHONE = {"width": 390, "height": 780}
BACKLOG = "What was CoreWeave's backlog at the end of June 2025?"
CAPACITY = "Ochrebank全厂的年处理能力是多少？"


def _fill(settings: Settings, feed: Path) -> None:
    with open_index(settings, create=True) as index:
        index.add([article for article in parse_path(feed) if isinstance(article, Article)])


@contextmanager
def serving(feed: Path) -> Generator[str, None, None]:
    """The url of a service over the articles of a feed, in a home that passes away."""
    with TemporaryDirectory(prefix="groundwire-") as folder:
        settings = read_settings({}, home=Path(folder) / "home")
        _fill(settings, feed)
        listener = socket.create_server(("127.0.0.1", 0))
        server = uvicorn.Server(
            uvicorn.Config(create_app(settings), log_level="warning", ws="none")
        )
        thread = Thread(target=server.run, kwargs={"sockets": [listener]})
        thread.start()
        try:
            yield f"http://127.0.0.1:{listener.getsockname()[1]}"
        finally:
            server.should_exit = True
            thread.join()


def ask(page: Page, question: str) -> None:
    """Ask, and wait for what comes of it."""
    page.fill("#question", question)
    page.keyboard.press("Enter")
    page.locator(".turn footer").last.wait_for()


def _answer(page: Page) -> None:
    ask(page, BACKLOG)
    page.locator(".marker").hover()
    page.locator("#quotation").wait_for()


def _article(page: Page) -> None:
    ask(page, CAPACITY)
    page.locator(".said .marker").last.click()
    page.locator("mark").wait_for()


def _overview(page: Page) -> None:
    ask(page, "What is new on Amazon?")


def _disagreement(page: Page) -> None:
    ask(page, "What is Ochrebank's annual capacity?")


def _abstention(page: Page) -> None:
    ask(page, "What did the Plain Figures report on CoreWeave's chief financial officer?")


SHOTS = {
    "answer": (_answer, DESKTOP, "light", "en-GB"),
    "article": (_article, SMALLER, "dark", "zh-CN"),
    "phone": (_overview, PHONE, "light", "en-GB"),
    "disagreement": (_disagreement, DESKTOP, "light", "en-GB"),
    "abstention": (_abstention, DESKTOP, "dark", "en-GB"),
}


def _shoot(browser: Browser, url: str, name: str, folder: Path) -> None:
    act, size, scheme, locale = SHOTS[name]
    context = browser.new_context(viewport=size, color_scheme=scheme, locale=locale)  # type: ignore[arg-type]
    page = context.new_page()
    page.goto(url)
    page.locator(".examples li").first.wait_for()
    act(page)
    page.wait_for_timeout(400)  # fonts, and what slides in
    page.screenshot(path=folder / f"{name}.png")
    context.close()


def main() -> None:
    """Write every screenshot into the folder that is named."""
    folder = Path(sys.argv[1])
    folder.mkdir(parents=True, exist_ok=True)
    with serving(FEED) as url, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        for name in SHOTS:
            _shoot(browser, url, name, folder)
            print(name, (folder / f"{name}.png").stat().st_size, "bytes")
        browser.close()


if __name__ == "__main__":
    main()
