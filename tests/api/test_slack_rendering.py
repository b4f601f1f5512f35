"""Answers as blocks: within Slack's limits, with no markup but ours."""

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from itertools import starmap
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from slack_markup import live
from slack_server import walk, wrong_blocks

from api.slack.blocks import Message
from api.slack.claims import claim_message
from api.slack.links import Links, web_link
from api.slack.mattermost import literal, markdown
from api.slack.rendering import (
    MOST_SOURCES,
    View,
    answer_message,
    growing_message,
    told_message,
)
from api.slack.text import cut, cut_at_sentence, defused, size, spoken
from index import Article, Index
from rag import (
    Abstention,
    Answer,
    Answerer,
    Citation,
    Claim,
    DisagreeingValue,
    Disagreement,
    Reason,
    Request,
    SearchedFor,
    Status,
    Support,
)
from rag.claims import ClaimChecker

PUBLIC = "https://ask.example.org"
VIEW = View(Links(f"{PUBLIC}/"), UTC)
MARKUP = (
    "<!channel>", "<!here>", "<!everyone>", "<!subteam^S012|@all>", "<@U012AB3CD>",
    "<@U012AB3CD|boss>", "<#C012AB3CD>", "<#C012AB3CD|general>", "<https://evil.example>",
    "<https://evil.example|your bank>", "<mailto:a@evil.example|write>", "https://evil.example",
    "www.evil.example", "<tel:+15555550123|call>", "<!date^1392734382^{date}^https://evil.example|now>",
    "&lt;!channel&gt;", "&amp;lt;!channel&amp;gt;", "&#60;!channel&#62;", "*bold*", "_italic_",
    "~struck~", "`code`", "```block```", "> quoted", ">>> all quoted", ":smile:", ":rotating_light:",
    "*_~`all`~_*", "• item", "1. item", "@channel", "@here", "@everyone", "#general",
    "＜!channel＞", "<!chan\u200bnel>", "\u202e<!channel>", "[label](https://evil.example)",
    "![image](https://evil.example/x.png)", "# heading", "| a | b |", "~~struck~~", "***all***",
    "javascript:alert(1)", "<javascript:alert(1)|click>", "slack://user?team=T1", "<slack://open|x>",
    "{{template}}", "$(whoami)", "\\<!channel\\>",
)  # fmt: skip
_SHOWN = re.compile(r"(?<!\\)(?:[*_~`#>|]|\[[^\]]*\]\()|[@:](?!\u200b)")


def test_the_set_is_as_large_as_it_says() -> None:
    assert len(set(MARKUP)) == 50


@pytest.fixture(scope="module")
def asked(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Answerer, ClaimChecker]]:
    with Index(tmp_path_factory.mktemp("markup") / "home", create=True) as index:
        index.add(list(starmap(_poisoned, enumerate(MARKUP))))
        yield Answerer(index), ClaimChecker(index)


def _poisoned(n: int, markup: str) -> Article:
    name = _name(n)
    return Article(
        id=f"{markup} {n}",
        title=f"{markup} Harbour {name} {markup}"[:200],
        source=f"{markup} Gazette"[:80],
        url=f"https://news.example/{n}?a=<!channel>|x>&b=*_~`",
        published_at=datetime(2026, 5, 1, tzinfo=UTC),
        text=f"The ferry {name} carried {n + 300} passengers {markup} on {markup} Tuesday in {name}.",
    )


def _name(n: int) -> str:
    return f"Z{chr(97 + n // 10)}rvin{chr(97 + n % 10)}lde"


@pytest.mark.parametrize("number", range(len(MARKUP)), ids=map(repr, MARKUP))
def test_markup_in_an_article_is_shown_and_not_obeyed(
    asked: tuple[Answerer, ClaimChecker], number: int
) -> None:
    answerer, checker = asked
    name = _name(number)
    answer = answerer.ask(Request(f"How many passengers did the ferry {name} carry?"))
    assert answer.status is Status.ANSWERED
    assert str(number + 300) in answer.answer
    checked = checker.check(f"The ferry {name} carried {number + 300} passengers on Tuesday.")
    near = Abstention(Reason.WEAK_EVIDENCE, "None answers this.", answer.citations)
    none = replace(answer, status=Status.ABSTAINED, answer="", citations=(), abstention=near)
    shown = [
        answer_message(answer, VIEW, share=True),
        answer_message(none, VIEW, share=True),
        growing_message(answer.answer, answer.question, answer.citations, VIEW),
        told_message(answer.answer),
        claim_message(checked, VIEW, "1"),
    ]
    for message in shown:
        assert live(_sent(message), f"{PUBLIC}/#/article/", "https://news.example/") == []
        assert not wrong_blocks(list(message.blocks))
    for message in shown[:2]:
        said = "".join(p["text"] for p in walk(message.blocks) if isinstance(p.get("text"), str))
        assert MARKUP[number].split("\u202e")[-1] in said


