from dataclasses import replace
from datetime import UTC, datetime, timedelta
from io import StringIO
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from rich.cells import cell_len
from rich.console import Console, RenderableType

from api.cli.terminal import clean, render_answer, render_revision, written_time
from index import Article, Revision
from rag import (
    Abstention,
    Answer,
    Citation,
    Claim,
    DisagreeingValue,
    Disagreement,
    Reason,
    SearchedFor,
    Status,
    Support,
)

SHANGHAI = ZoneInfo("Asia/Shanghai")
PUBLISHED = datetime(2025, 10, 22, 7, 50, tzinfo=UTC)
STEERING = (
    "\x1b[31m\x07\x08\r\x00\x7f\x9b\u200e\u200f\u061c\u202a\u202e\u2066\u2069\u206e\ufff9\ud800"
)
MARKUP = "[bold]b[/bold] [red]x[/red] [/] [link=http://evil]l[/link] :smile: [1]"


def shown(what: RenderableType, width: int = 1_000, *, colour: bool = False) -> str:
    """What stands on a terminal of that width, line by line, without what fills its lines."""
    stream = StringIO()
    system = "truecolor" if colour else None
    Console(file=stream, width=width, color_system=system, force_terminal=colour).print(what)
    return "\n".join(line.rstrip() for line in stream.getvalue().splitlines())


def citation(number: int = 1, **fields: Any) -> Citation:
    given = {
        "article_id": "core",
        "revision": 1,
        "title": "Orders Outpace Server Halls",
        "source": "Cloud Weekly",
        "url": "",
        "published_at": PUBLISHED,
        "locator": None,
        "start": 0,
        "end": 11,
        "quote": "积压订单合计301亿美元",
        "quote_sha256": "",
    }
    return Citation(number, **{**given, **fields})


def answer(
    claims: list[tuple[str, tuple[int, ...]]],
    citations: list[Citation],
    abstention: Abstention | None = None,
) -> Answer:
    return Answer(
        id="a",
        question="?",
        status=Status.ABSTAINED if abstention else Status.ANSWERED,
        answer=" ".join(f"{text} {''.join(f'[{n}]' for n in cited)}" for text, cited in claims),
        claims=tuple(Claim(text, numbers, Support.VERBATIM) for text, numbers in claims),
        citations=tuple(citations),
        disagreements=(),
        abstention=abstention,
        searched=SearchedFor(1, 1),
        generator="extractive",
        degraded=False,
        timings_ms={},
    )


def revision(**fields: Any) -> Revision:
    given = {"id": "core", "title": "Orders", "source": "Cloud Weekly", "text": "Line one."}
    return Revision(Article(**{**given, **fields}), 3, PUBLISHED, PUBLISHED, None)


def test_an_answer_is_its_text_and_below_them_the_sources() -> None:
    second = citation(
        2,
        title="Steady Hands",
        source="Plain Figures",
        url="https://plain.example/steady",
        published_at=None,
        locator="买方的口风",
        quote="AWS一年收入1160亿美元",
    )
    claims = [("积压订单合计301亿美元", (1,)), ("AWS一年收入1160亿美元", (2, 1))]
    assert shown(render_answer(answer(claims, [citation(), second]), SHANGHAI)) == (
        "积压订单合计301亿美元 [1] AWS一年收入1160亿美元 [2][1]\n"
        "\n"
        "[1]  Orders Outpace Server Halls\n"
        "     Cloud Weekly · 2025-10-22 15:50\n"
        "     “积压订单合计301亿美元”\n"
        "[2]  Steady Hands\n"
        "     Plain Figures · undated · 买方的口风\n"
        "     https://plain.example/steady\n"
        "     “AWS一年收入1160亿美元”"
    )


