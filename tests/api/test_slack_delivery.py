"""A reply is posted once, whatever breaks on the way to Slack."""

import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from itertools import pairwise
from pathlib import Path
from threading import Event as Signal
from typing import Any

import httpx
import pytest
from doors import BACKLOG, BACKLOG_QUOTE, serving
from fakes import ScriptedGenerator
from slack_sender import SECRET, TOKEN, Sender, event_body, eventually
from slack_server import SlackServer, slack_server, walk

from api.slack import posting, worker
from api.slack.blocks import Message, Piece, paragraphs
from api.slack.errand import Errand, Kind
from api.slack.posting import LeaseLost, ThreadReply, until
from api.slack.web import Later, Refused, Unknown, Web
from index.catalog.sqlite import SqliteCatalog
from index.embedding.hashed import HashedEmbedder
from index.state import Event, Events, Incoming
from index.times import from_micros

QUESTION = Errand(kind=Kind.QUESTION, channel="C1", thread="1.0", ts="1.0", text="?")
Refusal = tuple[int, dict[str, Any]]


@pytest.fixture
def slack() -> Iterator[SlackServer]:
    with slack_server() as server:
        yield server


@pytest.fixture
def events(tmp_path: Path) -> Iterator[Events]:
    SqliteCatalog.create(tmp_path, "hashed", HashedEmbedder())
    catalog = SqliteCatalog(tmp_path)
    yield catalog.state.events
    catalog.close()


def message(text: str) -> Message:
    return Message(text, (paragraphs([[Piece(text)]]),))


def taken(events: Events) -> Event:
    """The event, as the next worker gets it after the lease of the last has run out."""
    later = until() + posting.LEASE * 10
    events.receive([Incoming("event", "lane", QUESTION.written(), from_micros(0))])
    event = events.lease(f"holder {time.monotonic_ns()}", later, later)
    assert event is not None
    return event


def reply(slack: SlackServer, events: Events, event: Event | None = None) -> ThreadReply:
    web = Web(TOKEN, slack.url)
    return ThreadReply(web, events, event or taken(events), QUESTION, pace_s=0)


def texts(slack: SlackServer) -> list[str]:
    return [message["text"] for message in slack.replies("C1", "1.0")]


def once(answer: Refusal | None, *methods: str) -> Callable[[str, dict[str, Any]], Refusal | None]:
    """Refuses the first call of these methods."""
    left = [answer]
    return lambda method, _: left.pop() if method in methods and left else None


def test_a_cut_post_is_found_and_not_repeated(slack: SlackServer, events: Events) -> None:
    slack.cut = lambda method: method == "chat.postMessage"
    first = reply(slack, events)
    with pytest.raises(Unknown, match=r"Reset|Disconnected|closed"):
        first.finish(message("whole"), "a", "{}")
    assert first.perhaps_posted
    reply(slack, events).finish(message("whole"), "a", "{}")
    assert texts(slack) == ["whole"]
    assert [method for method, _ in slack.calls].count("chat.postMessage") == 1


@pytest.mark.parametrize(
    ("answer", "error"),
    [
        ((500, {}), Unknown),
        ((502, {"ok": False}), Unknown),
        ((200, {"ok": False, "error": "internal_error"}), Unknown),
        ((200, {"ok": False, "error": "fatal_error"}), Unknown),
        ((200, {"ok": False}), Unknown),
        ((429, {"ok": False, "error": "ratelimited", "wait": 7}), Later),
        ((200, {"ok": False, "error": "ratelimited"}), Later),
        ((200, {"ok": False, "error": "channel_not_found"}), Refused),
    ],
)
def test_what_was_not_posted_is_posted_by_the_next(
    slack: SlackServer, events: Events, answer: Refusal, error: type[Exception]
) -> None:
    slack.refuse = once(answer, "chat.postMessage")
    first = reply(slack, events)
    with pytest.raises(error):
        first.finish(message("whole"), "a", "{}")
    assert first.perhaps_posted == (error is Unknown)
    reply(slack, events).finish(message("whole"), "a", "{}")
    assert texts(slack) == ["whole"]


def test_the_wait_that_slack_asks_for_is_told(slack: SlackServer, events: Events) -> None:
    slack.refuse = once((429, {"ok": False, "error": "ratelimited", "wait": 7}), "chat.postMessage")
    with pytest.raises(Later) as told:
        reply(slack, events).finish(message("whole"), "a", "{}")
    assert told.value.wait_s == 7


def test_nobody_at_slack_s_address_means_later(events: Events) -> None:
    absent = ThreadReply(Web(TOKEN, "http://127.0.0.1:9/"), events, taken(events), QUESTION)
    with pytest.raises(Later, match="not reached"):
        absent.finish(message("whole"), "a", "{}")
    assert not absent.perhaps_posted


