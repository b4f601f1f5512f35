"""Anthropic's messages API."""

from collections.abc import Iterator
from contextlib import closing
from typing import Any

from rag.errors import GeneratorUnavailable
from rag.generators.generator import GeneratorOptions, Task
from rag.generators.prompt import MOST_TOKENS, SCHEMA, conversation, instruction
from rag.generators.reply import draft_from
from rag.generators.transport import Call, Event, Said, ask, endpoint, header_value

HOSTED = "https://api.anthropic.com/v1"
_VERSION = "2023-06-01"
_TOOL = "answer"


class AnthropicGenerator:
    """Asks `<base_url>/messages`; the schema is that of a tool which the model has to use."""

    def __init__(self, options: GeneratorOptions) -> None:
        if not (options.api_key and options.model):
            raise GeneratorUnavailable("it wants a key and the name of a model")
        self._url = endpoint(options.base_url or HOSTED, "/messages")
        self._key = header_value(options.api_key)
        self._options = options

    def write(self, task: Task) -> Iterator[str]:
        headers = {"x-api-key": self._key, "anthropic-version": _VERSION}
        call = Call(self._url, headers, self._bodies(task), self._options.timeout_s, task.stop)
        with closing(ask(call, _read)) as pieces:
            yield from draft_from(pieces)

    def _bodies(self, task: Task) -> list[dict[str, Any]]:
        """With the tool, and without for models that cannot be made to use one."""
        bare = {
            "model": self._options.model,
            "max_tokens": MOST_TOKENS,
            "system": instruction(),
            "messages": conversation(task),
            "stream": True,
        }
        tool = {"name": _TOOL, "description": "Give the answer.", "input_schema": SCHEMA}
        return [{**bare, "tools": [tool], "tool_choice": {"type": "tool", "name": _TOOL}}, bare]


def _read(event: Event) -> Said:
    if event["type"] == "content_block_delta":
        delta = event["delta"]
        return Said(str(delta.get("partial_json") or delta.get("text") or ""))
    return Said(last=event["type"] == "message_stop")
