"""OpenAI's own client against a real service."""

from collections.abc import Iterator
from pathlib import Path
from threading import Event
from typing import Any

import httpx
import openai
import pytest
from doors import BACKLOG, BACKLOG_ANSWER, serving
from model_server import hanging, in_turn, reply_text, until_left
from model_server import serving as serving_model
from openai import OpenAI

CLAIM = "CoreWeave签下而尚未交付的积压订单合计301亿美元"
FRAMED = f"Cloud Weekly (2025-10-22), in Chinese: “{CLAIM}” (that is, $30.1 billion) [1]"
BEGUN = reply_text((CLAIM, [1]))[:-2]
NO_ANSWER = "Who is the king of Spain?"
SYSTEM = {"role": "system", "content": "Answer in verse."}


@pytest.fixture(scope="module")
def client(server: str) -> Iterator[OpenAI]:
    with OpenAI(base_url=f"{server}/v1", api_key="none", max_retries=0) as client:
        yield client


def user(text: str) -> dict[str, str]:
    return {"role": "user", "content": text}


def complete(client: OpenAI, *messages: Any, **options: Any) -> Any:
    given = {"model": "groundwire", "messages": messages or [user(BACKLOG)], **options}
    return client.chat.completions.create(**given)


def checked(content: str, annotations: list[Any], server: str) -> None:
    """Every marker of the backlog's answer is annotated with its place and the stored quotation's."""
    (found,) = annotations
    cited = found["url_citation"] if isinstance(found, dict) else found.url_citation.model_dump()
    assert content[cited["start_index"] : cited["end_index"]] == "[1]"
    assert cited["title"] == "Orders Outpace Server Halls at CoreWeave"
    assert cited["url"].startswith(f"{server}/#/article/")


def test_a_completion_is_the_answer_with_its_citations(client: OpenAI, server: str) -> None:
    reply = complete(client)
    (choice,) = reply.choices
    assert (choice.finish_reason, choice.message.role) == ("stop", "assistant")
    assert choice.message.content == f"{BACKLOG_ANSWER} [1]"
    checked(choice.message.content, choice.message.annotations, server)
    assert (reply.object, reply.model) == ("chat.completion", "groundwire")
    assert reply.groundwire["answer"] == choice.message.content
    cited = reply.groundwire["citations"][0]
    place = f"{cited['article_id']}/{cited['revision']}/{cited['start']}-{cited['end']}"
    assert choice.message.annotations[0].url_citation.url == f"{server}/#/article/{place}"
    usage = reply.usage
    assert usage.total_tokens == usage.prompt_tokens + usage.completion_tokens
    assert 5 < usage.prompt_tokens < usage.completion_tokens


def test_a_stream_gives_the_same(client: OpenAI, server: str) -> None:
    whole = complete(client)
    chunks = list(complete(client, stream=True, stream_options={"include_usage": True}))
    *parts, last = chunks
    assert {chunk.object for chunk in chunks} == {"chat.completion.chunk"}
    assert len({chunk.id for chunk in chunks}) == 1
    assert parts[0].choices[0].delta.role == "assistant"
    content = "".join(chunk.choices[0].delta.content or "" for chunk in parts)
    assert content == whole.choices[0].message.content
    annotated = [c.choices[0].delta.model_extra.get("annotations") for c in parts]
    (annotations,) = filter(None, annotated)
    checked(content, annotations, server)
    assert [chunk.choices[0].finish_reason for chunk in parts] == [
        *[None] * (len(parts) - 1),
        "stop",
    ]
    assert parts[-1].groundwire["answer"] == content
    assert (last.choices, last.usage) == ([], whole.usage)


def test_usage_is_sent_where_it_is_asked_for(client: OpenAI) -> None:
    *_, last = complete(client, stream=True)
    assert last.usage is None
    assert last.choices[0].finish_reason == "stop"


@pytest.mark.parametrize("stream", [True, False])
def test_an_abstention_is_a_message_with_its_words(client: OpenAI, *, stream: bool) -> None:
    reply = complete(client, user(NO_ANSWER), stream=stream)
    if stream:
        *chunks, last = reply
        text = "".join(chunk.choices[0].delta.content or "" for chunk in chunks)
        whole = last.groundwire
    else:
        text, whole = reply.choices[0].message.content, reply.groundwire
        assert reply.choices[0].message.annotations == []
    assert text == whole["abstention"]["message"]
    assert text.startswith("The articles come near this, but none of them answers it.")


def test_the_history_is_the_conversation(client: OpenAI) -> None:
    turns = [SYSTEM, user(BACKLOG), {"role": "assistant", "content": "30.1 [1]"}]
    reply = complete(client, *turns, user("它的收入是多少？"))
    assert "第二季度CoreWeave收入12.1亿美元" in reply.choices[0].message.content
    alone = complete(client, user("它的收入是多少？"))
    assert alone.choices[0].message.content != reply.choices[0].message.content


def test_content_may_be_parts_and_what_changes_nothing_is_taken(client: OpenAI) -> None:
    parts = [{"type": "text", "text": "What was CoreWeave's backlog"}, {"type": "text", "text": "at the end of June 2025?"}]  # fmt: skip
    reply = complete(
        client,
        {"role": "developer", "content": parts[:1]},
        {"role": "user", "content": parts, "name": "me"},
        temperature=0.7,
        top_p=0.5,
        max_tokens=5,
        stop=["x"],
        seed=1,
        n=1,
        user="me",
        tools=[{"type": "function", "function": {"name": "f", "parameters": {}}}],
        response_format={"type": "text"},
    )
    assert reply.choices[0].message.content == f"{BACKLOG_ANSWER} [1]"


