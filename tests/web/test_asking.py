"""Questions asked on the page, over the sample feed and a real service."""

from typing import Any

import httpx
from doors import BACKLOG, BACKLOG_ANSWER, BACKLOG_QUOTE
from pages import Visit, contents
from playwright.sync_api import expect

CAPACITY = "Ochrebank全厂的年处理能力是多少？"
KING = "Who is the king of Spain?"
CORE = "d79531914a244a9c"


def test_an_answer_is_shown_with_its_marker_and_what_was_searched(visitor: Visit) -> None:
    visitor.open()
    turn = visitor.ask(BACKLOG)
    expect(turn.locator("h2")).to_have_text(BACKLOG)
    expect(turn.locator(".said")).to_have_text(f"{BACKLOG_ANSWER} [1]")
    expect(turn.locator(".facts")).to_contain_text("Searched 47 passages of 12 articles")
    expect(turn.locator(".strength")).to_have_text("strong evidence")
    expect(visitor.page.locator("#status")).to_have_text(f"Answer: {BACKLOG_ANSWER}")


def test_pointing_at_a_marker_shows_the_quotation_with_source_and_date(visitor: Visit) -> None:
    page = visitor.open()
    marker = visitor.ask(BACKLOG).locator(".marker")
    marker.hover()
    box = page.locator("#quotation")
    expect(box.locator("blockquote")).to_have_text(BACKLOG_QUOTE)
    expect(box).to_contain_text("Cloud Weekly · 22 Oct 2025")
    expect(marker).to_have_attribute("aria-describedby", "quotation")
    page.mouse.move(5, 5)
    expect(box).to_be_hidden()


def test_a_marker_opens_the_article_at_the_quotation(visitor: Visit) -> None:
    page = visitor.open()
    visitor.ask(BACKLOG).locator(".marker").click()
    expect(page.locator("#article h2")).to_have_text("Orders Outpace Server Halls at CoreWeave")
    mark = page.locator("#article mark")
    expect(mark).to_have_text(BACKLOG_QUOTE)
    expect(mark).to_be_in_viewport()
    assert page.url.endswith(f"#/article/{CORE}/1/58-102")


def test_the_whole_text_is_shown_as_it_is_stored(visitor: Visit) -> None:
    page = visitor.open(f"#/article/{CORE}/1/58-102")
    page.locator("mark").wait_for()
    stored = httpx.get(f"{visitor.url}/v1/articles/{CORE}").json()["text"]
    assert contents(page, "#article .text") == [stored]


def test_all_can_be_done_with_the_keyboard(visitor: Visit) -> None:
    page = visitor.open()
    page.locator("body").click(position={"x": 5, "y": 400})
    page.keyboard.press("/")
    page.keyboard.type(BACKLOG)
    page.keyboard.press("Enter")
    marker = page.locator(".marker")
    marker.wait_for()
    while not marker.evaluate("e => e === document.activeElement"):
        page.keyboard.press("Shift+Tab")
    expect(page.locator("#quotation blockquote")).to_have_text(BACKLOG_QUOTE)
    page.keyboard.press("Escape")
    expect(page.locator("#quotation")).to_be_hidden()
    page.keyboard.press("Enter")
    expect(page.locator("#article-title")).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.locator("#article")).to_be_hidden()
    expect(marker).to_be_focused()
    expect(page.locator("#quotation")).to_be_hidden()


def test_going_back_closes_the_article_and_asks_nothing_again(visitor: Visit) -> None:
    page = visitor.open()
    visitor.ask(BACKLOG).locator(".marker").click()
    page.locator("mark").wait_for()
    page.go_back()
    expect(page.locator("#article")).to_be_hidden()
    expect(page.locator(".turn")).to_have_count(1)
    assert len(visitor.asked()) == 1


