"""Articles that attack the page: what they hold is shown as text, and nothing of it runs."""

from collections import Counter
from collections.abc import Callable, Iterator
from itertools import starmap
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from doors import serving
from pages import Visit, contents, scripted, served, stored
from playwright.sync_api import expect

from index import Article
from index.article import MAX_FIELD
from index.errors import BadArticle

ATTACKS = (Path(__file__).parent / "attacks.txt").read_text("utf-8").splitlines()
SHOWN = """() => [...document.querySelectorAll("body *")].map(e => e.tagName.toLowerCase())"""
NAMED = """() => [...document.querySelectorAll("*")].flatMap(e => [...e.attributes]
    .filter(a => /^on|^srcdoc$|^style$/.test(a.name)).map(a => a.name))"""


def hostile(number: int, attack: str) -> Article | None:
    """An article that carries an attack everywhere, or all but in its url if no such one is taken."""
    fields = {"title": attack, "source": f"{attack} {number}", "topic": attack}
    text = f"{attack}\nThe mast {number} is 40 metres high. {attack} - a [1] - b [2] - {attack}"
    for url in (attack, f"https://mast.example/{attack}", ""):
        article = Article(text, id=f"{number} {attack}"[:MAX_FIELD], url=url, **fields)
        try:
            article.checked()
        except BadArticle:
            continue
        return article
    return None


@pytest.fixture(scope="module")
def articles() -> list[Article]:
    made = list(starmap(hostile, enumerate(ATTACKS)))
    return [article for article in made if article]