@pytest.mark.parametrize("markup", MARKUP, ids=map(repr, MARKUP))
def test_markup_is_plain_text_for_mattermost(markup: str) -> None:
    assert _SHOWN.findall(literal(f"before {markup} after")) == []


@pytest.mark.parametrize("markup", MARKUP, ids=map(repr, MARKUP))
def test_markup_in_a_question_is_shown_and_not_obeyed(markup: str) -> None:
    answer = made(question=f"What is {markup}?", answer="", abstained=f"Nothing is about {markup}.")
    assert live(_sent(answer_message(answer, VIEW))) == []


@pytest.mark.parametrize(("confidence", "told"), [(0.0, 0), (0.3, 1), (0.5, 0)])
def test_an_answer_on_thin_evidence_says_so(confidence: float, told: int) -> None:
    answer = replace(made(), confidence=confidence)
    note = "Thin evidence: what is quoted may not be what you ask for."
    assert str(answer_message(answer, VIEW).blocks).count(note) == told
    assert markdown(answer, VIEW).count(literal(note)) == told


def test_what_comes_nearest_is_quoted_for_mattermost_too() -> None:
    near = Abstention(Reason.WEAK_EVIDENCE, "None answers this.", made().citations)
    none = replace(made(abstained="None answers this."), abstention=near)
    _, heading, source = markdown(none, VIEW).split("\n\n")
    assert heading == literal("What comes nearest:")
    assert source.startswith("• Title · Source · undated\n> They")


def _sent(message: Message) -> dict[str, Any]:
    return {"text": message.text, "blocks": list(message.blocks)}


def made(
    question: str = "Who?",
    answer: str = "They. [1]",
    citations: int = 1,
    quote: str = "They.",
    title: str = "Title",
    source: str = "Source",
    values: int = 0,
    abstained: str = "",
    article_id: str = "a/b?c#d",
) -> Answer:
    """An answer with so many citations and disagreeing values."""
    cited = tuple(
        Citation(
            number=n + 1, article_id=article_id, revision=2, title=title, source=source,
            url="https://news.example/1", published_at=None, locator=None, start=3, end=8,
            quote=quote, quote_sha256="",
        )
        for n in range(citations)
    )  # fmt: skip
    against = tuple(DisagreeingValue(quote, (n + 1,)) for n in range(values))
    return Answer(
        id="1",
        question=question,
        status=Status.ABSTAINED if abstained else Status.ANSWERED,
        answer=answer,
        claims=(Claim(answer, (1,), Support.VERBATIM),),
        citations=() if abstained else cited,
        disagreements=(Disagreement(question, against),) * 3 if values else (),
        abstention=Abstention(Reason.NOTHING_FOUND, abstained) if abstained else None,
        searched=SearchedFor(
            5, 2, 1, {"since": "2026-05-01T00:00:00+00:00", "sources": ["A", "B"]}
        ),
        generator="openai",
        degraded=True,
        timings_ms={},
        degraded_because="it hangs" * 100,
    )


@pytest.mark.parametrize("text", ["一二三四五。", "Some words here. ", "🦜", "<&>", "*_`"])
def test_the_longest_answers_stay_within_slack_s_limits(text: str) -> None:
    long = text * 2_000
    answer = made(
        long, long, citations=60, quote=long, title=long, source=long, values=40, article_id=long
    )
    message = answer_message(answer, VIEW, share=True)
    assert not wrong_blocks(list(message.blocks))
    assert size(message.text) <= 3_000
    sources = [b for b in message.blocks if b["type"] == "context" and len(b["elements"]) > 1]
    assert len(sources) == MOST_SOURCES
    assert "48" in str(message.blocks)
    assert len(markdown(answer, VIEW)) <= 16_383