def test_a_follow_up_is_sent_with_the_conversation_before_it(visitor: Visit) -> None:
    visitor.open()
    visitor.ask("到6月底CoreWeave的积压订单是多少？")
    turn = visitor.ask("它的收入是多少？")
    expect(turn.locator(".said")).to_contain_text("第二季度CoreWeave收入12.1亿")
    expect(turn.locator(".facts")).to_contain_text("Understood as “CoreWeave的收入是多少?”")
    history: Any = visitor.asked()[1]["history"]
    assert [turn["role"] for turn in history] == ["user", "assistant"]
    assert history[0]["content"] == "到6月底CoreWeave的积压订单是多少？"
    visitor.page.get_by_role("button", name="New conversation").click()
    visitor.ask(BACKLOG)
    assert visitor.asked()[2]["history"] == []


def test_filters_are_sent_shown_and_dropped_again(visitor: Visit) -> None:
    page = visitor.open()
    page.get_by_role("button", name="Filters", exact=True).click()
    page.get_by_label("Published from").fill("2025-10-20")
    page.get_by_label("Published until").fill("2025-10-23")
    page.get_by_label("As of").fill("2025-10-31")
    page.get_by_label("Search sources").first.fill("cloud")
    page.get_by_role("checkbox", name="Cloud Weekly").check()
    assert contents(page, "#source-list .source") == ["Cloud Weekly"]
    turn = visitor.ask(BACKLOG)
    (sent,) = visitor.asked()
    assert sent == {
        "question": BACKLOG,
        "history": [],
        "since": "2025-10-20",
        "until": "2025-10-23",
        "as_of": "2025-10-31",
        "sources": ["Cloud Weekly"],
    }
    expect(turn.locator(".facts")).to_contain_text(
        "published 20 Oct 2025 to 23 Oct 2025 · as of 31 Oct 2025 · from Cloud Weekly"
    )
    assert "read from your question" not in turn.inner_text()
    for chip in ("published from 20 Oct 2025", "Cloud Weekly"):
        page.get_by_role("button", name=f"Remove filter: {chip}").click()
    visitor.ask(BACKLOG)
    assert visitor.asked()[1].keys() - {"history"} == {"question", "until", "as_of"}


def test_what_the_question_limited_is_said_and_can_be_let_go(visitor: Visit) -> None:
    visitor.open()
    turn = visitor.ask("What did the Plain Figures report on CoreWeave's chief financial officer?")
    expect(turn.locator(".understood")).to_have_text("from Plain Figures (read from your question)")
    expect(turn.locator(".reason")).to_have_text("Nothing about this was found")
    turn.get_by_role("button", name="Ask again in every source").click()
    visitor.page.locator(".turn footer").nth(1).wait_for()
    sources: Any = visitor.asked()[1]["sources"]
    assert len(sources) == 8
    assert "Cloud Weekly" in sources


def test_an_abstention_is_explained_and_filters_can_be_dropped(visitor: Visit) -> None:
    page = visitor.open()
    page.get_by_role("button", name="Filters", exact=True).click()
    page.get_by_label("Published from").fill("2030-01-01")
    turn = visitor.ask(BACKLOG)
    expect(turn.locator(".reason")).to_have_text("No article lies within these filters")
    turn.get_by_role("button", name="Ask again without filters").click()
    expect(page.locator(".said")).to_have_text(f"{BACKLOG_ANSWER} [1]")
    assert contents(page, "#chips .chip") == []


def test_what_has_no_answer_gets_advice(visitor: Visit) -> None:
    visitor.open()
    turn = visitor.ask(KING)
    expect(turn.locator(".reason")).to_have_text("The articles do not answer this")
    expect(turn.locator(".suggestions").first).to_contain_text("Name the company, person or place")
    assert turn.locator(".said, .quotations, .strength").count() == 0


