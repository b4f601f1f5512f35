"""The bot in conversation, over HTTP with a stand-in for Slack."""

import json
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from doors import BACKLOG, BACKLOG_ANSWER, BACKLOG_QUOTE, serving
from slack_sender import SECRET, TOKEN, Sender, event_body, eventually
from slack_server import BOT, SlackServer, slack_server, walk

from api.slack.listening import CHECK_CLAIM
from api.slack.rendering import HELPFUL, NOT_HELPFUL, SHARE

PUBLIC = "https://ask.example.org"


@pytest.fixture(scope="module")
def kept(copied: Callable[[], Path]) -> Path:
    return copied()


@pytest.fixture
def slack() -> Iterator[SlackServer]:
    with slack_server() as server:
        yield server


@pytest.fixture
def sender(kept: Path, slack: SlackServer) -> Iterator[Sender]:
    settings = {
        "slack_signing_secret": SECRET,
        "slack_bot_token": TOKEN,
        "slack_api_url": slack.url,
        "public_url": PUBLIC,
    }
    with serving(kept, **settings) as url, httpx.Client(base_url=url, timeout=30) as client:
        yield Sender(client, slack)


def replies(sender: Sender, ts: str, count: int = 1, channel: str = "C1") -> list[dict[str, Any]]:
    """The bot's replies in a thread once there are so many, and no more a moment later."""
    eventually(lambda: len(sender.slack.replies(channel, ts)) >= count)
    time.sleep(0.3)
    found = sender.slack.replies(channel, ts)
    assert len(found) == count
    return found


def shown(message: dict[str, Any]) -> str:
    """All that a message says, in order."""
    return "\n".join(
        part["text"] for part in walk(message["blocks"]) if isinstance(part.get("text"), str)
    )


def quiet(sender: Sender, ts: str, channel: str = "C1") -> None:
    """Nobody is answered, though others are meanwhile."""
    replies(sender, sender.ask(BACKLOG, "C9"), channel="C9")
    assert sender.slack.replies(channel, ts) == []


def test_a_mention_is_answered_in_its_thread(sender: Sender) -> None:
    ts = sender.ask(BACKLOG)
    (reply,) = replies(sender, ts)
    said = shown(reply)
    assert said.startswith(f"{BACKLOG_ANSWER} \n[1]")
    assert "[1] Orders Outpace Server Halls at CoreWeave · Cloud Weekly · 2025-10-22 07:50" in said
    assert f"“{BACKLOG_QUOTE}”" in said
    assert f"<{PUBLIC}/#/article/d79531914a244a9c/1/58-102|Show in the article>" in said
    assert "Searched 47 passages of 12 articles." in said
    assert (reply["unfurl_links"], reply["unfurl_media"]) == (False, False)
    assert reply["metadata"]["event_payload"] == {"event": f"message/T1/C1/{ts}", "complete": True}


def test_a_follow_up_needs_no_mention_and_knows_what_was_said(sender: Sender) -> None:
    ts = sender.ask("镍的回收率，Ochrebank是多少？")
    replies(sender, ts)
    later = sender.slack.say("C1", "那锂呢？", thread=ts)
    sender.tell("message", "C1", later, "那锂呢？", ts)
    reply = shown(replies(sender, ts, 2)[1])
    assert "锂的回收率是88%" in reply
    assert "理解为“Ochrebank的锂？”。" in reply


def test_what_is_said_to_others_in_the_thread_is_not_answered(sender: Sender) -> None:
    ts = sender.ask(BACKLOG)
    replies(sender, ts)
    for text in ("<@U2> what do you think?", "<!here> look at this", "<!subteam^S1> yours?"):
        sender.tell("message", "C1", sender.slack.say("C1", text, thread=ts), text, ts)
    replies(sender, ts)