def test_where_the_thread_cannot_be_read_nothing_is_posted(
    slack: SlackServer, events: Events
) -> None:
    slack.cut = lambda method: method == "chat.postMessage"
    with pytest.raises(Unknown):
        reply(slack, events).finish(message("whole"), "a", "{}")
    slack.refuse = once((429, {"wait": 1}), "conversations.replies")
    second = reply(slack, events)
    with pytest.raises(Later):
        second.finish(message("whole"), "a", "{}")
    assert second.perhaps_posted
    assert texts(slack) == ["whole"]


def test_a_post_that_comes_about_late_is_removed(slack: SlackServer, events: Events) -> None:
    slack.cut = lambda method: method == "chat.postMessage"
    with pytest.raises(Unknown):
        reply(slack, events).finish(message("first"), "a", "{}")
    slack.cut = lambda _: False
    late = slack.messages.pop()  # Slack has it, and does not show it yet
    second = reply(slack, events)

    def show(method: str) -> None:
        if method == "chat.postMessage" and late not in slack.messages:
            slack.messages.append(late)

    slack.before = show
    second.finish(message("second"), "a", "{}")
    assert texts(slack) == ["first"]


def test_what_began_to_grow_is_made_whole_by_the_next(slack: SlackServer, events: Events) -> None:
    reply(slack, events).grow(message("begun"))
    assert texts(slack) == ["begun"]
    reply(slack, events).finish(message("whole"), "a", "{}")
    assert texts(slack) == ["whole"]
    (posted,) = slack.replies("C1", "1.0")
    assert posted["metadata"]["event_payload"] == {"event": "event", "complete": True}


def test_what_cannot_be_shown_yet_is_shown_when_it_is_whole(
    slack: SlackServer, events: Events
) -> None:
    slack.cut = lambda method: method == "chat.postMessage"
    growing = reply(slack, events)
    growing.grow(message("begun"))
    slack.cut = lambda _: False
    growing.finish(message("whole"), "a", "{}")
    assert texts(slack) == ["whole"]


def test_a_message_grows_once_a_second_at_most(slack: SlackServer, events: Events) -> None:
    growing = ThreadReply(Web(TOKEN, slack.url), events, taken(events), QUESTION)
    for n in range(300):
        growing.grow(message("word " * (n + 1)))
        time.sleep(0.01)
    growing.finish(message("whole"), "a", "{}")
    assert texts(slack) == ["whole"]
    at = [moment for method, moment in slack.times if method.startswith("chat.")]
    assert 3 <= len(at) <= 6
    assert min(b - a for a, b in pairwise(at)) > 0.95


def test_a_worker_that_was_taken_for_dead_posts_nothing(slack: SlackServer, events: Events) -> None:
    first = reply(slack, events)
    reply(slack, events).finish(message("second"), "a", "{}")
    with pytest.raises(LeaseLost):
        first.finish(message("first"), "a", "{}")
    assert texts(slack) == ["second"]


def test_a_reply_that_a_person_removed_is_not_posted_again(
    slack: SlackServer, events: Events
) -> None:
    growing = reply(slack, events)
    growing.grow(message("begun"))
    slack.messages.clear()
    growing.finish(message("whole"), "a", "{}")
    assert texts(slack) == []


def test_blocks_that_slack_finds_too_long_are_shortened(slack: SlackServer, events: Events) -> None:
    slack.refuse = once((200, {"ok": False, "error": "msg_blocks_too_long"}), "chat.postMessage")
    parts = tuple(paragraphs([[Piece(text)]]) for text in ("answer", "source", "buttons"))
    reply(slack, events).finish(Message("answer", parts), "a", "{}")
    (posted,) = slack.replies("C1", "1.0")
    said = [part["text"] for part in walk(posted["blocks"]) if "text" in part]
    assert said == ["answer", "buttons"]


@pytest.fixture
def service(
    copied: Callable[[], Path], slack: SlackServer, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Callable[..., Sender]]:
    """Starts the service over one home, as often as is wanted, with these settings."""
    monkeypatch.setattr("api.slack.desk._AGAIN_S", 0.2)
    home = copied()
    with ExitStack() as stack:

        def start(**more: object) -> Sender:
            settings = {"slack_signing_secret": SECRET, "slack_bot_token": TOKEN, **more}
            given = {"slack_api_url": slack.url, **settings}
            url = stack.enter_context(serving(home, **given))
            client = stack.enter_context(httpx.Client(base_url=url, timeout=30))
            return Sender(client, slack)

        yield start


