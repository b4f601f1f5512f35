"""Answers and articles for a terminal: pure functions from what is shown to rich text."""

from collections.abc import Sequence
from contextlib import suppress
from datetime import datetime, tzinfo

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from index import Revision
from index.article import detect_language
from index.times import newest_first
from rag import Answer, Citation, DisagreeingValue, Status
from rag.steering import harmless

_INDENT = 5
_DISAGREE = {"zh": "来源说法不一", "en": "Sources disagree"}
_NEAREST = {"zh": "最接近的内容", "en": "What comes nearest"}
_UNDERSTOOD = {"zh": "（理解为：{question}）", "en": "(understood as: {question})"}
_THIN = {
    "zh": "（依据较弱：引文未必就是所问的内容）",
    "en": "(thin evidence: what is quoted may not be what you ask for)",
}
_DEGRADED = {
    "zh": "（这段回答摘自原文，没有用 {generator}：{because}）",
    "en": "(quoted from the articles, without {generator}: {because})",
}


def clean(text: str) -> str:
    """The text on one line without what could steer a terminal: control and direction characters."""
    return " ".join(harmless(text).split())


def written_time(moment: datetime | None, zone: tzinfo) -> str:
    """A time to the minute in the reader's zone."""
    if moment is None:
        return "undated"
    with suppress(OverflowError):  # the first and the last day of all years stay in UTC
        moment = moment.astimezone(zone)
    return moment.isoformat(" ")[: len("2025-10-26 18:30")]


def render_answer(answer: Answer, zone: tzinfo) -> RenderableType:
    """The statement with its markers, then the numbered sources, each with its quotation."""
    if answer.status is Status.ABSTAINED and answer.abstention:
        message = Text(clean(answer.abstention.message), style="yellow")
        near = [_source(citation, "-", zone) for citation in answer.abstention.nearest]
        heading = Text(f"\n{_NEAREST[detect_language(answer.question)]}", style="yellow")
        return Group(message, *_understood(answer), *([heading, *near] if near else []))
    return Group(render_statement(answer.answer), render_basis(answer, zone))


def render_statement(text: str) -> Text:
    """An answer's text, or its beginning, with its markers."""
    shown = Text("\n").join(Text(clean(line), style="bold") for line in text.split("\n"))
    shown.highlight_regex(r"(?:\[\d+\])+(?= |$|\n)", style="not bold cyan")
    return shown


def render_basis(answer: Answer, zone: tzinfo) -> RenderableType:
    """What stands below an answer's text."""
    sources = [_source(citation, f"[{citation.number}]", zone) for citation in answer.citations]
    disagreements = [_disagreement(answer, values.values, zone) for values in answer.disagreements]
    notes = [*_understood(answer), *_thin(answer), *_degraded(answer)]
    return Group(*notes, Text(), *disagreements, *sources)


def _understood(answer: Answer) -> list[Text]:
    """What a follow-up was taken to ask."""
    if not answer.searched.question:
        return []
    note = _UNDERSTOOD[detect_language(answer.question)]
    return [Text(clean(note.format(question=answer.searched.question)), style="dim")]


def _thin(answer: Answer) -> list[Text]:
    """That it may be no answer."""
    note = _THIN[detect_language(answer.question)]
    return [Text(note, style="yellow")] if answer.thin else []


def _degraded(answer: Answer) -> list[Text]:
    """Why the answer was not written by the generator that was asked for."""
    if not answer.degraded:
        return []
    note = _DEGRADED[detect_language(answer.question)]
    said = note.format(generator=answer.generator, because=answer.degraded_because)
    return [Text(clean(said), style="yellow")]


def _disagreement(
    answer: Answer, values: Sequence[DisagreeingValue], zone: tzinfo
) -> RenderableType:
    """Each value with who says so and when, the newest first, under a heading in the question's language."""
    cited = {citation.number: citation for citation in answer.citations}
    grid = Table.grid(padding=(0, 2, 0, 0), pad_edge=False)
    rows = [(value, cited[n]) for value in values for n in value.citations]
    for value, citation in sorted(rows, key=lambda row: newest_first(row[1].published_at)):
        facts = [clean(citation.source), written_time(citation.published_at, zone)]
        grid.add_row(
            Text(clean(value.value), style="bold"),
            Text(" · ".join(fact for fact in facts if fact), style="dim"),
            Text(f"[{citation.number}]", style="cyan"),
        )
    heading = _DISAGREE[detect_language(answer.question)]
    return Group(Text(heading, style="yellow"), Padding(grid, (0, 0, 1, _INDENT), expand=False))


def _source(citation: Citation, mark: str, zone: tzinfo) -> RenderableType:
    head = Table.grid(padding=(0, 1, 0, 0), pad_edge=False)  # a long title goes on under itself
    head.add_column(style="cyan", min_width=_INDENT - 1, no_wrap=True)
    head.add_row(Text(mark), Text(clean(citation.title) or clean(citation.article_id)))
    facts = [clean(citation.source), written_time(citation.published_at, zone)]
    if citation.locator:
        facts.append(clean(citation.locator))
    below = Text(" · ".join(fact for fact in facts if fact), style="dim")
    quote = Text(f"“{clean(citation.quote)}”", style="italic")
    parts: list[RenderableType] = [head, _indented(below)]
    if citation.url:
        parts.append(_indented(Text(clean(citation.url), style="dim")))
    return Group(*parts, _indented(quote))


def _indented(text: Text) -> Padding:
    return Padding(text, (0, 0, 0, _INDENT), expand=False)


def render_revision(revision: Revision, zone: tzinfo) -> RenderableType:
    """An article with its facts above its text, line by line."""
    article = revision.article
    facts = [article.source, written_time(article.published_at, zone), article.topic, article.url]
    facts.append(f"revision {revision.number}")
    head = Text(clean(article.title) or clean(article.id), style="bold")
    below = Text(" · ".join(clean(fact) for fact in facts if fact), style="dim")
    lines = (clean(line) for line in article.text.split("\n"))
    return Group(head, below, Text(), Text("\n".join(lines)))