@pytest.mark.parametrize(
    "more",
    [
        {},
        {"thread_ts": "1.000001"},
        {"bot_id": "B2", "text": f"<@{BOT}> hello"},
        {"user": BOT, "text": f"<@{BOT}> hello"},
        {"user": "", "text": f"<@{BOT}> hello"},
        {"subtype": "message_changed", "text": f"<@{BOT}> hello"},
        {"subtype": "message_deleted", "channel_type": "im"},
        {"subtype": "bot_message", "channel_type": "im"},
        {"subtype": "assistant_app_thread", "channel_type": "im"},
        {"edited": {"user": "U1", "ts": "2.0"}, "text": f"<@{BOT}> hello"},
        {"hidden": True, "channel_type": "im"},
    ],
    ids=str,
)
def test_what_is_not_asked_of_us_is_not_answered(sender: Sender, more: dict[str, Any]) -> None:
    ts = sender.slack.say("C1", "a message")
    given = {"kind": "message", "text": BACKLOG, "channel_type": "channel", **more}
    sender.event(event_body(channel="C1", ts=ts, **given)).raise_for_status()
    quiet(sender, more.get("thread_ts", ts))


def test_a_direct_message_is_answered_and_its_thread_says_what_is_done(sender: Sender) -> None:
    ts = sender.slack.say("D1", "Who designed the library?")
    sender.tell("message", "D1", ts, "Who designed the library?", channel_type="im")
    replies(sender, ts, channel="D1")
    statuses = [body for method, body in sender.slack.calls if method.endswith("setStatus")]
    assert [(s["thread_ts"], s["status"]) for s in statuses] == [(ts, "is reading the articles…")]


def test_an_opened_thread_is_offered_questions_that_are_answered(sender: Sender) -> None:
    thread = {"user_id": "U1", "channel_id": "D1", "thread_ts": "1.0", "context": {}}
    body = event_body("assistant_thread_started", "D1", "1.0", "", assistant_thread=thread)
    sender.event(body).raise_for_status()
    name = "assistant.threads.setSuggestedPrompts"
    (offered,) = eventually(lambda: [body for method, body in sender.slack.calls if method == name])
    prompts = [prompt["message"] for prompt in offered["prompts"]]
    assert len(prompts) == 4
    for prompt in prompts[:2]:
        ts = sender.slack.say("D1", prompt, thread="1.0")
        sender.tell("message", "D1", ts, prompt, "1.0", channel_type="im")
    for reply in replies(sender, "1.0", 2, "D1"):
        assert "[1]" in shown(reply)


def test_words_that_limit_the_search_are_shown(sender: Sender) -> None:
    asked = "What did Harbour Ledger report about Amazon on 2025-10-27?"
    (reply,) = replies(sender, sender.ask(asked))
    limits = "published since 2025-10-27, published before 2025-10-28, from Harbour Ledger"
    assert f"Looked for: {limits}." in shown(reply)


def test_an_abstention_says_why(sender: Sender) -> None:
    (reply,) = replies(sender, sender.ask("Who won the chess title in 1972?"))
    assert shown(reply).startswith("None of the articles answers this.")
    assert "“" not in shown(reply)


def test_an_abstention_quotes_what_comes_near(sender: Sender) -> None:
    (reply,) = replies(sender, sender.ask("Who is the king of Spain?"))
    assert shown(reply).startswith("The articles come near this, but none of them answers it.")
    near = shown(reply).split("What comes nearest:")[1]
    assert "后来被提名为驻西班牙大使”" in near


def test_a_mention_without_a_question_is_told_how_to_ask(sender: Sender) -> None:
    (reply,) = replies(sender, sender.ask("  "))
    assert shown(reply).startswith("Ask me something about the articles")


def test_sources_that_disagree_stand_side_by_side(sender: Sender) -> None:
    (reply,) = replies(sender, sender.ask("Ochrebank全厂的年处理能力是多少？"))
    (section,) = (block for block in reply["blocks"] if "fields" in block)
    values = [field["text"].split("\n") for field in section["fields"]]
    assert sorted(value for value, _ in values) == ["4.5万吨 [2]", "4万吨 [1]"]
    assert {facts.split(" · ")[0] for _, facts in values} == {"Kiln & Cable", "Northbank Wire"}