@pytest.fixture(scope="module")
def server(articles: list[Article], tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    home = tmp_path_factory.mktemp("hostile") / "home"
    stored(home, articles)
    with serving(home) as url:
        yield url


def test_there_are_attacks_enough(articles: list[Article]) -> None:
    assert len(ATTACKS) >= 50
    assert len(articles) == len(ATTACKS)


def test_a_list_of_attacks_is_a_list_of_texts(visitor: Visit, articles: list[Article]) -> None:
    page = visitor.open("#/library")
    page.locator(".articles a").first.wait_for()
    while page.get_by_role("button", name="Show more").count():
        page.get_by_role("button", name="Show more").click()
        page.wait_for_timeout(200)
    assert set(contents(page, ".articles a")) == {article.title for article in articles}
    page.locator("#to-ask").click()
    page.locator("#filters-toggle").click()
    shown = contents(page, "#source-list .source")
    assert set(shown) <= {article.source for article in articles}
    assert len(shown) >= 50
    assert page.evaluate(NAMED) == []


def test_every_attack_is_read_as_an_article(visitor: Visit, articles: list[Article]) -> None:
    page = visitor.open()
    allowed = Counter[str]()
    for article in articles:
        page.evaluate(
            "id => { location.hash = `#/article/${encodeURIComponent(id)}/1/0-5` }", article.id
        )
        page.locator("#article mark").first.wait_for()
        page.wait_for_function(
            "t => document.querySelector('#article h2').textContent === t", arg=article.title
        )
        assert contents(page, "#article .text") == [article.text]
        assert page.evaluate(NAMED) == []
        for link in page.locator("#article a").all():
            assert (link.get_attribute("href") or "").startswith("https://")
            assert link.get_attribute("rel") == "noopener noreferrer"
        allowed |= Counter(
            page.locator("#article *").evaluate_all("all => all.map(e => e.tagName)")
        )
    assert set(allowed) <= {"HEADER", "H2", "BUTTON", "DIV", "P", "A", "SPAN", "MARK"}


def answer(attacks: list[str]) -> dict[str, Any]:
    """An answer that says them everywhere, the first of them where there is room for one."""
    first = attacks[0]
    citations = [
        {
            "number": number,
            "article_id": attack,
            "revision": 1,
            "title": attack,
            "source": attack,
            "url": attack,
            "published_at": None,
            "locator": attack,
            "start": 0,
            "end": 5,
            "quote": attack,
        }
        for number, attack in enumerate(attacks, 1001)
    ]
    values = [{"value": c["quote"], "citations": [c["number"]]} for c in citations]
    return {
        "id": first,
        "question": first,
        "status": "answered",
        "answer": "\n".join(f"{c['quote']} [{c['number']}]" for c in citations),
        "claims": [],
        "citations": citations,
        "disagreements": [{"subject": first, "values": values}],
        "abstention": None,
        "searched": {
            "passages": 1,
            "articles": 1,
            "filters": {"sources": attacks[:3], "languages": attacks[3:6], "since": first},
        },
        "generator": first,
        "degraded": True,
        "degraded_because": first,
        "confidence": 0.9,
        "timings_ms": {"total": 5},
    }


@pytest.fixture
def echoed(tmp_path: Path) -> Iterator[str]:
    """A service that answers with the question, or with all attacks, or abstains with them."""
    app = scripted(tmp_path)

    @app.post("/v1/ask")
    def ask(body: dict[str, Any]) -> dict[str, Any]:
        if body["question"] == "All?":
            return answer(ATTACKS)
        if body["question"] != "Why?":
            return answer([body["question"]])
        reason = {"reason": "\n".join(ATTACKS), "message": "\n".join(ATTACKS)}
        return {**answer(ATTACKS), "status": "abstained", "abstention": reason}

    @app.get("/v1/stats")
    def stats() -> dict[str, Any]:
        counts = dict.fromkeys(("articles", "revisions", "passages", "bytes"), 0)
        return {**counts, "embedder": ATTACKS[0], "sources": dict.fromkeys(ATTACKS, 1)}

    with served(app) as url:
        yield url


def test_answers_that_say_an_attack_everywhere_say_it_as_text(
    visiting: Callable[[str], Visit], echoed: str
) -> None:
    visitor = visiting(echoed)
    page = visitor.open()
    before = set(page.evaluate(SHOWN))
    turn = visitor.ask("All?")
    numbers = range(1001, 1001 + len(ATTACKS))
    assert contents(page, ".said li") == [
        f"{attack} [{number}]" for attack, number in zip(ATTACKS, numbers, strict=True)
    ]
    assert [
        value.startswith(attack)
        for value, attack in zip(contents(page, ".value"), ATTACKS, strict=True)
    ] == [True] * len(ATTACKS)
    assert contents(page, ".quotations .title") == ATTACKS
    for marker, attack in zip(turn.locator(".said .marker").all(), ATTACKS, strict=True):
        marker.evaluate("e => e.focus()")
        assert contents(page, "#quotation blockquote") == [attack]
    visitor.ask("Why?")
    assert contents(page, ".turn.abstained > .reason") == ["\n".join(ATTACKS)]
    extra = {"article", "h2", "h3", "ul", "ol", "li", "p", "section", "details", "summary"}
    extra |= {"blockquote", "footer", "div", "span", "button"}
    assert set(page.evaluate(SHOWN)) - before <= extra
    assert set(page.evaluate(NAMED)) <= {"style"}  # where the box is put, and how high the field is


def test_questions_that_attack_are_remembered_as_texts(
    visiting: Callable[[str], Visit], echoed: str
) -> None:
    visitor = visiting(echoed)
    page = visitor.open()
    for attack in ATTACKS[:4]:
        visitor.ask(attack)
    assert contents(page, ".turn h2") == ATTACKS[:4]
    kept = "list => localStorage.setItem('groundwire.recent', JSON.stringify(list))"
    for part in (ATTACKS[:20], ATTACKS[20:40], ATTACKS[40:]):
        page.evaluate(kept, part)
        visitor.open("#/")
        page.reload()
        expect(page.locator(".asked li")).to_have_text(part)
    page.evaluate("localStorage.setItem('groundwire.recent', '{\"length\": 3}')")
    page.reload()
    expect(page.locator("#collection")).not_to_be_empty()
    expect(page.locator(".asked li")).to_have_count(0)


@pytest.mark.parametrize("place", ["#/q/{}", "#/article/{}/1/0-4", "#/{}", "#{}"])
def test_an_address_cannot_attack_either(
    visiting: Callable[[str], Visit], echoed: str, place: str
) -> None:
    visitor = visiting(echoed)
    visitor.refusals.add(404)
    page = visitor.open()
    for attack in (
        ATTACKS[0],
        ATTACKS[17],
        "javascript:alert(1)",
        "%",
        "%zz/1/2-1",
        "../../v1/stats",
    ):
        for written in (attack, quote(attack, safe="")):
            page.goto(f"{visitor.url}/{place.format(written)}")
            page.wait_for_timeout(30)
            assert page.locator("h1").count() > 0
    assert all(r.url.startswith(visitor.url) for r in visitor.requests)
