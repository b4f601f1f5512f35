"""What of a message Slack would read as markup that is not ours."""

import re
from collections.abc import Iterator
from typing import Any

from slack_server import walk

_LINK = re.compile(r"<(?P<url>https?://[^<>|\s]+)\|(?P<label>[^<>|]+)>")
_LABELS = {"Show in the article", "Original", "查看文中位置", "原文"}
_FORMATTED = re.compile(r"(?<![\w])([*_~`])(?=\S)[^\n]*?(?<=\S)\1(?!\w)")
_EMOJI = re.compile(r":[\w+'-]+:")
_ENTITY = re.compile(r"&(?!amp;|lt;|gt;)")
_RICH = {"rich_text", "rich_text_section", "text", "link"}


def live(message: dict[str, Any], *ours: str) -> list[str]:
    """Every piece of markup that is shown as more than text; links to `ours` are meant."""
    return [*_in_text(message["text"]), *_in_blocks(message["blocks"], ours)]


def _in_text(text: str) -> Iterator[str]:
    """The notification, which is read as `mrkdwn` in places."""
    for pattern in (re.compile(r"[<>]"), _ENTITY, _FORMATTED, _EMOJI):
        yield from (f"text: {found[0]}" for found in pattern.finditer(text))


def _in_blocks(blocks: list[dict[str, Any]], ours: tuple[str, ...]) -> Iterator[str]:
    for part in walk(blocks):
        kind = part.get("type")
        if kind == "mrkdwn":
            yield from _in_mrkdwn(part["text"], ours)
        elif kind == "plain_text" and part["emoji"] is not False:
            yield f"emoji: {part['text']}"
        elif kind == "link" and not part["url"].startswith(ours):
            yield f"link: {part['url']}"
    for block in blocks:
        if block["type"] == "rich_text":
            yield from (
                f"rich: {p['type']}" for p in walk(block) if p.get("type") not in {*_RICH, None}
            )


def _in_mrkdwn(text: str, ours: tuple[str, ...]) -> Iterator[str]:
    for link in text.split(" · "):
        found = _LINK.fullmatch(link)
        if not found or found["label"] not in _LABELS or not found["url"].startswith(ours):
            yield f"mrkdwn: {link}"