def test_models_are_the_generators_that_can_be_used(client: OpenAI) -> None:
    names = [model.id for model in client.models.list()]
    assert names == ["groundwire", "groundwire-extractive"]
    assert client.models.retrieve("groundwire-extractive").owned_by == "groundwire"
    with pytest.raises(openai.NotFoundError, match="there is no model 'gpt-x'") as raised:
        client.models.retrieve("gpt-x")
    assert raised.value.code == "model_not_found"
    reply = complete(client, model="groundwire-extractive")
    assert (reply.model, reply.groundwire["generator"]) == ("groundwire-extractive", "extractive")


IMAGE = {"type": "image_url", "image_url": {"url": "http://a"}}


@pytest.mark.parametrize(
    ("options", "kind", "message", "code"),
    [
        ({"model": "gpt-5"}, openai.NotFoundError, "there is no model 'gpt-5'", "model_not_found"),
        ({"model": "groundwire-groundwire"}, openai.NotFoundError, "GET /v1/models", "model_not_found"),
        ({"messages": []}, openai.BadRequestError, "messages: List should have at least 1", None),
        ({"messages": [user("？？")]}, openai.UnprocessableEntityError, "the question is empty", None),
        ({"messages": [SYSTEM]}, openai.UnprocessableEntityError, "no message is of the role user", None),
        ({"messages": [{"role": "user", "content": [IMAGE]}]}, openai.UnprocessableEntityError, "'image_url': send text alone", None),
        ({"messages": [user("a" * 999_999), user("b")]}, openai.UnprocessableEntityError, "more than 1,000,000 characters", None),
        ({"n": 2}, openai.BadRequestError, "n: Input should be less than or equal to 1", None),
        ({"response_format": {"type": "json_object"}}, openai.BadRequestError, "response_format.type", None),
        ({"model": "groundwire-openai"}, openai.InternalServerError, "cannot be used: no server is named", None),
    ],
)  # fmt: skip
@pytest.mark.parametrize("stream", [True, False])
def test_what_cannot_be_answered_is_an_error_of_openai_s(
    client: OpenAI,
    options: dict[str, Any],
    kind: type[openai.APIStatusError],
    message: str,
    code: str | None,
    *,
    stream: bool,
) -> None:
    with pytest.raises(kind) as raised:
        complete(client, stream=stream, **options)
    assert message in raised.value.message
    assert raised.value.code == code
    server_s = kind is openai.InternalServerError
    assert raised.value.type == ("server_error" if server_s else "invalid_request_error")


def test_a_body_that_is_no_json_is_an_error_of_openai_s_too(server: str) -> None:
    reply = httpx.post(f"{server}/v1/chat/completions", content=b"{oops")
    assert reply.status_code == 400
    assert reply.json()["error"]["type"] == "invalid_request_error"


def test_a_key_is_asked_for_in_openai_s_words(home: Path) -> None:
    with serving(home, require_keys="true") as url:
        keyed = OpenAI(base_url=f"{url}/v1", api_key="gw_no_key", max_retries=0)
        with keyed, pytest.raises(openai.AuthenticationError, match="send a key") as raised:
            complete(keyed)
    assert raised.value.code == "invalid_api_key"
    assert raised.value.response.headers["www-authenticate"] == "Bearer"


@pytest.mark.parametrize("stream", [True, False])
def test_a_defect_is_an_error_without_its_words(
    client: OpenAI, monkeypatch: pytest.MonkeyPatch, *, stream: bool
) -> None:
    def fail(*_: object) -> None:
        raise ZeroDivisionError("secret")

    monkeypatch.setattr("rag.answerer.find", fail)
    with pytest.raises(openai.APIError, match="a defect of this service") as raised:
        list(complete(client, stream=stream))
    assert raised.value.type == "server_error"


def test_quotations_are_linked_where_readers_know_the_page(home: Path) -> None:
    chosen = {"public_url": "https://answers.example/wire"}
    with (
        serving(home, **chosen) as url,
        OpenAI(base_url=f"{url}/v1", api_key="none", max_retries=0) as client,
    ):
        reply = complete(client)
    content, annotations = reply.choices[0].message.content, reply.choices[0].message.annotations
    checked(content, annotations, "https://answers.example/wire")


def test_what_broke_off_is_taken_back_in_a_stream(home: Path) -> None:
    behave = in_turn(until_left(BEGUN, Event()), hanging)
    chosen = {"generator": "openai", "generator_deadline": "1"}
    with (
        serving_model(behave) as model,
        serving(home, openai_base_url=model.url, **chosen) as url,
        OpenAI(base_url=f"{url}/v1", api_key="none", max_retries=0) as client,
    ):
        *chunks, last = complete(client, stream=True)
        assert "groundwire-openai" in [model.id for model in client.models.list()]
    content = "".join(chunk.choices[0].delta.content or "" for chunk in chunks)
    notice = "(Disregard the above: it broke off. What follows counts.)"
    assert content == f"{FRAMED}\n\n{notice}\n\n{BACKLOG_ANSWER} [1]"
    (annotations,) = filter(
        None, (c.choices[0].delta.model_extra.get("annotations") for c in chunks)
    )
    checked(content, annotations, url)
    assert annotations[0]["url_citation"]["end_index"] == len(content)
    assert last.groundwire["degraded"]


def test_a_client_that_leaves_stops_the_model(home: Path) -> None:
    left = Event()
    with (
        serving_model(until_left(BEGUN, left)) as model,
        serving(home, generator="openai", openai_base_url=model.url) as url,
        OpenAI(base_url=f"{url}/v1", api_key="none", max_retries=0) as client,
    ):
        with complete(client, stream=True) as chunks:
            content = ""
            while not content:
                content = next(chunks).choices[0].delta.content or ""
        assert content == FRAMED
        assert left.wait(2.0)
