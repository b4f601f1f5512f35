"""What the generators that ask a server send, and how they read what comes back."""

import json
import logging
import traceback
from collections.abc import Callable
from typing import Any

import pytest
from leaks import nothing_left
from model_server import (
    Behave,
    Exchange,
    anthropic_events,
    hanging,
    in_turn,
    openai_events,
    reply_text,
    serving,
    well,
    whole,
)
from rag_tasks import task_for

from index import Index
from rag.errors import GeneratorUnavailable, UnknownGenerator
from rag.generators import GeneratorOptions, load_generator
from rag.generators.generator import Speaker
from rag.generators.prompt import REWRITTEN, SCHEMA, answering, rewriting
from rag.stop import Stop

QUESTION = "How much did the library cost?"
CLAIM = "It cost 38.6 million euros"
GOOD = reply_text((CLAIM, [1]))
DRAFT = f"{CLAIM} [1]\n"
KEY = "sk-very-secret"


def write(index: Index, url: str, name: str = "openai", **options: Any) -> str:
    given: dict[str, Any] = {"model": "m", "api_key": KEY, "timeout_s": 5.0, **options}
    generator = load_generator(name, GeneratorOptions(base_url=url, **given))
    return "".join(generator.write(task_for(index, QUESTION)))


def asked(index: Index, name: str, behave: Behave, **options: Any) -> list[Exchange]:
    with serving(behave) as server:
        assert write(index, server.url, name, **options) == DRAFT
        return server.asked


def test_openai_is_sent_the_conversation_the_schema_and_the_key(shared_index: Index) -> None:
    (exchange,) = asked(shared_index, "openai", well(GOOD))
    assert exchange.path == "/v1/chat/completions"
    assert exchange.headers["authorization"] == f"Bearer {KEY}"
    body = exchange.body
    assert (body["model"], body["stream"], body["temperature"]) == ("m", True, 0)
    assert body["response_format"]["json_schema"]["schema"] == SCHEMA
    instruction = answering(task_for(shared_index, QUESTION)).instruction
    assert body["messages"][0] == {"role": "system", "content": instruction}
    assert json.loads(body["messages"][-1]["content"])["question"] == QUESTION


def test_anthropic_is_sent_the_schema_as_a_tool_that_it_has_to_use(shared_index: Index) -> None:
    (exchange,) = asked(shared_index, "anthropic", well(GOOD))
    assert exchange.path == "/v1/messages"
    assert exchange.headers["x-api-key"] == KEY
    assert exchange.headers["anthropic-version"] == "2023-06-01"
    body = exchange.body
    instruction = answering(task_for(shared_index, QUESTION)).instruction
    assert (body["model"], body["stream"], body["system"]) == ("m", True, instruction)
    assert body["tools"][0]["input_schema"] == SCHEMA
    assert body["tool_choice"] == {"type": "tool", "name": body["tools"][0]["name"]}
    assert [turn["role"] for turn in body["messages"]] == ["user", "assistant"] * 2 + ["user"]


@pytest.mark.parametrize("name", ["openai", "anthropic"])
def test_a_follow_up_is_asked_about_with_a_schema_of_its_own(name: str) -> None:
    reply = '{"question": "What did the library cost?"}'
    prompt = rewriting("What did it cost?", ["When did the library open?"])
    with serving(well(reply)) as server:
        options = GeneratorOptions("m", server.url, KEY, 5.0)
        generator = load_generator(name, options)
        assert isinstance(generator, Speaker)
        assert "".join(generator.say(prompt, Stop())) == reply
    body = server.asked[0].body
    sent = body["tools"][0]["input_schema"] if name == "anthropic" else None
    assert (sent or body["response_format"]["json_schema"]["schema"]) == REWRITTEN
    assert json.loads(body["messages"][-1]["content"]) == {
        "before": ["When did the library open?"],
        "question": "What did it cost?",
    }


