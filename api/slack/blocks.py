"""Block Kit's parts, within its limits.

Text that is not ours stands only where Slack shows it as it is: in `plain_text` with `emoji` off and
in `text` elements of `rich_text`. `mrkdwn`, where `<!channel>` and `*` mean something, holds our own
words and links alone.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from api.slack.text import cut, escaped
from rag.steering import harmless

Block = Mapping[str, Any]
MOST_BLOCKS = 50
MOST_TEXT = 3_000
_MOST_BUTTON = 75
_MOST_FIELD = 2_000
_MOST_FIELDS = 10


@dataclass(frozen=True, slots=True)
class Message:
    """What is posted; `text` is shown in notifications, where blocks are not."""

    text: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of an answer's text; with a `url` it is a link, `marker` is set apart."""

    text: str
    url: str = ""
    marker: bool = False


def one_line(text: str) -> str:
    """The text on one line, without what steers a display."""
    return " ".join(harmless(text).split())


def plain(text: str, most: int = MOST_TEXT) -> Block:
    """Text that is shown as it is."""
    return {"type": "plain_text", "text": cut(text, most) or " ", "emoji": False}


def link(url: str, label: str) -> str:
    """A link in `mrkdwn`; both are our own: the label a constant, the url percent-encoded."""
    return f"<{escaped(url)}|{escaped(label)}>"


def mrkdwn(text: str) -> Block:
    """Our own words with links in them, never those of an article."""
    return {"type": "mrkdwn", "text": text, "verbatim": True}


def context(*elements: Block) -> Block:
    """Small print."""
    return {"type": "context", "elements": list(elements)}


def fields(texts: Sequence[str]) -> Block:
    """Texts side by side, two in a row."""
    shown = [plain(text, _MOST_FIELD) for text in texts[:_MOST_FIELDS]]
    return {"type": "section", "fields": shown}


def paragraphs(lines: Sequence[Sequence[Piece]]) -> Block:
    """Lines of text in which only our links are links."""
    sections = [
        {"type": "rich_text_section", "elements": [_piece(piece) for piece in line]}
        for line in lines
        if line
    ]
    for section in sections[:-1]:
        section["elements"] = [*section["elements"], {"type": "text", "text": "\n"}]
    return {"type": "rich_text", "elements": sections}


def _piece(piece: Piece) -> dict[str, Any]:
    if piece.url:
        return {"type": "link", "url": piece.url, "text": piece.text}
    style = {"style": {"code": True}} if piece.marker else {}
    return {"type": "text", "text": piece.text, **style}


def button(label: str, action: str, value: str) -> Block:
    """A button of ours."""
    text = plain(label, _MOST_BUTTON)
    return {"type": "button", "text": text, "action_id": action, "value": value}


def actions(*buttons: Block) -> Block:
    """Buttons in a row."""
    return {"type": "actions", "elements": list(buttons)}
