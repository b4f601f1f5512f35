"""An answer in Markdown, for slash commands of Mattermost: a pure function of the answer."""

import re

from api.slack.blocks import one_line
from api.slack.links import web_link
from api.slack.rendering import (
    MOST_QUOTE,
    MOST_SOURCES,
    MOST_TITLE,
    MOST_VALUE,
    View,
    facts,
    searched,
)
from api.slack.text import cut, cut_at_sentence, words
from index.article import detect_language
from rag import Answer, Citation, Disagreement, Status

_MOST = 16_000  # of 16,383 characters that a post may have
_MOST_ANSWER = 4_000
_ESCAPED = re.compile(r"[\\`*_{}\[\]()#+\-.!|>~<&$]")
_JOINED = re.compile(r"[@:]")


def literal(text: str) -> str:
    """The text as Markdown that shows it as it is: no mention, no emoji, no link, no formatting."""
    return _ESCAPED.sub(r"\\\g<0>", _JOINED.sub("\\g<0>\u200b", one_line(text)))


def markdown(answer: Answer, view: View) -> str:
    """The answer, what disagrees, and the sources, each with its quotation."""
    said = words(detect_language(answer.question))
    text = answer.abstention.message if answer.abstention else answer.answer
    told, whole = cut_at_sentence(text, _MOST_ANSWER)
    parts = ["\n".join(map(literal, told.split("\n")))]
    if not whole:
        parts.append(literal(said["goes_on"].format(where=said["ask_narrower"])))
    parts += [_disagreement(one, answer, view, said) for one in answer.disagreements]
    shown = answer.citations[:MOST_SOURCES]
    parts += [_source(citation, f"[{citation.number}]", view, said) for citation in shown]
    if answer.abstention and answer.abstention.nearest:
        parts.append(literal(said["nearest"]))
        parts += [_source(one, "•", view, said) for one in answer.abstention.nearest]
    if answer.thin:
        parts.append(literal(said["thin"]))
    if answer.status is Status.ANSWERED:
        parts.append(literal(searched(answer.searched, view, answer.question)))
    while len("\n\n".join(parts)) > _MOST:
        parts.pop()
    return "\n\n".join(parts)


def _disagreement(one: Disagreement, answer: Answer, view: View, said: dict[str, str]) -> str:
    cited = {citation.number: citation for citation in answer.citations}
    lines = [
        f"- {literal(f'{cut(value.value, MOST_VALUE)} · {facts(cited[n], view, said)} [{n}]')}"
        for value in one.values
        for n in value.citations
    ]
    return "\n".join([literal(said["disagree"]), *lines])


def _source(citation: Citation, mark: str, view: View, said: dict[str, str]) -> str:
    links = [
        f"[{said[label]}]({url.replace('(', '%28').replace(')', '%29')})"
        for label, url in (
            ("show", view.links.quotation(citation)),
            ("original", web_link(citation.url)),
        )
        if url
    ]
    head = f"{mark} {cut(citation.title, MOST_TITLE) or said['untitled']} · {facts(citation, view, said)}"
    shown = [literal(head), f"> {literal(cut(citation.quote, MOST_QUOTE))}", " · ".join(links)]
    return "\n".join(line for line in shown if line)
