"""Runs as a file, a page and a table."""

import re
from datetime import UTC, datetime
from html.parser import HTMLParser
from typing import Any

import pytest
from evaluation_records import answered, cited, refused
from rich.console import Console

from api.evaluation.figures import grid, written
from api.evaluation.markup import element
from api.evaluation.plots import _nice, histogram, risk_coverage_plot
from api.evaluation.report import render_report
from api.evaluation.run import Run
from api.evaluation.table import render_run
from rag.evaluation import Kind, Metrics, Point, Record, Unit, compared

ATTACKS = [
    "<script>alert(1)</script>",
    "</style><script>alert(1)</script>",
    "</title><img src=x onerror=alert(1)>",
    '"><svg onload=alert(1)>',
    "' onmouseover='alert(1)",
    "<a href=javascript:alert(1)>x</a>",
    "<iframe srcdoc='<script>alert(1)</script>'>",
    "<!-- --><base href=//evil.example>",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
    "<<script>alert(1)//<</script>",
    "]]><style>@import url(//evil.example)</style>",
    "javascript:alert(1)",
    "＜script＞警告＜/script＞<b onclick=alert(1)>点我</b>",
    "{{7*7}}${7*7}<%= 7*7 %>",
    "<math><mi xlink:href='data:x,<script>alert(1)</script>'>",
    "\u202e<img src=//evil.example/x.png>\u2066",
    "\x00<scr\x00ipt>\x1b[31malert(1)</script>\ud800",
]
ALLOWED = {
    "html",
    "head",
    "meta",
    "title",
    "style",
    "body",
    "main",
    "header",
    "h1",
    "h2",
    "h3",
    "p",
    "section",
    "div",
    "strong",
    "span",
    "small",
    "figure",
    "figcaption",
    "svg",
    "line",
    "text",
    "polyline",
    "circle",
    "rect",
    "table",
    "thead",
    "tbody",
    "tr",
    "th",
    "td",
    "b",
    "ul",
    "li",
    "details",
    "summary",
    "blockquote",
}


def run(*records: Record, **fields: Any) -> Run:
    given = {
        "made_at": datetime(2025, 11, 1, 12, 30, tzinfo=UTC),
        "questions": "q.jsonl",
        "over": "feed.txt",
        "generator": "extractive",
        "filters": {},
        **fields,
    }
    return Run(records=records, **given)


def page(one: Run, earlier: Run | None = None) -> str:
    comparison = compared(earlier.records, one.records) if earlier else None
    return render_report(one, Metrics.of(one.records), comparison)


