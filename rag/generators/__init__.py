"""Generators: what writes a draft from evidence, by name, imported on use."""

from collections.abc import Mapping
from importlib import import_module
from typing import cast

from rag.errors import UnknownGenerator
from rag.generators.generator import Generator, Task

DEFAULT = "extractive"
_GENERATORS: Mapping[str, str] = {
    "extractive": "rag.generators.extractive:ExtractiveGenerator",
}

__all__ = ["DEFAULT", "Generator", "Task", "load_generator"]


def load_generator(name: str) -> Generator:
    """The generator called `name`. Raises UnknownGenerator."""
    target = _GENERATORS.get(name)
    if target is None:
        known = ", ".join(_GENERATORS)
        raise UnknownGenerator(f"there is no generator {name[:60]!r}: use one of {known}")
    module, _, factory = target.partition(":")
    return cast("Generator", getattr(import_module(module), factory)())
