"""The quotation that is marked is the quotation, whatever stands before it."""

import hashlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from doors import serving
from pages import Visit, contents, stored
from playwright.sync_api import expect

from index import Article

ASTRAL = "😀👩‍👩‍👧‍👦 𠮷野家𪚥 é\u0301 "
TRAM = "How many riders does the Quellport tram carry a day?"
CASES = {
    "plain": ("It was painted red. ", "The Brackmere mast is 40 metres high."),
    "emoji and rare characters": (
        f"{ASTRAL * 5}\n",
        "The Wexelhaven library cost 38.6 million euros.",
    ),
    "astral within": ("前言。", "𠮷野家😀卖出𪚥40份。"),
    "digest": (
        "要点 - 第一条😀 [1] - 第二条 [1][2] 钱从哪里来 - 第三条 [3] - ",
        "第四条𠮷共40万 [4]",
    ),
    "across lines": ("a\r\n\tb  \n\n", "two\n\nlines 😀\n"),
    "across statements": ("要点 - 第一条 [1] - ", "第二条 [2] 标题 - 第三条"),
}


def placed(before: str, quote: str) -> tuple[str, str]:
    """A text, and the span of the quote in it in code points."""
    text = f"{before}{quote} - 其后 [5] - 再后 😀"
    return text, f"{len(before)}-{len(before) + len(quote)}"


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Any:
    home = tmp_path_factory.mktemp("quotations") / "home"
    articles = [
        Article(placed(*case)[0], id=f"特/{name}%?#", title=name) for name, case in CASES.items()
    ]
    behind = Article(f"{ASTRAL * 5}\nThe Quellport tram carries 4,120 riders a day.", id="tram")
    stored(home, [*articles, behind])
    with serving(home) as url:
        yield url


@pytest.mark.parametrize("name", CASES)
def test_what_is_marked_equals_the_quotation(visitor: Visit, name: str) -> None:
    before, quote = CASES[name]
    text, span = placed(before, quote)
    page = visitor.open()
    page.evaluate(
        "([id, span]) => { location.hash = `#/article/${encodeURIComponent(id)}/1/${span}` }",
        [f"特/{name}%?#", span],
    )
    page.locator("mark").first.wait_for()
    assert "".join(contents(page, "mark")) == quote
    assert contents(page, "#article .text") == [text]
    expect(page.locator("mark").first).to_be_in_viewport()


def test_an_article_that_is_gone_is_said_to_be(visitor: Visit) -> None:
    visitor.refusals.add(404)
    page = visitor.open("#/article/nothing/1/0-4")
    expect(page.locator("#article")).to_contain_text("not in the collection any more")


def test_a_span_beyond_the_text_is_said_to_be(visitor: Visit) -> None:
    page = visitor.open("#/article/%E7%89%B9%2Fplain%25%3F%23/1/5000-6000")
    expect(page.locator("#article .notice")).to_contain_text("fewer characters")


def test_an_older_revision_is_shown_as_it_was_cited(
    tmp_path: Path, visiting: Callable[[str], Visit]
) -> None:
    for text in ("The mast is 40 metres high.", "The mast is 41 metres high."):
        stored(tmp_path / "home", [Article(text, id="m", url="https://mast.example/a?b=1")])
    with serving(tmp_path / "home") as url:
        visitor = visiting(url)
        page = visitor.open("#/article/m/1/12-14")
        expect(page.locator("mark")).to_have_text("40")
        link = page.get_by_role("link", name="Original page")
        expect(link).to_have_attribute("href", "https://mast.example/a?b=1")
        expect(link).to_have_attribute("rel", "noopener noreferrer")
        expect(page.locator("#article .notice")).to_contain_text("it has changed since")
        page.get_by_role("button", name="Show the current text").click()
        expect(page.locator("#article .text")).to_have_text("The mast is 41 metres high.")


def test_offsets_are_converted_for_any_text(visitor: Visit) -> None:
    page = visitor.open()
    texts = [ASTRAL, "", "😀", "a😀b", "\U0010ffff" * 3, "汉字", "\u0301"]
    for text in texts:
        spans = [(a, b) for a in range(len(text) + 2) for b in range(a, len(text) + 2)]
        found = page.evaluate(
            """async ([text, spans]) => {
                const { units } = await import("/web/codepoints.js");
                return spans.map(([a, b]) => text.slice(...units(text, a, b)));
            }""",
            [text, spans],
        )
        assert found == [text[a:b] for a, b in spans]


def test_a_text_in_blocks_is_the_text(visitor: Visit) -> None:
    page = visitor.open()
    texts = [placed(*case)[0] for case in CASES.values()]
    texts += ["", "\n", " - - - - ", "a - b - c - d\n - e [1][2] F - g", "[1] - [2] - [3] - "]
    for text in texts:
        found = page.evaluate(
            """async (text) => (await import("/web/blocks.js")).blocks(text)
                .map(({ start, end }) => text.slice(start, end)).join("")""",
            text,
        )
        assert found == text
    digest = page.evaluate(
        """async (text) => (await import("/web/blocks.js")).blocks(text)
            .map(({ start, end, kind }) => [kind, text.slice(start, end)])""",
        "要点 - 一 [1] - 二 [1][2] 钱从哪里来 - 三",
    )
    assert digest == [
        ["heading", "要点 "],
        ["item", "- 一 [1] "],
        ["item", "- 二 [1][2] "],
        ["heading", "钱从哪里来 "],
        ["item", "- 三"],
    ]


def test_a_marker_leads_to_what_was_cited_behind_astral_characters(visitor: Visit) -> None:
    page = visitor.open()
    reply = page.request.post(f"{visitor.url}/v1/ask", data={"question": TRAM}).json()
    visitor.ask(TRAM).locator(".marker").first.click()
    page.locator("mark").first.wait_for()
    marked = "".join(contents(page, "mark"))
    assert (
        marked == reply["citations"][0]["quote"] == "The Quellport tram carries 4,120 riders a day."
    )
    assert hashlib.sha256(marked.encode()).hexdigest() == reply["citations"][0]["quote_sha256"]