def test_sources_that_disagree_stand_side_by_side_newest_first(visitor: Visit) -> None:
    page = visitor.open()
    turn = visitor.ask(CAPACITY)
    sides = turn.locator(".disagreement li")
    expect(sides.nth(0).locator(".value")).to_contain_text("4.5万吨")
    expect(sides.nth(0)).to_contain_text("Northbank Wire · 24 Oct 2025")
    expect(sides.nth(0).locator(".tag")).to_have_text("newest")
    expect(sides.nth(1).locator(".value")).to_contain_text("4万吨")
    first, second = sides.nth(0).bounding_box(), sides.nth(1).bounding_box()
    assert first
    assert second
    assert (first["y"], first["x"] + first["width"]) <= (second["y"], second["x"])
    sides.nth(1).locator(".marker").click()
    expect(page.locator("mark")).to_have_text("Ochrebank全厂的年处理能力为4万吨")


def test_an_address_asks_its_question(visitor: Visit) -> None:
    page = visitor.open(
        "#/q/Ochrebank%E5%85%A8%E5%8E%82%E7%9A%84%E5%B9%B4%E5%A4%84%E7%90%86%E8%83%BD%E5%8A%9B"
    )
    expect(page.locator(".turn h2")).to_have_text("Ochrebank全厂的年处理能力")
    expect(page.locator(".said")).to_contain_text("4万吨")


def test_questions_are_remembered_here_until_they_are_cleared(visitor: Visit) -> None:
    page = visitor.open()
    visitor.ask(BACKLOG)
    visitor.ask(KING)
    visitor.open()
    page.reload()
    expect(page.locator(".asked li")).to_have_text([KING, BACKLOG])
    page.locator(".asked button.suggestion").first.focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page.locator(".said")).to_have_text(f"{BACKLOG_ANSWER} [1]")
    page.get_by_role("button", name="New conversation").click()
    page.get_by_role("button", name="Clear").click()
    expect(page.locator(".asked li")).to_have_count(0)
    assert page.evaluate("localStorage.getItem('groundwire.recent')") is None


def test_examples_are_made_of_names_in_titles_and_have_answers(visitor: Visit) -> None:
    page = visitor.open()
    page.locator(".examples li").first.wait_for()
    examples = contents(page, ".examples li")
    assert examples[0] == "What is new on CoreWeave?"
    assert len(examples) == 4
    for example in examples:
        reply = httpx.post(f"{visitor.url}/v1/ask", json={"question": example}).json()
        assert reply["status"] == "answered", example


def test_an_answer_is_copied_with_its_quotations(visitor: Visit) -> None:
    page = visitor.open()
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    turn = visitor.ask(BACKLOG)
    turn.get_by_role("button", name="Copy", exact=True).click()
    expect(page.locator("#toast")).to_have_text("Copied with its quotations.")
    assert page.evaluate("navigator.clipboard.readText()") == (
        f"**{BACKLOG}**\n\n{BACKLOG_ANSWER} [1]\n\n"
        f"\\[1\\] “{BACKLOG_QUOTE}” — Orders Outpace Server Halls at CoreWeave, "
        "Cloud Weekly · 22 Oct 2025 · 订单与电力\n"
    )


def test_the_collection_can_be_looked_through(visitor: Visit) -> None:
    page = visitor.open("#/library")
    page.locator(".articles a").first.wait_for()
    figures = dict(zip(contents(page, "dt"), contents(page, "dd"), strict=True))
    assert (figures["articles"], figures["sources"], figures["passages"]) == ("12", "8", "47")
    titles = contents(page, ".articles a")
    assert len(titles) == 12
    page.locator(".articles a").first.click()
    expect(page.locator("#article-title")).to_have_text(titles[0])


def test_a_name_is_no_part_of_a_longer_one(visitor: Visit) -> None:
    page = visitor.open()
    found = page.evaluate(
        "async ([titles, texts]) => (await import('/web/examples.js')).names(titles, texts)",
        [
            [
                "Street Bets on CoreWeave's Halls",
                "The Fog: Lindorf Works Grow",
                "英伟达 (NVDA) 上调指引",
            ],
            [
                "Wall Street likes CoreWeave和英伟达",
                "Halls and halls",
                "Lindorf Works, then Lindorf",
            ],
        ],
    )
    assert found == ["CoreWeave", "Lindorf Works", "英伟达"]
