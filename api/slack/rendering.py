"""An answer as a Slack message: a pure function of the answer."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo

from api.cli.terminal import written_time
from api.slack.blocks import (
    Block,
    Message,
    Piece,
    actions,
    button,
    context,
    fields,
    link,
    mrkdwn,
    one_line,
    paragraphs,
    plain,
)
from api.slack.links import Links, web_link
from api.slack.text import cut, cut_at_sentence, defused, words
from index import Filters
from index.article import detect_language
from rag import Answer, Citation, Disagreement, SearchedFor, Status
from rag.limits import in_words

HELPFUL, NOT_HELPFUL, SHARE = "groundwire_helpful", "groundwire_not_helpful", "groundwire_share"
MOST_ANSWER = 3_000  # lengths are in UTF-16 units
MOST_SOURCES = 12
MOST_TITLE = 150
_MOST_NAME = 80
MOST_QUOTE = 500
MOST_VALUE = 300
_MOST_DISAGREEMENTS = 3
_MOST_NOTIFICATION = 300
_MARKER = re.compile(r"\[(\d{1,4})\](?=\[\d|\s|$)")


@dataclass(frozen=True, slots=True)
class View:
    """For whom a message is: where their links lead, and the zone of times shown."""

    links: Links
    zone: tzinfo


def answer_message(answer: Answer, view: View, *, share: bool = False) -> Message:
    """The answer, its disagreements side by side, its sources, what was searched, and buttons."""
    said = words(detect_language(answer.question))
    text = answer.abstention.message if answer.abstention else answer.answer
    blocks = [_stated(text, answer.citations, view.links, said)]
    for disagreement in answer.disagreements[:_MOST_DISAGREEMENTS]:
        blocks += _side_by_side(disagreement, answer, view, said)
    blocks += source_blocks(answer.citations, view, said)
    if answer.abstention and answer.abstention.nearest:
        blocks.append(context(plain(said["nearest"])))
        blocks += [_source(one, "•", view, said) for one in answer.abstention.nearest]
    if answer.thin:
        blocks.append(context(plain(said["thin"])))
    if answer.degraded:
        told = {"generator": answer.generator, "because": answer.degraded_because}
        blocks.append(context(plain(one_line(said["degraded"].format(**told)))))
    if answer.status is Status.ANSWERED:
        blocks.append(context(plain(searched(answer.searched, view, answer.question))))
    blocks.append(_buttons(answer.id, said, share=share))
    return Message(notification(text), tuple(blocks))


def growing_message(text: str, question: str, citations: Sequence[Citation], view: View) -> Message:
    """An answer that is not whole yet."""
    said = words(detect_language(question))
    written = cut(f"{text} {said['growing']}".lstrip(), MOST_ANSWER)
    return Message(notification(written), (_stated(written, citations, view.links, said),))


def told_message(text: str) -> Message:
    """Something that is said without sources."""
    return Message(notification(text), (paragraphs([[Piece(one_line(text))]]),))


def without_buttons(message: Message) -> Message:
    """The same as it is shown to others."""
    return Message(message.text, tuple(b for b in message.blocks if b["type"] != "actions"))


def notification(text: str) -> str:
    """What is shown where blocks are not, with nothing in it that Slack would read as markup."""
    return defused(cut(one_line(text), _MOST_NOTIFICATION))


def _stated(text: str, citations: Sequence[Citation], links: Links, said: dict[str, str]) -> Block:
    """The answer's lines; where it is too long, whole sentences of it and the way to the rest."""
    shown, whole = cut_at_sentence(text, MOST_ANSWER)
    cited = {citation.number: citation for citation in citations}
    lines = [_pieces(one_line(line), cited, links) for line in shown.split("\n")]
    if not whole:
        before, after = said["goes_on"].split("{where}")
        rest = Piece(said["read_on"], links.page) if links.page else Piece(said["ask_narrower"])
        lines.append([Piece(before), rest, *([Piece(after)] if after else [])])
    return paragraphs(lines)


