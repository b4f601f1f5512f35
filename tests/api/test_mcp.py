"""The protocol's own client, against the service and against `groundwire mcp`."""

import json
import subprocess
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path
from threading import Event
from typing import Any

import anyio
import httpx
import jsonschema
import pytest
from doors import BACKLOG, BACKLOG_ANSWER, BACKLOG_QUOTE, COMMANDS, environment, run, serving
from mcp import Client, StdioServerParameters
from mcp.client.stdio import stdio_client
from mcp_types import CallToolResult, TextContent
from model_server import reply_text, until_left
from model_server import serving as serving_model
from pydantic import TypeAdapter

from api.keys import new_key
from index import Index
from index.state import Scope
from rag import Answer

TOOLS = ["ask", "search", "get_article", "list_sources"]
Use = Callable[[Client], Awaitable[Any]]


@pytest.fixture(params=["http", "stdio"])
def using(request: pytest.FixtureRequest, home: Path) -> Callable[[Use], Any]:
    """Runs what uses a client that is connected over either transport."""

    @asynccontextmanager
    async def connected() -> AsyncGenerator[Client, None]:
        if request.param == "http":
            url = request.getfixturevalue("server")
            async with Client(f"{url}/mcp") as client:
                yield client
        else:
            command = [str(COMMANDS / "groundwire"), "mcp", "--home", str(home)]
            started = StdioServerParameters(command=command[0], args=command[1:], env=environment())
            async with Client(stdio_client(started)) as client:
                yield client

    def used(use: Use) -> Any:
        async def main() -> Any:
            async with connected() as client:
                return await use(client)

        return anyio.run(main)

    return used


def text(result: CallToolResult) -> str:
    (content,) = result.content
    assert isinstance(content, TextContent)
    return content.text


def called(using: Callable[[Use], Any], name: str, **arguments: Any) -> CallToolResult:
    """What a tool gives; its structured content is what its output schema says."""

    async def use(client: Client) -> CallToolResult:
        tools = {tool.name: tool for tool in (await client.list_tools()).tools}
        result = await client.call_tool(name, arguments)
        if not result.is_error:
            jsonschema.validate(result.structured_content, tools[name].output_schema)
        return result

    result = using(use)
    assert isinstance(result, CallToolResult)
    return result


def test_the_tools_are_described(using: Callable[[Use], Any]) -> None:
    async def use(client: Client) -> Any:
        assert client.server_info.name == "groundwire"
        assert "Put whole questions to `ask`" in (client.instructions or "")
        return (await client.list_tools()).tools

    tools = using(use)
    assert [tool.name for tool in tools] == TOOLS
    for tool in tools:
        assert tool.annotations.read_only_hint
        assert tool.description.endswith(".")
        for name, field in tool.input_schema["properties"].items():
            assert name in {"mode", "top_k"} or json.dumps(field).find('"description"') > 0, name
    assert tools[0].input_schema["required"] == ["question"]
    assert {"answer", "claims", "citations", "abstention"} <= tools[0].output_schema[
        "properties"
    ].keys()


def test_ask_gives_the_answer_and_its_words(using: Callable[[Use], Any]) -> None:
    result = called(using, "ask", question=BACKLOG)
    answer = TypeAdapter(Answer).validate_python(result.structured_content)
    assert answer.answer == f"{BACKLOG_ANSWER} [1]"
    first, quoted = text(result).split("\n\n")
    assert first == answer.answer
    assert quoted.startswith("[1] Orders Outpace Server Halls at CoreWeave · Cloud Weekly · 2025")
    assert quoted.endswith(f"“{BACKLOG_QUOTE}”")


def test_ask_quotes_what_comes_near_where_nothing_answers(using: Callable[[Use], Any]) -> None:
    result = called(using, "ask", question="Who is the king of Spain?")
    content = result.structured_content
    assert content is not None
    first, *others = content["abstention"]["nearest"]
    assert (content["citations"], len(others)) == ([], 0)
    heading, *near = text(result).split("\n\n")[1].split("\n")
    assert heading == "What comes nearest:"
    assert near[0].startswith("- Who Pays for the Ballroom")
    assert near[1].endswith(f"“{first['quote']}”")