def responses(sender: Sender, name: str, count: int = 1) -> list[dict[str, Any]]:
    """What was sent to the `response_url` of that name."""

    def sent() -> list[dict[str, Any]]:
        return [body for hook, body in sender.slack.responses if hook == name]

    eventually(lambda: len(sent()) >= count)
    time.sleep(0.3)
    assert len(sent()) == count
    return sent()


def button(message: dict[str, Any], action: str) -> str:
    """The value of one of the buttons under a message."""
    return str(next(p["value"] for p in walk(message["blocks"]) if p.get("action_id") == action))


def test_a_command_is_answered_to_one_and_shared_to_all_once(sender: Sender) -> None:
    acknowledged = sender.command(BACKLOG, "share").json()
    assert acknowledged["response_type"] == "ephemeral"
    assert "What was CoreWeave's backlog" in acknowledged["text"]
    (answer,) = responses(sender, "share")
    assert (answer["response_type"], answer["replace_original"]) == ("ephemeral", False)
    assert BACKLOG_QUOTE in shown(answer)
    for at in ("1.0", "2.0"):  # a double click
        sender.press(SHARE, button(answer, SHARE), at)
    shared, cleared = responses(sender, "press-1.0", 2)
    assert shared["response_type"] == "in_channel"
    assert BACKLOG_QUOTE in shown(shared)
    assert [block["type"] for block in shared["blocks"]].count("actions") == 0
    assert cleared == {"delete_original": True}
    responses(sender, "press-2.0", 0)


def test_a_message_s_statements_are_held_against_the_articles(sender: Sender) -> None:
    said = (
        "*CoreWeave*'s backlog was $30.1 billion at the end of June. "
        "Ochrebank recovers 90% of nickel and cobalt. The moon is made of cheese. Is that so?"
    )
    sender.interact(
        type="message_action",
        callback_id=CHECK_CLAIM,
        trigger_id="claim",
        response_url=sender.hook("claim"),
        message={"text": said, "ts": "1.0"},
        channel={"id": "C1"},
    ).raise_for_status()
    (found,) = responses(sender, "claim")
    assert found["response_type"] == "ephemeral"
    text = shown(found)
    agreed, differing, unknown = (text.index(word) for word in ("✅", "⚠️", "❔"))
    assert (
        agreed < text.index(BACKLOG_QUOTE) < differing < text.index("镍和钴的回收率是96%") < unknown
    )
    assert "The articles neither confirm nor contradict this." in text
    assert "Is that so" not in text


def test_votes_are_kept_and_become_questions(sender: Sender, kept: Path, inside: Any) -> None:
    (reply,) = replies(sender, sender.ask(BACKLOG))
    (other,) = replies(sender, sender.ask("Who is the king of Spain?"))
    where = {"thread_ts": reply["thread_ts"]}
    sender.press(HELPFUL, button(reply, HELPFUL), "11.0", container=where).raise_for_status()
    sender.press(HELPFUL, button(other, HELPFUL), "12.0").raise_for_status()
    sender.press(NOT_HELPFUL, button(other, NOT_HELPFUL), "13.0").raise_for_status()
    (thanks,) = responses(sender, "press-11.0")
    assert (thanks["text"], thanks["thread_ts"]) == ("Noted, thank you.", reply["thread_ts"])
    responses(sender, "press-13.0")
    rows = inside("groundwire", "feedback", "--home", kept, "--json").json
    assert [(row["answer"]["question"], row["helpful"]) for row in rows] == [
        (BACKLOG, True),
        ("Who is the king of Spain?", False),
    ]
    listed = inside("groundwire", "feedback", "--home", kept)
    assert "yes" in listed.out
    assert listed.err.strip() == "1 of 2 helpful"
    file = kept.with_name("helpful.jsonl")
    assert inside("groundwire", "feedback", "--home", kept, "--export", file).status == 0
    (line,) = map(json.loads, file.read_text("utf-8").splitlines())
    assert (line["question"], line["kind"], line["lang"]) == (BACKLOG, "fact", "en")
    assert line["answers"] == line["evidence"] == [BACKLOG_QUOTE]
    measured = inside("groundwire", "eval", file, "--home", kept, "--json")
    assert measured.status == 0
