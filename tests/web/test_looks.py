"""How the page presents itself: languages, themes, sizes, and to those who do not see it."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from doors import BACKLOG
from pages import Visit, visit
from playwright.sync_api import Browser, Page, expect

CHECKS = (Path(__file__).parent / "checks.js").read_text("utf-8")
CAPACITY = "Ochrebank全厂的年处理能力是多少？"
KING = "Who is the king of Spain?"
WIDTH = "document.scrollingElement.scrollWidth - document.scrollingElement.clientWidth"


def sound(page: Page) -> str:
    """Nothing that the checks know is wrong; the language that the page says it is in."""
    found = page.evaluate(CHECKS)
    language = found.pop("lang")
    assert {name: items for name, items in found.items() if items} == {}
    return str(language)


def toured(visitor: Visit, check: Callable[[Page], object]) -> None:
    """Every view of the page, each checked."""
    page = visitor.open()
    page.locator(".examples li").first.wait_for()
    check(page)
    page.locator("#filters-toggle").click()
    page.locator("#source-list .source").first.wait_for()
    check(page)
    turn = visitor.ask(CAPACITY)
    turn.locator("summary").click()
    check(page)
    visitor.ask(KING)
    check(page)
    page.locator(".marker").first.focus()
    page.locator("#quotation").wait_for()
    check(page)
    page.locator(".marker").first.click()
    page.locator("mark").first.wait_for()
    check(page)
    page.keyboard.press("Escape")
    page.locator("#to-library").click()
    page.locator(".articles a").first.wait_for()
    check(page)
    page.locator("#library-view .primary").click()
    check(page)
    page.keyboard.press("Escape")
    page.goto(f"{visitor.url}/docs")
    page.locator(".operation").first.wait_for()
    check(page)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_everything_has_a_name_and_can_be_read(visitor: Visit, scheme: str) -> None:
    visitor.page.emulate_media(color_scheme=scheme, reduced_motion="reduce")  # type: ignore[arg-type]
    toured(visitor, sound)


def test_nothing_is_wider_than_a_phone(browser: Browser, server: str) -> None:
    context = browser.new_context(
        viewport={"width": 360, "height": 740}, has_touch=True, is_mobile=True
    )
    visitor = visit(context, server)

    def fits(page: Page) -> None:
        assert page.evaluate(WIDTH) <= 0
        wide = page.evaluate(
            "[...document.querySelectorAll('main *, dialog[open] *')].filter(e => e.checkVisibility()"
            " && e.getBoundingClientRect().right > 361 && !e.closest('.table, .hidden'))"
            ".map(e => e.outerHTML.slice(0, 80))"
        )
        assert wide == []

    toured(visitor, fits)
    visitor.check()
    context.close()


def test_a_tap_shows_the_quotation_first(browser: Browser, server: str) -> None:
    context = browser.new_context(
        viewport={"width": 360, "height": 740}, has_touch=True, is_mobile=True
    )
    visitor = visit(context, server)
    page = visitor.open()
    visitor.ask(BACKLOG).locator(".marker").tap()
    expect(page.locator("#quotation")).to_be_visible()
    expect(page.locator("#article")).to_be_hidden()
    page.get_by_role("button", name="Read in the article").tap()
    expect(page.locator("mark")).to_be_in_viewport()
    assert page.evaluate("document.querySelector('#article').matches(':modal')")
    page.get_by_role("button", name="Close").tap()
    expect(page.locator("#article")).to_be_hidden()
    visitor.check()
    context.close()


def test_the_language_is_the_browser_s_until_another_is_chosen(
    browser: Browser, server: str
) -> None:
    context = browser.new_context(locale="zh-CN")
    visitor = visit(context, server)
    page = visitor.open()
    expect(page.locator("h1")).to_have_text("向你的文章提问")
    turn = visitor.ask(CAPACITY)
    expect(turn.locator(".facts")).to_contain_text("查找了 12 篇文章中的 47 个段落")
    expect(turn.locator(".disagreement")).to_contain_text("2025年10月24日")
    page.locator("#language").click()
    expect(turn.locator(".facts")).to_contain_text("Searched 47 passages of 12 articles")
    expect(turn.locator(".disagreement")).to_contain_text("24 Oct 2025")
    assert page.locator("html").get_attribute("lang") == "en"
    page.reload()
    expect(page.locator("#to-library")).to_have_text("Articles")
    visitor.check()
    context.close()


def test_the_theme_is_the_system_s_until_another_is_chosen(visitor: Visit) -> None:
    page = visitor.page
    page.emulate_media(color_scheme="dark")
    visitor.open()
    assert lightness(page) < 60
    page.get_by_role("button", name="Switch between light and dark").click()
    assert lightness(page) > 200
    page.reload()
    assert lightness(page) > 200


def lightness(page: Page) -> float:
    color = page.evaluate("getComputedStyle(document.body).backgroundColor")
    parts = [float(part) for part in re.findall(r"[\d.]+", color)[:3]]
    return sum(parts) / 3


def test_nothing_moves_for_those_who_want_it_still(visitor: Visit) -> None:
    visitor.page.emulate_media(reduced_motion="reduce")
    page = visitor.open("#/article/d79531914a244a9c/1/58-102")
    page.locator("mark").wait_for()
    assert page.evaluate("document.getAnimations().length") == 0


def test_paper_gets_questions_and_answers_alone(visitor: Visit) -> None:
    page = visitor.open()
    turn = visitor.ask(BACKLOG)
    page.emulate_media(media="print")
    expect(turn.locator(".said")).to_be_visible()
    for hidden in (".bar", "#composer", ".turn footer button"):
        expect(page.locator(hidden).first).to_be_hidden()


def test_a_panel_over_the_page_keeps_the_focus(browser: Browser, server: str) -> None:
    context = browser.new_context(viewport={"width": 800, "height": 700}, locale="en-GB")
    visitor = visit(context, server)
    page = visitor.open("#/article/d79531914a244a9c/1/58-102")
    page.locator("mark").wait_for()
    for _ in range(8):
        page.keyboard.press("Tab")
        inside = "document.activeElement === document.body || !!document.activeElement.closest('#article')"
        assert page.evaluate(inside)
    page.keyboard.press("Escape")
    expect(page.locator("#article")).to_be_hidden()
    visitor.check()
    context.close()


def test_the_reference_shows_what_the_service_describes(visitor: Visit) -> None:
    page = visitor.page
    page.goto(f"{visitor.url}/docs")
    section = page.locator("#post--v1-ask")
    expect(section.locator("h2")).to_have_text("POST /v1/ask")
    row = section.locator("tr", has_text="question").first
    expect(row).to_contain_text("required")
    described = page.request.get(f"{visitor.url}/openapi.json").json()
    operations = sum(len(methods) for methods in described["paths"].values())
    expect(page.locator(".operation")).to_have_count(operations)
