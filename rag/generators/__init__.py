"""Generators: what writes a draft from evidence, by name, imported on use."""

from collections.abc import Mapping
from importlib import import_module
from typing import cast

from rag.errors import GeneratorUnavailable, UnknownGenerator
from rag.generators.generator import Generator, GeneratorOptions, Task

DEFAULT = "extractive"
_GENERATORS: Mapping[str, str] = {
    DEFAULT: "rag.generators.extractive:ExtractiveGenerator",
    "local": "rag.generators.local:LocalGenerator",
    "openai": "rag.generators.openai:OpenAIGenerator",
    "anthropic": "rag.generators.anthropic:AnthropicGenerator",
}
NAMES = tuple(_GENERATORS)

__all__ = ["DEFAULT", "NAMES", "Generator", "GeneratorOptions", "Task", "load_generator"]


def load_generator(
    name: str, options: GeneratorOptions | None = None, *, own: bool = False
) -> Generator:
    """The generator called `name`, or with `own` the class that it names as `module:Class`.

    Such a class is called with the options. A name that came with a request must not have `own`:
    it would import what a stranger names. Raises UnknownGenerator or GeneratorUnavailable.
    """
    if name == DEFAULT:
        from rag.generators.extractive import ExtractiveGenerator

        return ExtractiveGenerator()
    target = name if own and ":" in name else _GENERATORS.get(name)
    if target is None:
        known = ", ".join(_GENERATORS)
        raise UnknownGenerator(f"there is no generator {name[:60]!r}: use one of {known}")
    try:
        return _made(target, options or GeneratorOptions())
    except GeneratorUnavailable as error:
        raise GeneratorUnavailable(f"the generator {name} cannot be used: {error}") from error


def _made(target: str, options: GeneratorOptions) -> Generator:
    module, _, factory = target.partition(":")
    try:
        return cast("Generator", getattr(import_module(module), factory)(options))
    except GeneratorUnavailable:
        raise
    except Exception as error:
        raise GeneratorUnavailable(f"{type(error).__name__}: {error}") from error
