"""Anthropic's messages API."""

from collections.abc import Generator, Iterator
from contextlib import closing
from typing import Any

from rag.errors import GeneratorUnavailable
from rag.generators.generator import GeneratorOptions, Prompt, Task
from rag.generators.prompt import answering
from rag.generators.reply import draft_from
from rag.generators.transport import Call, Event, Said, ask, endpoint, header_value
from rag.stop import Stop

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
        with closing(self.say(answering(task), task.stop)) as pieces:
            yield from draft_from(pieces)

    def say(self, prompt: Prompt, stop: Stop) -> Generator[str, None, None]:
        """The model's reply, in pieces."""
        headers = {"x-api-key": self._key, "anthropic-version": _VERSION}
        call = Call(self._url, headers, self._bodies(prompt), self._options.timeout_s, stop)
        return ask(call, _read)

    def _bodies(self, prompt: Prompt) -> list[dict[str, Any]]:
        """With the tool, and without for models that cannot be made to use one."""
        bare = {
            "model": self._options.model,
            "max_tokens": prompt.most_tokens,
            "system": prompt.instruction,
            "messages": [*prompt.turns],
            "stream": True,
        }
        tool = {"name": _TOOL, "description": "Give the reply.", "input_schema": prompt.schema}
        return [{**bare, "tools": [tool], "tool_choice": {"type": "tool", "name": _TOOL}}, bare]


def _read(event: Event) -> Said:
    if event["type"] == "content_block_delta":
        delta = event["delta"]
        return Said(str(delta.get("partial_json") or delta.get("text") or ""))
    return Said(last=event["type"] == "message_stop")