def _pieces(line: str, cited: dict[int, Citation], links: Links) -> list[Piece]:
    """The line's text, and its markers as links to what they cite."""
    pieces, at = list[Piece](), 0
    for marker in _MARKER.finditer(line):
        citation = cited.get(int(marker[1]))
        if citation is None:
            continue
        if marker.start() > at:
            pieces.append(Piece(line[at : marker.start()]))
        pieces.append(Piece(marker[0], links.quotation(citation), marker=True))
        at = marker.end()
    return [*pieces, Piece(line[at:])] if line[at:] else pieces


def _side_by_side(
    disagreement: Disagreement, answer: Answer, view: View, said: dict[str, str]
) -> list[Block]:
    """Each value with who says so and when, beside the others."""
    cited = {citation.number: citation for citation in answer.citations}
    subject = one_line(disagreement.subject)
    heading = said["disagree_about"].format(subject=subject) if subject else said["disagree"]
    shown = [
        f"{cut(one_line(value.value), MOST_VALUE)} [{number}]\n{facts(cited[number], view, said)}"
        for value in disagreement.values
        for number in value.citations
    ]
    return [context(plain(heading)), fields(shown)]


def source_blocks(citations: Sequence[Citation], view: View, said: dict[str, str]) -> list[Block]:
    """A block for each source: title, name, date, the quotation, and where to read it."""
    shown = citations[:MOST_SOURCES]
    blocks = [_source(citation, f"[{citation.number}]", view, said) for citation in shown]
    left = len(citations) - MOST_SOURCES
    return (
        [*blocks, context(plain(said["more_sources"].format(count=left)))] if left > 0 else blocks
    )


def _source(citation: Citation, mark: str, view: View, said: dict[str, str]) -> Block:
    title = cut(one_line(citation.title) or said["untitled"], MOST_TITLE)
    quote = cut(one_line(citation.quote), MOST_QUOTE)
    place, origin = view.links.quotation(citation), web_link(citation.url)
    written = [
        link(url, label)
        for url, label in ((place, said["show"]), (origin, said["original"]))
        if url
    ]
    head = f"{mark} {title} · {facts(citation, view, said)}"
    shown = [plain(head), plain(f"“{quote}”")]
    return context(*shown, *([mrkdwn(" · ".join(written))] if written else []))


def facts(citation: Citation, view: View, said: dict[str, str]) -> str:
    """The source, the date, and where in the article."""
    published = citation.published_at
    date = written_time(published, view.zone) if published else said["undated_article"]
    names = [cut(one_line(name or ""), _MOST_NAME) for name in (citation.source, citation.locator)]
    return " · ".join(fact for fact in (names[0], date, names[1]) if fact)


def searched(looked: SearchedFor, view: View, question: str) -> str:
    """How much was looked through, and what limited it, in the question's language."""
    language = detect_language(question)
    said = words(language)
    understood = said["understood"].format(question=one_line(looked.question))
    parts = [understood] * bool(looked.question)
    parts.append(said["searched"].format(passages=looked.passages, articles=looked.articles))
    if looked.undated:
        parts.append(said["undated"].format(undated=looked.undated))
    if looked.filters:
        parts.append(one_line(in_words(_filters(looked), view.zone, language)))
    return ("" if language == "zh" else " ").join(parts)


def _filters(looked: SearchedFor) -> Filters:
    """The filters as they were before they were written."""
    given = looked.filters
    times = {name: given.get(name) for name in ("as_of", "since", "until")}
    moments = {n: datetime.fromisoformat(t) for n, t in times.items() if isinstance(t, str)}
    names = {name: tuple(given.get(name, ())) for name in ("sources", "languages")}
    return Filters(
        as_of=moments.get("as_of"),
        since=moments.get("since"),
        until=moments.get("until"),
        sources=names["sources"],
        languages=names["languages"],
    )


def _buttons(answer_id: str, said: dict[str, str], *, share: bool) -> Block:
    rating = [
        button(f"👍 {said['helpful']}", HELPFUL, answer_id),
        button(f"👎 {said['not_helpful']}", NOT_HELPFUL, answer_id),
    ]
    return actions(*rating, *([button(said["share"], SHARE, answer_id)] if share else []))
