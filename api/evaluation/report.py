"""A run as one HTML page that needs nothing from elsewhere."""

from collections.abc import Iterable, Sequence
from importlib import resources
from itertools import starmap

from api.evaluation.figures import ABSENT, brief, difference, grid
from api.evaluation.markup import Html, element, joined
from api.evaluation.plots import histogram, risk_coverage_plot
from api.evaluation.run import Run
from rag.evaluation import (
    Cited,
    Comparison,
    Measure,
    Metrics,
    Record,
    Value,
    measures,
    risk_coverage,
)
from rag.evaluation.comparison import Difference

_NOTHING = Html("")
_POLICY = "default-src 'none'; style-src 'unsafe-inline'"
_CARDS = (
    "accuracy",
    "abstention_recall",
    "citation_validity",
    "citation_precision",
    "evidence_recall_5",
    "total_ms_p50",
)


def render_report(run: Run, metrics: Metrics, comparison: Comparison | None) -> str:
    """The whole page; text of questions and articles is escaped."""
    style = resources.files("api.evaluation").joinpath("data/report.css").read_text("utf-8")
    head = joined(
        Html('<meta charset="utf-8">'),
        Html('<meta name="viewport" content="width=device-width, initial-scale=1">'),
        Html(f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">'),
        element("title", f"groundwire: {run.questions}"),
        element("style", Html(style)),
    )
    parts = [
        _header(run),
        _cards(run.records, metrics),
        _compared(comparison) if comparison else _NOTHING,
        _plots(run.records, metrics),
        _metrics(run.records, metrics),
        _questions(run.records),
    ]
    page = element("html", element("head", head), _body(parts), lang="en")
    return f"<!doctype html>\n{page.markup}\n"


def _body(parts: Iterable[Html]) -> Html:
    return element("body", element("main", *parts))


def _header(run: Run) -> Html:
    facts = [
        f"{len(run.records)} questions of {run.questions}",
        f"over {run.over}",
        f"written by {run.generator}",
        *(f"{name}: {_listed(value)}" for name, value in run.filters.items()),
        run.made_at.strftime("%Y-%m-%d %H:%M %Z"),
    ]
    return element(
        "header", element("h1", "How the questions were answered"), element("p", " · ".join(facts))
    )


def _listed(value: str | list[str]) -> str:
    return value if isinstance(value, str) else ", ".join(value)


def _cards(records: Sequence[Record], metrics: Metrics) -> Html:
    known = {measure.name: measure for measure in measures(records)}
    cards = [_card(known[name], metrics.overall[name]) for name in _CARDS if name in known]
    return element("section", *cards, class_="cards")


def _card(measure: Measure, value: Value | None) -> Html:
    basis = f"of {value.of}" if value else "the file cannot tell"
    return element(
        "div",
        element("strong", brief(measure, value)),
        element("span", measure.label),
        element("small", basis),
    )


def _compared(comparison: Comparison) -> Html:
    rows = [_difference(one) for one in comparison.differences]
    heads = ("", "before", "after", "change", "95 % interval")
    table = _table(heads, rows) if rows else _NOTHING
    counts = f"Questions in both runs: {comparison.paired}; in one alone: {comparison.unpaired}."
    told = element("p", counts)
    changes = joined(
        _changes("Became wrong", "wrong", comparison.became_wrong),
        _changes("Became right", "right", comparison.became_right),
    )
    heading = element("h2", "Compared with the earlier run")
    return element("section", heading, told, changes, table)


def _difference(one: Difference) -> Html:
    better = one.change * one.measure.better
    verdict = "right" if better > 0 else "wrong"
    style = verdict if one.certain and better else "plain"
    cells = [element("td", cell) for cell in difference(one)]
    return element("tr", element("th", one.measure.label, scope="row"), *cells, class_=style)


def _changes(head: str, style: str, pairs: Sequence[tuple[Record, Record]]) -> Html:
    if not pairs:
        return _NOTHING
    items = [
        element(
            "li",
            element("b", f"{after.id} · {after.question}"),
            element("div", f"before: {_said(before)}"),
            element("div", f"after: {_said(after)}"),
        )
        for before, after in pairs
    ]
    return joined(
        element("h3", f"{head}: {len(pairs)}", class_=style),
        element("ul", *items, class_="changes"),
    )


def _said(record: Record) -> str:
    return record.answer if record.answered else f"({record.reason})"


def _plots(records: Sequence[Record], metrics: Metrics) -> Html:
    figures = []
    if points := risk_coverage(records):
        caption = "Accuracy of the answers given, as lower confidence is let through"
        figures.append(_figure(caption, risk_coverage_plot(points)))
    if times := [record.timings_ms["total"] for record in records if "total" in record.timings_ms]:
        marked = ((metrics.overall[f"total_ms_p{n}"], f"p{n}") for n in (50, 95))
        marks = [(value.value, f"{name}: {value.value:.0f} ms") for value, name in marked if value]
        figures.append(_figure("Time for an answer", histogram(times, marks)))
    return element("section", *figures, class_="plots")


def _figure(caption: str, plot: Html) -> Html:
    return element("figure", element("figcaption", caption), plot)


def _metrics(records: Sequence[Record], metrics: Metrics) -> Html:
    figures = grid(records, metrics)
    rows = list(starmap(_measured, figures.rows))
    return element("section", element("h2", "Metrics"), _table(("", *figures.heads), rows))


def _measured(measure: Measure, cells: Sequence[str]) -> Html:
    shown = [element("td", cell, class_="none" if cell == ABSENT else "known") for cell in cells]
    return element("tr", element("th", measure.label, scope="row"), *shown)


def _table(heads: Iterable[str], rows: Iterable[Html]) -> Html:
    head = element("tr", *(element("th", name, scope="col") for name in heads))
    table = element("table", element("thead", head), element("tbody", *rows))
    return element("div", table, class_="scroll")


def _questions(records: Sequence[Record]) -> Html:
    ordered = sorted(records, key=lambda record: record.right)
    wrong = sum(not record.right for record in records)
    heading = element("h2", f"Questions: {wrong} wrong, {len(records) - wrong} right")
    heads = ("", "question and answer", "confidence", "ms")
    table = _table(heads, [_question(record) for record in ordered])
    return element("section", heading, table, class_="questions")


def _question(record: Record) -> Html:
    mark = "right" if record.right else "wrong"
    total = record.timings_ms.get("total")
    about = f"{record.id} · {record.kind} · {record.language}"
    accepted = " | ".join(record.accepted) or "no answer"
    said = element("p", _said(record), class_="answer" if record.answered else "answer none")
    told = [element("small", about), element("b", record.question), said]
    if not record.right:
        told.append(element("p", f"accepted: {accepted}", class_="accepted"))
    if record.degraded_because:
        told.append(element("small", f"written by a stand-in: {record.degraded_because}"))
    return element(
        "tr",
        element("td", element("span", mark, class_=f"mark {mark}")),
        element("td", *told, _citations(record.citations)),
        element("td", f"{record.confidence:.3f}"),
        element("td", ABSENT if total is None else f"{total:.0f}"),
    )


def _citations(citations: Sequence[Cited]) -> Html:
    if not citations:
        return _NOTHING
    count = f"{len(citations)} citation" + "s" * (len(citations) > 1)
    return element("details", element("summary", count), *map(_citation, citations))


def _citation(cited: Cited) -> Html:
    notes = [] if cited.exact else ["not the stored text"]
    if cited.supports is not None:
        notes.append("supports" if cited.supports else "does not support")
    place = f"{cited.article_id}, revision {cited.revision}, {cited.start} to {cited.end}"
    source = " · ".join(part for part in (cited.title, cited.source, place, *notes) if part)
    return element(
        "blockquote", element("p", f"[{cited.number}] {cited.quote}"), element("small", source)
    )
