"""Any server with OpenAI's `/chat/completions`: Ollama, vLLM, llama.cpp, and hosted ones."""

from collections.abc import Generator, Iterator
from contextlib import closing
from typing import Any

from rag.errors import GeneratorUnavailable
from rag.generators.generator import GeneratorOptions, Prompt, Task
from rag.generators.prompt import answering
from rag.generators.reply import draft_from
from rag.generators.transport import Call, Event, Said, ask, endpoint, header_value
from rag.stop import Stop

HOSTED = "https://api.openai.com/v1"


class OpenAIGenerator:
    """Asks `<base_url>/chat/completions`; without a base_url, OpenAI's own, which wants a key."""

    def __init__(self, options: GeneratorOptions) -> None:
        if not options.base_url and not (options.api_key and options.model):
            raise GeneratorUnavailable(
                "no server is named: give its base URL, or a key and a model of OpenAI's own"
            )
        self._url = endpoint(options.base_url or HOSTED, "/chat/completions")
        self._key = header_value(options.api_key)
        self._options = options

    def write(self, task: Task) -> Iterator[str]:
        with closing(self.say(answering(task), task.stop)) as pieces:
            yield from draft_from(pieces)

    def say(self, prompt: Prompt, stop: Stop) -> Generator[str, None, None]:
        """The model's reply, in pieces."""
        headers = {"Authorization": f"Bearer {self._key}"} if self._key else {}
        call = Call(self._url, headers, self._bodies(prompt), self._options.timeout_s, stop)
        return ask(call, _read)

    def _bodies(self, prompt: Prompt) -> list[dict[str, Any]]:
        """With the schema and settings of sampling, and without for servers that refuse these."""
        messages = [{"role": "system", "content": prompt.instruction}, *prompt.turns]
        bare: dict[str, Any] = {"messages": messages, "stream": True}
        if self._options.model:
            bare["model"] = self._options.model
        schema = {"name": "answer", "strict": True, "schema": prompt.schema}
        wanted = {"type": "json_schema", "json_schema": schema}
        settings = {"temperature": 0, "max_tokens": prompt.most_tokens}
        return [{**bare, "response_format": wanted, **settings}, bare]


def _read(event: Event) -> Said:
    """An event of a stream, or a whole completion from a server that does not stream."""
    if not event.get("choices"):  # the usage, at the end
        return Said()
    choice = event["choices"][0]
    whole = choice.get("message")
    text = (whole or choice.get("delta") or {}).get("content") or ""
    return Said(str(text), bool(whole or choice.get("finish_reason")))
