"""A run for a terminal: pure functions to rich text."""

from collections.abc import Iterator, Sequence

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from api.cli.terminal import clean
from api.evaluation.figures import difference, grid
from rag.evaluation import Comparison, Metrics, Record

_MOST_WRONG = 20


def render_run(records: Sequence[Record], metrics: Metrics) -> RenderableType:
    """The metrics, and the questions that were answered wrong."""
    figures = grid(records, metrics)
    table = Table(box=None, header_style="dim", pad_edge=False)
    table.add_column("")
    for head in figures.heads:
        table.add_column(clean(head), justify="right")
    for measure, cells in figures.rows:
        table.add_row(measure.label, *cells)
    return Group(table, *_wrong(records))


def _wrong(records: Sequence[Record]) -> Iterator[Text]:
    wrong = [record for record in records if not record.right]
    for record in wrong[:_MOST_WRONG]:
        yield Text(f"\nWRONG  {clean(record.id)}  {clean(record.question)}", style="red")
        said = clean(record.answer) if record.answered else f"({record.reason})"
        yield Text(f"       {said}")
    if len(wrong) > _MOST_WRONG:
        yield Text(f"\n{len(wrong) - _MOST_WRONG} more are wrong: --report FILE.html shows all")


def render_comparison(comparison: Comparison) -> RenderableType:
    """What became right, what became wrong, and by how much the metrics differ."""
    table = Table(box=None, header_style="dim", pad_edge=False)
    table.add_column("")
    for head in ("before", "after", "change", "95 % interval"):
        table.add_column(head, justify="right")
    for one in comparison.differences:
        style = "" if not one.certain else "bold"
        table.add_row(one.measure.label, *difference(one), style=style)
    counts = f"\nquestions in both runs: {comparison.paired}, in one alone: {comparison.unpaired}"
    return Group(Text(counts), *_changed(comparison), Text(), table)


def _changed(comparison: Comparison) -> Iterator[Text]:
    for mark, style, pairs in (
        ("became right", "green", comparison.became_right),
        ("became WRONG", "red", comparison.became_wrong),
    ):
        for _, after in pairs:
            yield Text(f"{mark}  {clean(after.id)}  {clean(after.question)}", style=style)