def test_a_reply_is_given_after_slack_had_enough_of_us(
    service: Callable[..., Sender], slack: SlackServer
) -> None:
    slack.refuse = once((429, {"ok": False, "error": "ratelimited", "wait": 1}), "chat.postMessage")
    sender = service()
    ts = sender.ask(BACKLOG)
    (posted,) = eventually(lambda: slack.replies("C1", ts))
    assert BACKLOG_QUOTE in posted["text"]
    at = [moment for method, moment in slack.times if method == "chat.postMessage"]
    assert at[1] - at[0] >= 1


def test_two_services_over_one_home_give_one_reply(
    service: Callable[..., Sender], slack: SlackServer
) -> None:
    one, other = service(), service()
    asked = [one.slack.say("C1", "") for _ in range(10)]
    for ts in asked:
        body = event_body("app_mention", "C1", ts, BACKLOG)
        assert one.event(body).status_code == other.event(body, retry=1).status_code == 200
    eventually(lambda: all(slack.replies("C1", ts) for ts in asked))
    time.sleep(1)
    assert [len(slack.replies("C1", ts)) for ts in asked] == [1] * 10


def test_a_defect_in_answering_is_told(
    service: Callable[..., Sender], slack: SlackServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> None:
        raise RuntimeError("a secret of the service")

    monkeypatch.setattr("rag.answerer.Answerer.stream", broken)
    ts = service().ask("谁设计了图书馆？")
    (posted,) = eventually(lambda: slack.replies("C1", ts))
    assert posted["text"].replace("\u200b", "") == "无法回答：服务出现故障，详情见其日志"


def test_an_answer_is_shown_while_it_grows(
    service: Callable[..., Sender], slack: SlackServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(posting, "PACE_S", 0.3)
    more = Signal()

    class Paused(ScriptedGenerator):
        def write(self, task: object) -> Iterator[str]:
            time.sleep(0.5)
            yield f"{BACKLOG_QUOTE} [1]\n"
            more.wait(30)
            yield f"{BACKLOG_QUOTE} [1]\n"

    monkeypatch.setattr("api.bootstrap.load_generator", lambda *_, **__: Paused([]))
    ts = service(generator="openai").ask(BACKLOG)
    (begun,) = eventually(lambda: slack.replies("C1", ts))
    assert BACKLOG_QUOTE in begun["text"]
    assert begun["text"].endswith("[1] …")
    assert not begun["metadata"]["event_payload"]["complete"]
    assert [block["type"] for block in begun["blocks"]] == ["rich_text"]
    more.set()
    (posted,) = slack.replies("C1", ts)
    assert eventually(lambda: posted["metadata"]["event_payload"]["complete"])
    assert posted["blocks"][-1]["type"] == "actions"
    assert len(slack.replies("C1", ts)) == 1


def test_a_long_answer_keeps_its_lease(
    service: Callable[..., Sender], slack: SlackServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    short = posting.LEASE / 20
    monkeypatch.setattr(posting, "LEASE", short)
    monkeypatch.setattr(worker, "LEASE", short)
    begun = Signal()

    class Slow(ScriptedGenerator):
        def write(self, task: object) -> Iterator[str]:
            begun.set()
            time.sleep(4 * short.total_seconds())
            yield "nothing that holds"

    monkeypatch.setattr("api.bootstrap.load_generator", lambda *_, **__: Slow([]))
    one, _ = service(generator="openai"), service(generator="openai")
    ts = one.ask(BACKLOG)
    assert begun.wait(30)
    eventually(lambda: slack.replies("C1", ts))
    time.sleep(2 * short.total_seconds())
    assert len(slack.replies("C1", ts)) == 1
    assert [method for method, _ in slack.calls].count("chat.postMessage") == 1


def test_what_cannot_be_posted_is_given_up(
    service: Callable[..., Sender], slack: SlackServer, caplog: pytest.LogCaptureFixture
) -> None:
    refused = (200, {"ok": False, "error": "is_archived"})
    slack.refuse = lambda method, _: refused if method == "chat.postMessage" else None
    ts = service().ask(BACKLOG)
    told = eventually(lambda: [line for line in caplog.messages if "given up" in line])
    assert told == [f"message/T1/C1/{ts} is given up: Slack refused: is_archived"]
    time.sleep(1.5)
    assert [method for method, _ in slack.calls].count("chat.postMessage") == 1


def test_a_response_whose_fate_is_unknown_is_not_repeated(
    service: Callable[..., Sender], slack: SlackServer
) -> None:
    slack.cut = lambda method: method == "hook"
    assert service().command(BACKLOG, "cut").status_code == 200
    assert eventually(lambda: slack.responses)
    time.sleep(2)
    assert [name for name, _ in slack.responses] == ["cut"]
