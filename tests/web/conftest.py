"""A browser a module, and a fresh profile a test."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from doors import FEED, serving
from pages import CHROMIUM, Visit, launched, stored, visit
from playwright.sync_api import Browser, BrowserContext, sync_playwright

from index import Article
from index.parsing import parse_path


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    if CHROMIUM is None:
        pytest.skip("there is no Chromium: apt-get install chromium")
    with sync_playwright() as playwright:
        browser = launched(playwright)
        yield browser
        browser.close()


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    context = browser.new_context(viewport={"width": 1280, "height": 800}, locale="en-GB")
    yield context
    context.close()


@pytest.fixture(scope="session")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample feed, which no test changes."""
    folder = tmp_path_factory.mktemp("groundwire") / "home"
    stored(folder, [article for article in parse_path(FEED) if isinstance(article, Article)])
    return folder


@pytest.fixture(scope="module")
def server(home: Path) -> Iterator[str]:
    with serving(home) as url:
        yield url


@pytest.fixture
def visitor(context: BrowserContext, server: str) -> Iterator[Visit]:
    """Someone who opens the page of a service over the sample feed; nothing may go wrong in it."""
    visitor = visit(context, server)
    yield visitor
    visitor.check()


@pytest.fixture
def visiting(context: BrowserContext) -> Iterator[Callable[[str], Visit]]:
    """The same for a service of the test's own."""
    made = list[Visit]()

    def visiting(url: str) -> Visit:
        made.append(visit(context, url))
        return made[-1]

    yield visiting
    for visitor in made:
        visitor.check()
