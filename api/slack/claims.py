"""Statements that were checked, as a Slack message: a pure function of what was found."""

from dataclasses import replace

from api.slack.blocks import (
    Block,
    Message,
    Piece,
    actions,
    button,
    context,
    one_line,
    paragraphs,
    plain,
)
from api.slack.rendering import SHARE, View, notification, source_blocks
from api.slack.text import cut, words
from index.article import detect_language
from rag.claims import CheckedStatement, ClaimCheck, Finding

_MOST_CLAIM = 500
_MOST_QUOTATIONS = 2
_SIGNS = {Finding.SUPPORTED: "✅", Finding.DIFFERS: "⚠️", Finding.NOT_FOUND: "❔"}


def claim_message(checked: ClaimCheck, view: View, reply_id: str) -> Message:
    """Each statement with what the articles say to it, and the quotations that say so."""
    said = words(detect_language(checked.text))
    if not checked.statements:
        text = said["no_statement"]
        return Message(notification(text), (paragraphs([[Piece(text)]]),))
    blocks = list[Block]()
    for statement in checked.statements:
        blocks += _statement(statement, view, said)
    if checked.left_out:
        told = said["more_statements"].format(count=len(checked.statements))
        blocks.append(context(plain(told)))
    blocks.append(actions(button(said["share"], SHARE, reply_id)))
    first = checked.statements[0]
    return Message(notification(f"{said[first.finding]} {first.text}"), tuple(blocks))


def _statement(statement: CheckedStatement, view: View, said: dict[str, str]) -> list[Block]:
    shown = cut(one_line(statement.text), _MOST_CLAIM)
    lines = [
        [Piece(said["claim"].format(text=shown))],
        [Piece(f"{_SIGNS[statement.finding]} {said[statement.finding]}")],
    ]
    quoted = [
        replace(citation, number=number)
        for number, citation in enumerate(statement.citations[:_MOST_QUOTATIONS], start=1)
    ]
    return [paragraphs(lines), *source_blocks(quoted, view, said)]