class Reading(HTMLParser):
    """What a browser would make of a page."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.comments: list[str] = []
        self.said = ""
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_comment(self, data: str) -> None:
        self.comments.append(data)

    def handle_data(self, data: str) -> None:
        self.said += data


@pytest.mark.parametrize("attack", ATTACKS)
def test_text_of_questions_and_articles_is_text_on_the_page(attack: str) -> None:
    quote = cited(attack, title=attack, source=attack, article_id=attack)
    facts: dict[str, Any] = {
        "language": attack,
        "accepted": (attack,),
        "degraded_because": attack,
        "timings_ms": {attack: 3.0, "total": 10.0},
    }
    after = answered(
        attack, question=attack, right=False, answer=attack, citations=(quote,), **facts
    )
    before = answered(attack, question=attack, answer=attack, **facts)
    other = answered("other", language="en", timings_ms={"total": 1.0})
    told = {
        "questions": attack,
        "over": attack,
        "generator": attack,
        "filters": {"sources": [attack]},
    }
    text = page(run(after, other, **told), run(before, **told))
    read = Reading(text)
    assert {tag for tag, _ in read.tags} <= ALLOWED
    assert read.comments == []
    names = {name for _, attributes in read.tags for name in attributes}
    assert not [name for name in names if name.startswith("on") or name in {"href", "src", "style"}]
    assert len([tag for tag, _ in read.tags if tag == "style"]) == 1
    shown = "".join(c for c in attack if c.isascii() and c.isprintable())
    assert "".join(c for c in read.said if c.isascii()).count(shown) >= 10
    assert not re.search(r"[\x00\x1b\u202a-\u202e\u2066-\u2069\ud800-\udfff]", text)


def test_a_page_needs_nothing_from_elsewhere() -> None:
    text = page(run(answered("1"), refused("2")))
    policy = dict(Reading(text).tags[4][1])
    assert policy["http-equiv"] == "Content-Security-Policy"
    assert policy["content"] == "default-src 'none'; style-src 'unsafe-inline'"
    assert "://" not in text
    assert "@import" not in text
    assert "url(" not in text
    assert "prefers-color-scheme: dark" in text


def test_the_page_shows_the_wrong_ones_first_with_what_was_accepted() -> None:
    records = [
        answered("a", question="Alpha?"),
        answered("b", question="Beta?", right=False, accepted=("212,000", "zwölf")),
        refused("c", question="Gamma?"),
    ]
    said = Reading(page(run(*records))).said
    questions = said[said.index("Questions: 1 wrong, 2 right") :]
    assert questions.index("Beta?") < questions.index("Alpha?") < questions.index("Gamma?")
    assert questions.count("accepted: ") == 1
    assert "accepted: 212,000 | zwölf" in questions
    assert "(weak_evidence)" in questions


def test_the_page_tells_how_it_was_made_and_what_cannot_be_told() -> None:
    one = run(answered("1"), answered("2"), filters={"until": "2025-10-21", "sources": ["A", "B"]})
    said = Reading(page(one)).said
    assert "2 questions of q.jsonl · over feed.txt · written by extractive" in said
    assert "until: 2025-10-21 · sources: A, B · 2025-11-01 12:30 UTC" in said
    assert "–unanswerable, abstainedthe file cannot tell" in said
    assert "100.0 %answerable, rightof 2" in said


def test_citations_tell_where_they_stand_and_what_is_wrong_with_them() -> None:
    bad = cited("a quote", exact=False, supports=False, start=5, end=12)
    said = Reading(page(run(answered("1", citations=(cited(), bad))))).said
    assert "2 citations" in said
    assert (
        "[1] 150 laptopsA Library Opens · Herald · library, revision 1, 0 to 11 · supports" in said
    )
    assert "library, revision 1, 5 to 12 · not the stored text · does not support" in said


def test_a_comparison_is_on_the_page() -> None:
    before = run(answered("1", right=False, answer="old words"), answered("gone"))
    after = run(answered("1", answer="new words"))
    text = page(after, before)
    said = Reading(text).said
    assert "Questions in both runs: 1; in one alone: 1." in said
    assert "Became right: 11 · Question 1?before: old wordsafter: new words" in said
    assert "Became wrong" not in said
    row = '<tr class="right"><th scope="row">answerable, right</th><td>0.0 %</td><td>100.0 %</td>'
    assert f"{row}<td>+100.0 points</td><td>+100.0 points to +100.0 points</td></tr>" in text


@pytest.mark.parametrize(
    ("times", "style"), [((10.0, 30.0), "wrong"), ((30.0, 10.0), "right"), ((10.0, 10.0), "plain")]
)
def test_a_certain_difference_is_marked_as_better_or_worse(
    times: tuple[float, float], style: str
) -> None:
    before, after = (run(answered("1", timings_ms={"total": time})) for time in times)
    assert f'<tr class="{style}"><th scope="row">total, p50</th>' in page(after, before)


def test_a_difference_that_may_be_chance_is_not_marked() -> None:
    before = run(answered("1"), answered("2", right=False))
    after = run(answered("1"), answered("2"))
    assert '<tr class="plain"><th scope="row">answerable, right</th>' in page(after, before)


def test_one_kind_in_one_language_has_no_columns_of_its_own() -> None:
    heads = [
        grid(records, Metrics.of(records)).heads
        for records in (
            [answered("1")],
            [answered("1"), answered("2", language="zh")],
            [answered("1"), answered("2", kind=Kind.DATE)],
        )
    ]
    assert heads == [("all",), ("all", "en", "zh"), ("all", "fact", "date")]


def test_text_in_attributes_is_escaped() -> None:
    made = element("p", "<b>", element("b", "&"), class_='"><i>', data_x=1.5)
    wanted = '<p class="&quot;&gt;&lt;i&gt;" data-x="1.5">&lt;b&gt;<b>&amp;</b></p>'
    assert made.markup == wanted


def test_without_answers_there_is_no_curve() -> None:
    captions = [Reading(page(run(record))).said for record in (refused("1"), answered("1"))]
    assert ["as lower confidence is let through" in said for said in captions] == [False, True]


def test_the_curve_has_its_points_in_place() -> None:
    plot = risk_coverage_plot([Point(0.9, 0.25, 1.0), Point(0.1, 1.0, 0.5)]).markup
    assert 'points="160.0,42.0 496.0,256.0"' in plot
    assert "confidence 0.900 or more: 25% answered, 100.0% of these right" in plot
    assert plot.count("<circle") == 2


def test_a_long_curve_has_few_dots() -> None:
    points = [Point(1 - n / 1_000, n / 1_000, 1.0) for n in range(1, 1_001)]
    assert risk_coverage_plot(points).markup.count("<circle") == 59


def test_the_histogram_counts_times() -> None:
    plot = histogram([0.5, 1.0, 1.5, 47.0], [(1.2, "p50: 1 ms")]).markup
    assert re.findall(r"<title>(.*?)</title>", plot) == ["0 to 2 ms: 3", "46 to 48 ms: 1"]
    assert "p50: 1 ms" in plot
    assert "0 to 1 ms: 2" in histogram([0.0, 0.0], []).markup


@pytest.mark.parametrize(
    ("least", "nice"), [(0.3, 0.5), (1, 1), (1.01, 2), (3, 5), (7, 10), (0.06, 0.1), (240, 500)]
)
def test_steps_of_an_axis_are_round(least: float, nice: float) -> None:
    assert _nice(least) == pytest.approx(nice)


@pytest.mark.parametrize(
    ("unit", "value", "plain", "signed"),
    [
        (Unit.SHARE, 0.9583, "95.8 %", "+95.8 points"),
        (Unit.AREA, 0.9861, "0.986", "+0.986"),
        (Unit.CHARACTERS, 54.0, "54", "+54"),
        (Unit.MILLISECONDS, 32.64, "32.6 ms", "+32.6 ms"),
    ],
)
def test_numbers_are_written_in_their_unit(
    unit: Unit, value: float, plain: str, signed: str
) -> None:
    assert (written(unit, value), written(unit, value, "+")) == (plain, signed)


def test_the_table_names_twenty_wrong_ones_and_counts_the_rest() -> None:
    records = [answered(f"q{n:02}", right=False, answer="\x1b[31mred") for n in range(23)]
    console = Console(width=200)
    with console.capture() as captured:
        console.print(render_run(records, Metrics.of(records)))
    out = captured.get()
    assert re.findall(r"WRONG  (q\d\d)", out) == [f"q{n:02}" for n in range(20)]
    assert "3 more are wrong: --report FILE.html shows all" in out
    assert "\x1b" not in out
