"""Generators as models: `groundwire` is the chosen one, `groundwire-NAME` any other."""

from typing import Literal

from pydantic import BaseModel

from api.bootstrap import open_generator
from api.rest.chat.errors import NoSuchModel
from api.settings import Settings
from rag import RagFault
from rag.generators import NAMES

CHOSEN = "groundwire"


class Model(BaseModel):
    """A generator that can be used."""

    id: str
    object: Literal["model"] = "model"
    created: int = 0
    owned_by: str = CHOSEN


class ModelList(BaseModel):
    """All of them."""

    object: Literal["list"] = "list"
    data: list[Model]


def listed(settings: Settings) -> list[Model]:
    """The chosen one first."""
    usable = [name for name in NAMES if _usable(settings, name)]
    return [Model(id=CHOSEN), *(Model(id=f"{CHOSEN}-{name}") for name in usable)]


def generator_of(model: str, settings: Settings) -> str:
    """The generator that a model's name stands for. Raises NoSuchModel where there is none."""
    name = settings.generator if model == CHOSEN else model.removeprefix(f"{CHOSEN}-")
    if model != CHOSEN and (name == model or name not in NAMES):
        raise NoSuchModel(model)
    return name


def _usable(settings: Settings, name: str) -> bool:
    try:
        open_generator(settings, name)
    except RagFault:
        return False
    return True
