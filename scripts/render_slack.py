"""How answers look in Slack, as text: docs/slack.md, from the sample feed.

    python scripts/render_slack.py > docs/slack.md

It ingests the feed into a folder that it removes, asks, and writes each message's blocks as text.
"""

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from api.bootstrap import open_answerer, open_claim_checker, open_index
from api.cli.articles import articles_of
from api.cli.progress import Meter
from api.settings import Settings, read_settings
from api.slack.blocks import Block, Message
from api.slack.claims import claim_message
from api.slack.links import Links
from api.slack.mattermost import markdown
from api.slack.prompts import suggestions
from api.slack.rendering import View, answer_message
from index import Index
from index.ingest import ingest
from rag import Request

FEED = Path(__file__).parents[1] / "examples" / "technology-feed.txt"
PUBLIC = "https://groundwire.example.org"
QUESTIONS = (
    ("A mention, answered in its thread", "What was CoreWeave's backlog at the end of June 2025?"),
    ("A question in Chinese", "Ochrebank的镍和钴回收率是多少？"),
    ("Sources that disagree", "Ochrebank全厂的年处理能力是多少？"),
    ("What limits the search", "What did Harbour Ledger report about Amazon on 2025-10-27?"),
    ("An abstention", "Who is the king of Spain?"),
)
CLAIM = (
    "CoreWeave's backlog was $30.1 billion at the end of June. "
    "Ochrebank recovers 90% of nickel and cobalt. The moon is made of cheese."
)
INTRODUCTION = """# How it looks in Slack

Messages as the bot posts them, their blocks as text: links stand as `label → address`, buttons in
brackets, small print is indented. `python scripts/render_slack.py` makes this page from the
[sample feed](../examples/technology-feed.txt)."""


def main() -> None:
    with TemporaryDirectory() as folder:
        settings = read_settings({}, home=Path(folder), public_url=PUBLIC)
        with open_index(settings, create=True) as index:
            for _ in ingest(index, articles_of([str(FEED)], settings.zone, Meter(0))):
                pass
            print("\n\n".join([INTRODUCTION, *_sections(index, settings)]))


def _sections(index: Index, settings: Settings) -> Iterator[str]:
    answerer, view = open_answerer(index, settings), View(Links(f"{PUBLIC}/"), settings.zone)
    for heading, question in QUESTIONS:
        answer = answerer.ask(Request(question))
        yield _section(heading, question, _shown(answer_message(answer, view)))
    answer = answerer.ask(Request(QUESTIONS[1][1]))
    shared = answer_message(answer, view, share=True)
    yield _section("`/ask`, seen by one until it is shared", answer.question, _shown(shared))
    checked = open_claim_checker(index, settings).check(CLAIM)
    yield _section(
        "The shortcut *Check this claim*", CLAIM, _shown(claim_message(checked, view, ""))
    )
    titles = "\n".join(f"[{prompt['title']}]" for prompt in suggestions(index, answerer))
    yield _section("Suggested prompts of an assistant's thread", "(opened)", titles)
    yield _section("`/ask` in Mattermost, as Markdown", QUESTIONS[1][1], markdown(answer, view))
    blocks = json.dumps(answer_message(answer, view).blocks[:2], ensure_ascii=False, indent=1)
    yield f"## Block Kit of the answer in Chinese, its first blocks\n\n```json\n{blocks}\n```"


def _section(heading: str, asked: str, shown: str) -> str:
    return f"## {heading}\n\n> {asked}\n\n```\n{shown}\n```"


def _shown(message: Message) -> str:
    return "\n".join(line for block in message.blocks for line in _block(block))


def _block(block: Block) -> Iterator[str]:
    kind = block["type"]
    if kind == "rich_text":
        for section in block["elements"]:
            yield "".join(_element(part) for part in section["elements"]).rstrip("\n")
    elif kind == "context":
        yield from (f"    {_text(part)}" for part in block["elements"])
    elif kind == "section":
        columns = [field["text"].split("\n") for field in block["fields"]]
        width = max(len(line) for column in columns for line in column) + 3
        yield from (
            "".join(f"{cell:{width}}" for cell in row).rstrip()
            for row in zip(*columns, strict=True)
        )
    elif kind == "actions":
        yield " ".join(f"[{button['text']['text']}]" for button in block["elements"])


def _element(part: Mapping[str, Any]) -> str:
    return f"{part['text']}→" if part["type"] == "link" else str(part["text"])


def _text(part: Mapping[str, Any]) -> str:
    text = str(part["text"])
    if part["type"] != "mrkdwn":
        return text
    links = (link.strip("<>").split("|") for link in text.split(" · "))
    return " · ".join(f"{label} → {url}" for url, label in links)


if __name__ == "__main__":
    main()