@pytest.mark.parametrize(
    ("question", "heading"),
    [("积压订单有多少？", "来源说法不一"), ("How large is the backlog?", "Sources disagree")],
)
def test_values_that_disagree_stand_newest_first_with_source_and_date(
    question: str, heading: str
) -> None:
    older = citation(2, source="Plain Figures", published_at=PUBLISHED - timedelta(days=3))
    undated = citation(3, source="", published_at=None)
    values = [
        DisagreeingValue("$26 billion", (2,)),
        DisagreeingValue("301亿美元", (1,)),
        DisagreeingValue("[red]280[/red]", (3,)),
    ]
    three = answer([("a", (1,)), ("b", (2,)), ("c", (3,))], [citation(), older, undated])
    said = replace(three, question=question, disagreements=(Disagreement("?", tuple(values)),))
    assert shown(render_answer(said, SHANGHAI)).split("\n\n")[1].splitlines() == [
        heading,
        "     301亿美元       Cloud Weekly · 2025-10-22 15:50   [1]",
        "     $26 billion     Plain Figures · 2025-10-19 15:50  [2]",
        "     [red]280[/red]  undated                           [3]",
    ]


def test_the_lines_of_an_overview_stay_lines_and_only_those() -> None:
    lines = "2025-10-26: 首航推迟 [1]\n2025-10-20: 图书馆\u2028开放\x85了 [2]"
    said = replace(answer([], [citation(), citation(2)]), answer=lines)
    assert shown(render_answer(said, UTC)).splitlines()[:3] == [
        "2025-10-26: 首航推迟 [1]",
        "2025-10-20: 图书馆 开放 了 [2]",
        "",
    ]


def test_a_source_without_a_title_is_named_by_its_id() -> None:
    rendered = shown(render_answer(answer([("x", (1,))], [citation(title="", source="")]), UTC))
    assert rendered.splitlines()[2:4] == ["[1]  core", "     2025-10-22 07:50"]


def test_a_long_title_goes_on_under_itself_and_loses_nothing() -> None:
    title = "图书馆 opens " * 20 + "at last"
    lines = shown(render_answer(answer([], [citation(title=title)]), UTC), 40)
    head = lines[lines.index("[1]") : lines.index("Cloud Weekly")].rstrip().splitlines()
    assert head[0].startswith("[1]  图书馆 opens 图书馆")
    assert {line[:5] for line in head[1:]} == {"     "}
    assert " ".join(" ".join(head)[4:].split()) == title
    assert max(cell_len(line) for line in lines.splitlines()) <= 40


def test_a_three_digit_marker_keeps_its_distance() -> None:
    rendered = shown(render_answer(answer([("x", (100,))], [citation(100)]), UTC))
    assert "[100] Orders Outpace Server Halls" in rendered


def test_a_long_quotation_stays_behind_its_indent() -> None:
    lines = shown(render_answer(answer([], [citation(quote="积压 " * 60)]), UTC), 40).splitlines()
    quoted = lines[next(i for i, line in enumerate(lines) if "“" in line) :]
    assert {line[:5] for line in quoted} == {"     "}
    assert "".join("".join(quoted).split()) == "“" + "积压" * 60 + "”"


def test_an_abstention_is_its_message_alone() -> None:
    message = "没有找到与问题有关的内容。共查找 12 篇文章中的 47 个段落。"
    abstained = answer([], [], Abstention(Reason.NOTHING_FOUND, message))
    assert shown(render_answer(abstained, UTC)) == message


def test_an_abstention_quotes_what_comes_nearest_below_its_message() -> None:
    near = Abstention(Reason.WEAK_EVIDENCE, "None answers this.", (citation(), citation(2)))
    source = (
        "-    Orders Outpace Server Halls\n"
        "     Cloud Weekly · 2025-10-22 07:50\n"
        "     “积压订单合计301亿美元”"
    )
    rendered = shown(render_answer(answer([], [], near), UTC))
    assert rendered == f"None answers this.\n\nWhat comes nearest\n{source}\n{source}"


@pytest.mark.parametrize(("confidence", "told"), [(0.0, 0), (0.3, 1), (0.5, 0), (0.9, 0)])
def test_an_answer_on_thin_evidence_says_so(confidence: float, told: int) -> None:
    given = replace(answer([("Yes.", (1,))], [citation()]), confidence=confidence)
    note = "Yes. [1]\n(thin evidence: what is quoted may not be what you ask for)\n"
    assert shown(render_answer(given, UTC)).count(note) == told