def test_ask_follows_up_and_filters(using: Callable[[Use], Any]) -> None:
    result = called(using, "ask", question="它的收入是多少？", history=[BACKLOG])
    assert "第二季度CoreWeave收入12.1亿美元" in text(result)
    result = called(using, "ask", question=BACKLOG, since="2026-01-01")
    assert text(result).startswith("No article lies within the chosen dates")
    content = result.structured_content
    assert content is not None
    assert (content["status"], content["abstention"]["reason"]) == ("abstained", "out_of_range")


def test_search_get_article_and_list_sources_lead_to_one_another(
    using: Callable[[Use], Any],
) -> None:
    async def use(client: Client) -> None:
        sources = await client.call_tool("list_sources", {})
        named = {row["name"]: row["articles"] for row in sources.structured_content["sources"]}
        assert sum(named.values()) == 12
        assert f"Cloud Weekly: {named['Cloud Weekly']}" in text(sources)
        found = await client.call_tool(
            "search", {"query": "积压订单", "sources": ["Cloud Weekly"], "top_k": 2}
        )
        hit = found.structured_content["hits"][0]
        assert {row["source"] for row in found.structured_content["hits"]} == {"Cloud Weekly"}
        assert f"article_id={hit['article_id']} revision=1" in text(found)
        read = await client.call_tool("get_article", {"article_id": hit["article_id"]})
        article = read.structured_content
        assert article["text"][hit["start"] : hit["end"]] == hit["text"]
        assert (article["start"], article["end"]) == (0, article["length"])
        rest = await client.call_tool(
            "get_article", {"article_id": hit["article_id"], "revision": 1, "start": hit["start"]}
        )
        assert rest.structured_content["text"] == article["text"][hit["start"] :]

    using(use)


@pytest.mark.parametrize(
    ("name", "arguments", "message"),
    [
        ("ask", {"question": "？？"}, "the question is empty: ask something"),
        ("ask", {"question": BACKLOG, "since": "soon"}, "soon"),
        ("ask", {}, "question"),
        ("ask", {"question": BACKLOG, "sources": ["Nowhere"]}, "Cloud Weekly"),
        ("search", {"query": ""}, "at least 1 character"),
        ("search", {"query": "a", "top_k": 1000}, "less than or equal to 50"),
        ("get_article", {"article_id": "none"}, "search gives the ids of what there is"),
        ("get_article", {"article_id": "none", "start": -1}, "greater than or equal to 0"),
    ],
)
def test_an_error_says_what_to_do(
    using: Callable[[Use], Any], name: str, arguments: dict[str, Any], message: str
) -> None:
    result = called(using, name, **arguments)
    assert result.is_error
    assert message in text(result)


def test_a_long_article_is_read_in_stretches(tmp_path: Path) -> None:
    (tmp_path / "long.txt").write_text("The ferry resumed service today. " * 1_000, "utf-8")
    assert (
        run("groundwire", "ingest", "--home", tmp_path / "home", tmp_path / "long.txt").status == 0
    )

    async def use(url: str) -> None:
        async with Client(f"{url}/mcp") as client:
            found = await client.call_tool("search", {"query": "ferry"})
            given = {"article_id": found.structured_content["hits"][0]["article_id"]}
            first = await client.call_tool("get_article", given)
            assert len(first.structured_content["text"]) == 20_000
            assert text(first).endswith("\n\n(to go on: start=20000)")
            last = await client.call_tool("get_article", {**given, "start": 20_000})
            assert last.structured_content["end"] == last.structured_content["length"]
            assert "to go on" not in text(last)

    with serving(tmp_path / "home") as url:
        anyio.run(use, url)


