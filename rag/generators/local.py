"""A GGUF model in this process, through llama.cpp."""

import atexit
import os
import secrets
import time
from collections.abc import Generator, Iterator
from contextlib import closing, contextmanager
from importlib.util import find_spec
from pathlib import Path
from queue import Empty, SimpleQueue
from threading import Event, Lock, Thread
from typing import Any

from rag.errors import GeneratorUnavailable
from rag.generators.generator import GeneratorOptions, Prompt, Task
from rag.generators.prompt import answering
from rag.generators.reply import draft_from
from rag.stop import Stop

_MAGIC = b"GGUF"
_CONTEXT = 4096  # tokens
_BATCH = 32  # tokens of a prompt between two looks at the clock
_SOURCES = 3  # reading a prompt is what takes the time on a small machine
_BUSY = "the model is busy with other questions"
_ENDING = "the process is ending"
_LOOK_S = 0.1  # between two looks whether anyone still waits
_models: dict[Path, "_Model"] = {}
_loading = Lock()
_ending = Event()


class LocalGenerator:
    """Runs the GGUF file that `model` names; it is loaded once, by the first question."""

    def __init__(self, options: GeneratorOptions) -> None:
        if find_spec("xllamacpp") is None:
            raise GeneratorUnavailable(
                "the package xllamacpp is missing: pip install 'groundwire[local]'"
            )
        self._path = _model_file(options.model)
        self._timeout_s = options.timeout_s

    def write(self, task: Task) -> Iterator[str]:
        with closing(self.say(answering(task, _SOURCES), task.stop)) as pieces:
            yield from draft_from(pieces)

    def say(self, prompt: Prompt, stop: Stop) -> Generator[str, None, None]:
        """The model's reply, in pieces."""
        body = {
            "messages": [{"role": "system", "content": prompt.instruction}, *prompt.turns],
            "response_format": {"type": "json_schema", "json_schema": {"schema": prompt.schema}},
            "temperature": 0,
            "max_tokens": prompt.most_tokens,
            "stream": True,
            "return_progress": True,  # so that the clock is looked at while the prompt is read
        }
        end = time.monotonic() + self._timeout_s
        with closing(_loaded(self._path, end, stop).say(body, end, stop)) as pieces:
            yield from pieces


def _model_file(name: str) -> Path:
    """The file, once it is seen to be one. Raises GeneratorUnavailable."""
    path = Path(name).expanduser()
    try:
        with path.open("rb") as file:
            magic = file.read(len(_MAGIC))
    except (OSError, ValueError) as error:
        if not name:
            raise GeneratorUnavailable("no model is named: give a GGUF file") from None
        raise GeneratorUnavailable(f"the model {name} cannot be read: {error}") from None
    if magic != _MAGIC:
        raise GeneratorUnavailable(f"the model {name} is no GGUF file")
    return path.resolve()


def _loaded(path: Path, end: float, stop: Stop) -> "_Model":
    """The model of that file: one in a process."""
    with _held(_loading, end, stop, "the model is still being loaded"):
        if _ending.is_set():
            raise GeneratorUnavailable(_ENDING)
        if path not in _models:
            _models[path] = _Model(path)
        return _models[path]


@atexit.register
def _end() -> None:
    """Stop every model: a process that ends while one of their threads runs is aborted."""
    _ending.set()
    with _loading:
        for model in _models.values():
            model.end()
        _models.clear()


class _Model:
    """A loaded model. It says one thing at a time."""

    def __init__(self, path: Path) -> None:
        import xllamacpp

        try:
            self._server = xllamacpp.Server(_parameters(xllamacpp.CommonParams(), path))
        except (RuntimeError, ValueError) as error:
            raise GeneratorUnavailable(
                f"the model {path} cannot be loaded: it is broken, or of an unknown kind"
            ) from error
        self._lock = Lock()

    def end(self) -> None:
        """Stop what it says, and free it."""
        with self._lock:
            self._server = None

    def say(self, body: dict[str, Any], end: float, stop: Stop) -> Generator[str, None, None]:
        """The reply in pieces, until `end`. Closing the iterator, or `stop`, stops the model."""
        chunks, stopped = SimpleQueue[Any](), Event()

        def told(chunk: Any) -> bool:
            chunks.put(chunk)
            late = time.monotonic() > end
            return late or stopped.is_set() or stop.is_set() or _ending.is_set()

        def run() -> None:
            try:
                self._server.handle_chat_completions(body, told)
            finally:
                chunks.put(None)

        with _held(self._lock, end, stop, _BUSY):
            if self._server is None:
                raise GeneratorUnavailable(_ENDING)
            thread = Thread(target=run, name="groundwire-model", daemon=True)
            thread.start()
            try:
                yield from _said(chunks, end)
            finally:
                stopped.set()
                thread.join()  # within the time of one batch


def _said(chunks: "SimpleQueue[Any]", end: float) -> Iterator[str]:
    finished = False
    while (chunk := _next(chunks, end)) is not None:
        if "error" in chunk:
            raise GeneratorUnavailable(f"the model failed: {chunk['error'].get('message', '')}")
        choice = chunk["choices"][0]
        finished = finished or bool(choice.get("finish_reason"))
        yield choice["delta"].get("content") or ""
    if not finished:
        raise GeneratorUnavailable("the model stopped early: it ran out of time, or failed")


def _next(chunks: "SimpleQueue[Any]", end: float) -> Any:
    try:
        return chunks.get(timeout=max(0.0, end - time.monotonic()))
    except Empty:
        raise GeneratorUnavailable("the model ran out of time") from None


@contextmanager
def _held(lock: Lock, end: float, stop: Stop, otherwise: str) -> Generator[None, None, None]:
    while not lock.acquire(timeout=min(_LOOK_S, max(0.0, end - time.monotonic()))):
        if stop.is_set() or time.monotonic() > end:
            raise GeneratorUnavailable(otherwise)
    try:
        yield
    finally:
        lock.release()


def _parameters(parameters: Any, path: Path) -> Any:
    parameters.model.path = str(path)
    parameters.n_ctx, parameters.n_parallel = _CONTEXT, 1
    parameters.n_batch = parameters.n_ubatch = _BATCH
    threads = max(1, (os.cpu_count() or 2) - 1)
    parameters.cpuparams.n_threads = parameters.cpuparams_batch.n_threads = threads
    parameters.warmup, parameters.verbosity = False, -1
    # It opens a port on the loopback interface, which nothing turns off: nobody else gets in.
    parameters.api_keys = [secrets.token_hex()]
    parameters.ui = parameters.endpoint_slots = parameters.endpoint_props = False
    return parameters