def test_without_a_key_and_a_model_none_is_sent(shared_index: Index) -> None:
    (exchange,) = asked(shared_index, "openai", well(GOOD), api_key="", model="")
    assert "authorization" not in exchange.headers
    assert "model" not in exchange.body


@pytest.mark.parametrize("status", [400, 422])
@pytest.mark.parametrize(
    ("name", "left_out"),
    [
        ("openai", {"response_format", "temperature", "max_tokens"}),
        ("anthropic", {"tools", "tool_choice"}),
    ],
)
def test_a_server_that_refuses_the_schema_is_asked_without(
    shared_index: Index, name: str, left_out: set[str], status: int
) -> None:
    refusing = in_turn(whole('{"error": "unknown field"}', status), well(GOOD))
    first, second = asked(shared_index, name, refusing)
    assert first.body.keys() - second.body.keys() == left_out
    assert {key: first.body[key] for key in second.body} == second.body


MESSAGE = {"choices": [{"message": {"content": GOOD}, "finish_reason": "stop"}]}
EVENTS = "".join(openai_events(GOOD))


@pytest.mark.parametrize(
    "behave",
    [
        whole(json.dumps(MESSAGE)),
        whole(json.dumps(MESSAGE, indent=2)),
        whole(EVENTS, kind="text/plain"),
        whole(EVENTS.replace("\n", "\r\n"), kind="text/event-stream"),
        whole(EVENTS.replace("data: ", "data:"), kind="text/event-stream"),
        whole(f": comment\nretry: 10\nid: 1\n{EVENTS}", kind="text/event-stream"),
        whole(f'data: {{"choices": []}}\n\n{EVENTS}', kind="text/event-stream"),
        whole(EVENTS.removesuffix("data: [DONE]\n\n"), kind="text/event-stream"),
        well("```json\n" + GOOD + "\n```"),
        well(f"{CLAIM} [1]."),
    ],
)
def test_replies_in_other_forms_are_read(shared_index: Index, behave: Behave) -> None:
    with serving(behave) as server:
        assert write(shared_index, server.url).strip() == DRAFT.strip()


def test_anthropic_may_answer_in_text(shared_index: Index) -> None:
    events = "".join(anthropic_events(GOOD)).replace("partial_json", "text")
    with serving(whole(events, kind="text/event-stream")) as server:
        assert write(shared_index, server.url, "anthropic") == DRAFT


def test_an_error_that_anthropic_streams_is_one(shared_index: Index) -> None:
    event = {"type": "error", "error": {"type": "overloaded_error", "message": KEY}}
    with (
        serving(whole(f"event: error\ndata: {json.dumps(event)}\n\n")) as server,
        pytest.raises(GeneratorUnavailable, match="the server reported an error in its reply"),
    ):
        write(shared_index, server.url, "anthropic")


def test_a_claim_comes_before_the_reply_is_whole(shared_index: Index) -> None:
    def behave(exchange: Exchange) -> None:
        exchange.head()
        for event in openai_events(reply_text((CLAIM, [1]), ("more", [2])))[:12]:
            exchange.send(event)
        exchange.stopped.wait()

    with nothing_left(), serving(behave) as server:
        options = GeneratorOptions(base_url=server.url, timeout_s=5)
        pieces: Any = load_generator("openai", options).write(task_for(shared_index, QUESTION))
        assert next(pieces) == DRAFT
        pieces.close()


@pytest.mark.parametrize("end", ["", "/", "/chat/completions", "/chat/completions/"])
def test_the_url_may_end_in_the_endpoint(shared_index: Index, end: str) -> None:
    with serving(well(GOOD)) as server:
        assert write(shared_index, server.url + end) == DRAFT
        assert server.asked[0].path == "/v1/chat/completions"


@pytest.mark.parametrize(
    "url", ["127.0.0.1:80/v1", "ftp://a/v1", "http://", "http://a\0b", "https://x:99999999", "no"]
)
def test_what_is_no_url_is_refused(url: str) -> None:
    with pytest.raises(GeneratorUnavailable, match=r"generator openai .*address is no URL"):
        load_generator("openai", GeneratorOptions(base_url=url))