def test_a_defect_is_an_error_without_its_words(
    server: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise ZeroDivisionError("secret")

    async def use() -> None:
        async with Client(f"{server}/mcp") as client:
            result = await client.call_tool("ask", {"question": BACKLOG})
            assert (result.is_error, text(result)) == (True, "Error executing tool ask")

    monkeypatch.setattr("rag.answerer.find", fail)
    anyio.run(use)


def test_a_call_that_is_given_up_stops_the_model(home: Path) -> None:
    left = Event()

    async def use(url: str) -> None:
        async with Client(f"{url}/mcp") as client:
            with anyio.move_on_after(2.0):
                await client.call_tool("ask", {"question": BACKLOG})
            assert await anyio.to_thread.run_sync(left.wait, 5.0)

    behave = until_left(reply_text(("a", [1]))[:-2], left)
    with (
        serving_model(behave) as model,
        serving(home, generator="openai", openai_base_url=model.url) as url,
    ):
        anyio.run(use, url)


def test_the_protocol_wants_a_key_that_may_ask(copied: Callable[[], Path]) -> None:
    home = copied()
    listing = {"jsonrpc": "2.0", "id": 1, "method": "tools/list"}
    accept = {"accept": "application/json, text/event-stream"}

    def status(url: str, *scopes: Scope) -> int:
        key, written = new_key("test", scopes, datetime(2026, 11, 23, tzinfo=UTC))
        with Index(home) as index:
            index.state.keys.add(key)
        headers = {**accept, "authorization": f"Bearer {written}"}
        return httpx.post(f"{url}/mcp", json=listing, headers=headers).status_code

    with serving(home, require_keys="true") as url:
        reply = httpx.post(f"{url}/mcp", json=listing, headers=accept)
        assert (reply.status_code, reply.headers["content-type"]) == (
            401,
            "application/problem+json",
        )
        assert [status(url, Scope.ASK), status(url, Scope.INGEST)] == [200, 403]


@pytest.mark.parametrize(
    ("method", "content", "status"),
    [
        ("GET", b"", 405),
        ("DELETE", b"", 405),
        ("POST", b"{oops", 400),
        ("POST", b"[]", 400),
        ("PUT", b"", 405),
    ],
)
def test_what_is_no_part_of_the_protocol_is_refused(
    server: str, method: str, content: bytes, status: int
) -> None:
    headers = {
        "accept": "application/json, text/event-stream",
        "content-type": "application/json",
    }
    reply = httpx.request(method, f"{server}/mcp", content=content, headers=headers, timeout=5)
    assert reply.status_code == status


def test_nothing_but_the_protocol_is_on_standard_output(home: Path, tmp_path: Path) -> None:
    """Though a library prints: here the user's own generator does."""
    (tmp_path / "loud.py").write_text(
        "class Loud:\n"
        "    def __init__(self, options): print('made')\n"
        "    def write(self, task):\n"
        "        print('writing')\n"
        "        yield task.evidence[0].statement.text + ' [1]'\n",
        "utf-8",
    )
    env = environment(GROUNDWIRE_GENERATOR="loud:Loud", PYTHONPATH=f"{Path.cwd()}:{tmp_path}")
    begin = {"protocolVersion": "2025-06-18", "capabilities": {}, "clientInfo": {"name": "t", "version": "1"}}  # fmt: skip
    rows = [
        {"jsonrpc": "2.0", "id": 1, "method": "initialize", "params": begin},
        {"jsonrpc": "2.0", "method": "notifications/initialized"},
        {"jsonrpc": "2.0", "id": 2, "method": "tools/call", "params": {"name": "ask", "arguments": {"question": BACKLOG}}},
    ]  # fmt: skip
    command = [COMMANDS / "groundwire", "mcp", "--home", home]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=env
    ) as process:
        assert process.stdin
        assert process.stdout
        assert process.stderr
        process.stdin.write("".join(f"{json.dumps(row)}\n" for row in rows).encode())
        process.stdin.flush()
        seen = [json.loads(process.stdout.readline()) for _ in range(2)]
        process.stdin.close()
        assert process.stdout.read() == b""
        said = process.stderr.read().decode()
        assert process.wait(30) == 0
    assert [row["id"] for row in seen] == [1, 2]
    assert seen[1]["result"]["structuredContent"]["answer"] == f"{BACKLOG_ANSWER} [1]"
    assert "writing" in said


def test_a_home_that_is_not_there_is_said_on_standard_error(tmp_path: Path) -> None:
    ran = run("groundwire", "mcp", "--home", tmp_path / "none")
    assert (ran.status, ran.out) == (1, "")
    assert "groundwire ingest" in ran.err