@pytest.mark.parametrize(
    ("text", "kept"),
    [("他们来了。[1] " * 400, "他们来了。[1]"), ("They came. [1] " * 400, "They came. [1]")],
)
def test_a_long_answer_ends_with_a_sentence_and_the_way_to_the_rest(text: str, kept: str) -> None:
    blocks = answer_message(made(text, text), VIEW).blocks
    *said, rest = blocks[0]["elements"]
    whole = "".join(part["text"] for section in said for part in section["elements"])
    assert whole.strip().endswith(kept)
    assert {"type": "link", "url": f"{PUBLIC}/", "text": _words(text)} in rest["elements"]


def _words(text: str) -> str:
    return "查看全文" if text.startswith("他") else "read it whole"


def test_a_marker_leads_to_the_quotation_on_the_page() -> None:
    (section,) = answer_message(made(), VIEW).blocks[0]["elements"]
    place = f"{PUBLIC}/#/article/a%2Fb%3Fc%23d/2/3-8"
    assert section["elements"][1] == {"type": "link", "url": place, "text": "[1]"}


def test_without_a_public_address_a_marker_is_text() -> None:
    blocks = answer_message(made(), View(Links(), UTC)).blocks
    (section,) = blocks[0]["elements"]
    assert section["elements"][1] == {"type": "text", "text": "[1]", "style": {"code": True}}
    assert blocks[1]["elements"][2]["text"] == "<https://news.example/1|Original>"


def test_the_filters_are_told_in_the_question_s_language() -> None:
    texts = [
        part["text"] for part in walk(answer_message(made("谁？"), VIEW).blocks) if "text" in part
    ]
    told = "共查找 2 篇文章中的 5 个段落。另有 1 篇文章没有日期，未计入。"
    assert f"{told}所用范围：自2026-05-01起发布，来源为A、B。" in texts


@pytest.mark.parametrize(
    ("url", "link"),
    [
        ("https://a.example/x?y=1&z=2#q", "https://a.example/x?y=1&z=2#q"),
        ("https://a.example/路 径|>", "https://a.example/%E8%B7%AF%20%E5%BE%84%7C%3E"),
        ("javascript:alert(1)", ""),
        ("ftp://a.example", ""),
        ("https://", ""),
        ("https://[a", ""),
        ("", ""),
        ("https://a.example/" + "&" * 400, ""),
    ],
)
def test_only_the_web_is_linked(url: str, link: str) -> None:
    assert web_link(url) == link


@pytest.mark.parametrize(
    ("written", "said"),
    [
        (f"<@{'U0BOT'}> Who built it?", "Who built it?"),
        ("What of <https://a.example|a.example> in <#C1|news>?", "What of a.example in news?"),
        ("AT&amp;T &lt; Verizon", "AT&T < Verizon"),
        ("*CoreWeave*'s _backlog_ in ~2024~ `2025`", "CoreWeave's backlog in 2024 2025"),
        ("5 * 3 * 2 and snake_case_name", "5 * 3 * 2 and snake_case_name"),
        ("<!here> <!subteam^S1|@team> what is new\n\nsince <!date^1^{date}|Monday>?", "what is new since Monday?"),
        ("*核电*的进展？", "核电的进展？"),
    ],
)  # fmt: skip
def test_a_person_s_words_lose_their_markup(written: str, said: str) -> None:
    assert spoken(written) == said


@given(st.text(), st.integers(2, 40))
def test_a_cut_text_fits(text: str, most: int) -> None:
    shown, whole = cut_at_sentence(text, most)
    assert size(shown) <= most
    assert whole == (shown == text)
    assert size(cut(text, most)) <= most


@given(st.text(alphabet="<>&*_~`:@#a b!|"))
def test_a_notification_holds_no_markup(text: str) -> None:
    assert live({"text": defused(text), "blocks": []}) == []


def test_a_home_without_questions_has_no_prompts(tmp_path: Path) -> None:
    from api.slack.prompts import suggestions

    with Index(tmp_path / "home", create=True) as index:
        assert suggestions(index, Answerer(index)) == []