def test_a_password_in_the_url_is_refused_without_being_shown() -> None:
    url = "http://me:hidden@a.example/v1"
    with pytest.raises(GeneratorUnavailable, match="give it as the key") as caught:
        load_generator("openai", GeneratorOptions(base_url=url))
    assert "hidden" not in "".join(traceback.format_exception(caught.value))


@pytest.mark.parametrize("key", ["schlüssel", "ab\ncd", "a\0"])
@pytest.mark.parametrize("name", ["openai", "anthropic"])
def test_a_key_that_no_header_can_hold_is_refused_without_being_shown(name: str, key: str) -> None:
    options = GeneratorOptions(model="m", base_url="http://a.example", api_key=key)
    with pytest.raises(GeneratorUnavailable, match="the key has characters that no") as caught:
        load_generator(name, options)
    assert key not in "".join(traceback.format_exception(caught.value))


@pytest.mark.parametrize(
    ("name", "options", "message"),
    [
        ("openai", GeneratorOptions(), "no server is named: give its base URL, or a key and a"),
        ("openai", GeneratorOptions(api_key=KEY), "no server is named"),
        ("anthropic", GeneratorOptions(api_key=KEY), "it wants a key and the name of a model"),
        ("anthropic", GeneratorOptions(model="m"), "it wants a key and the name of a model"),
    ],
)
def test_what_is_missing_is_said(name: str, options: GeneratorOptions, message: str) -> None:
    with pytest.raises(
        GeneratorUnavailable, match=f"the generator {name} cannot be used: {message}"
    ):
        load_generator(name, options)


@pytest.mark.parametrize("name", ["openai", "anthropic"])
@pytest.mark.parametrize("behave", [whole(KEY, 500), whole(KEY, 401), whole(KEY), hanging])
def test_the_key_is_in_no_error_and_no_log(
    shared_index: Index, name: str, behave: Behave, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    with (
        serving(behave) as server,
        pytest.raises(GeneratorUnavailable, match=r"serv|answ") as caught,
    ):
        write(shared_index, server.url, name, timeout_s=0.5)
    assert KEY not in "".join(traceback.format_exception(caught.value))
    assert KEY not in caplog.text
    assert KEY not in repr(GeneratorOptions(api_key=KEY))


@pytest.mark.parametrize("name", ["openai", "anthropic"])
def test_the_key_is_in_no_log_of_a_good_reply(
    shared_index: Index, name: str, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    asked(shared_index, name, well(GOOD))
    assert "HTTP Request: POST" in caplog.text
    assert KEY not in caplog.text


def their_own(make: Callable[..., Any], monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.setattr("fakes.Theirs", make, raising=False)
    return "fakes:Theirs"


def test_a_class_of_ones_own_is_loaded_only_where_that_is_allowed(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    name = their_own(lambda options: options.model, monkeypatch)
    assert load_generator(name, GeneratorOptions(model="m"), own=True) == "m"
    with pytest.raises(UnknownGenerator, match=r"there is no generator 'fakes:Theirs': use one of"):
        load_generator(name)


def failing(options: GeneratorOptions) -> None:
    raise ZeroDivisionError("on purpose")


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("no_such_module:Class", "ModuleNotFoundError: No module named 'no_such_module'"),
        ("fakes:NoSuchClass", "AttributeError: .* has no attribute 'NoSuchClass'"),
        ("fakes:Theirs", "ZeroDivisionError: on purpose"),
        (":", "ValueError: Empty module name"),
    ],
)
def test_a_class_of_ones_own_that_cannot_be_loaded_is_said_to_be_so(
    monkeypatch: pytest.MonkeyPatch, name: str, message: str
) -> None:
    their_own(failing, monkeypatch)
    with pytest.raises(
        GeneratorUnavailable, match=f"the generator {name} cannot be used: {message}"
    ):
        load_generator(name, own=True)