def test_nothing_of_an_answer_steers_the_terminal() -> None:
    texts = dict.fromkeys(("title", "source", "url", "quote", "locator"), f"a{STEERING}z")
    rendered = shown(render_answer(answer([(f"a{STEERING}z", (1,))], [citation(**texts)]), UTC))
    steering = (Disagreement("?", (DisagreeingValue(f"a{STEERING}z", (1,)),)),)
    disagreeing = replace(answer([], [citation(**texts)]), disagreements=steering)
    rendered += shown(render_answer(disagreeing, UTC))
    untitled = citation(title="", article_id=f"a{STEERING}z")
    rendered += shown(render_answer(answer([], [untitled]), UTC))
    near = (citation(**texts),)
    abstained = answer([], [], Abstention(Reason.WEAK_EVIDENCE, f"a{STEERING}z", near))
    rendered += shown(render_answer(abstained, UTC))
    assert not set(rendered) & (set(STEERING) - set("[31m"))
    assert rendered.count("a\ufffd[31m\ufffd") == 20


def test_nothing_of_an_article_steers_the_terminal() -> None:
    texts = dict.fromkeys(("title", "source", "topic", "url", "text"), f"a{STEERING}z")
    rendered = shown(render_revision(revision(**texts), UTC))
    rendered += shown(render_revision(revision(title="", id=f"a{STEERING}z"), UTC))
    assert not set(rendered) & (set(STEERING) - set("[31m"))
    assert rendered.count("a\ufffd[31m\ufffd") == 6


def test_markup_in_an_answer_is_just_text() -> None:
    texts = dict.fromkeys(("title", "source", "url", "quote", "locator"), MARKUP)
    marked = render_answer(answer([(MARKUP, (1,))], [citation(**texts)]), UTC)
    assert shown(marked).count(MARKUP) == 6
    coloured = shown(marked, colour=True)
    assert coloured.count(MARKUP.removesuffix("[1]")) == 6
    assert "\x1b[31m" not in coloured  # red
    assert "\x1b]8;" not in coloured  # a link


def test_markup_in_an_abstention_or_an_article_is_just_text() -> None:
    texts = dict.fromkeys(("title", "source", "url", "quote", "locator"), MARKUP)
    near = (citation(**texts),)
    abstained = answer([], [], Abstention(Reason.NOTHING_FOUND, MARKUP, near))
    assert shown(render_answer(abstained, UTC)).count(MARKUP) == 6
    texts = dict.fromkeys(("title", "source", "topic", "url", "text"), MARKUP)
    assert shown(render_revision(revision(**texts), UTC)).count(MARKUP) == 5


def test_an_article_is_its_facts_above_its_lines() -> None:
    rendered = shown(
        render_revision(
            revision(
                topic="Technology",
                url="https://a.example",
                published_at=PUBLISHED,
                text="第一行 [1]\n\nSecond   line",
            ),
            SHANGHAI,
        )
    )
    assert rendered == (
        "Orders\n"
        "Cloud Weekly · 2025-10-22 15:50 · Technology · https://a.example · revision 3\n"
        "\n"
        "第一行 [1]\n"
        "\n"
        "Second line"
    )


@pytest.mark.parametrize(
    ("moment", "written"),
    [
        (None, "undated"),
        (PUBLISHED, "2025-10-22 15:50"),
        (datetime(987, 6, 5, 4, 3, tzinfo=UTC), "0987-06-05 12:08"),  # by the sun: +8:05:43
        (datetime(9999, 12, 31, 23, 30, tzinfo=UTC), "9999-12-31 23:30"),
    ],
)
def test_times_are_written_in_the_zone_as_far_as_years_go(
    moment: datetime | None, written: str
) -> None:
    assert written_time(moment, SHANGHAI) == written


@pytest.mark.parametrize(
    ("text", "cleaned"),
    [
        ("  two \t words\n and\u2028lines ", "two words and lines"),
        ("\x1b[2Jgone", "\ufffd[2Jgone"),
        ("pay \u202eeurt\u202c", "pay \ufffdeurt\ufffd"),
        ("图书馆 🚢 naïve é", "图书馆 🚢 naïve é"),
        ("family: 👩\u200d👧", "family: 👩\u200d👧"),
        ("", ""),
    ],
)
def test_cleaning_replaces_what_steers_and_keeps_what_is_read(text: str, cleaned: str) -> None:
    assert clean(text) == cleaned
