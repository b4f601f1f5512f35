"""What a setting is: a field of a dataclass that says what it is for and what it takes."""

from dataclasses import Field, dataclass, field, fields
from enum import Enum
from math import inf, isfinite
from typing import TYPE_CHECKING, Any, cast, get_args

if TYPE_CHECKING:
    from collections.abc import Callable

    from _typeshed import DataclassInstance

_SWITCH = {"true": True, "false": False, "1": True, "0": False, "yes": True, "no": False}
_SWITCH |= {"on": True, "off": False}


class Unfit(ValueError):
    """A setting cannot be what is written; the message says what it can be."""


class Secret:
    """A text that shows in nothing that is printed of it."""

    __slots__ = ("_text",)

    def __init__(self, text: str = "") -> None:
        self._text = text

    def reveal(self) -> str:
        """The text itself."""
        return self._text

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Secret) and self._text == other.reveal()

    def __hash__(self) -> int:
        return hash(self._text)

    def __repr__(self) -> str:
        return "Secret(***)" if self._text else "Secret()"


@dataclass(frozen=True, slots=True)
class About:
    """What a setting is for, in the words of docs/settings.md, and the numbers that it takes."""

    text: str
    above: float = -inf
    least: float = -inf
    most: float = inf

    def takes(self, number: float) -> bool:
        return isfinite(number) and number > self.above and self.least <= number <= self.most

    def __str__(self) -> str:
        first = f"above {self.above:g}" if self.above > -inf else f"from {self.least:g}"
        return f"{first} to {self.most:g}"


def setting(
    default: Any, text: str, *, above: float = -inf, least: float = -inf, most: float = inf
) -> Any:
    """A field that can be set; a `default` that is a function is called for each set of settings.

    Numbers are more than `above`, `least` or more, and `most` or less.
    """
    metadata = {"about": About(text, above, least, most)}
    if callable(default):
        return field(default_factory=cast("Callable[[], Any]", default), metadata=metadata)
    return field(default=default, metadata=metadata)


def settings_of(kind: type["DataclassInstance"]) -> list[Field[Any]]:
    """The fields that can be set, in order."""
    return [one for one in fields(kind) if "about" in one.metadata]


def about(one: Field[Any]) -> About:
    return cast("About", one.metadata["about"])


def value_of(one: Field[Any], written: object) -> Any:
    """What is `written` as the field's type. Raises Unfit where it is not."""
    kind = cast("type", next(iter(get_args(one.type)), one.type))  # of a type or None: the type
    value: Any = written if isinstance(written, kind) else _read(one, kind, written)
    if kind in {int, float} and not about(one).takes(value):
        raise Unfit(f"it must be a number {about(one)}, and is {written}")
    return value


def _read(one: Field[Any], kind: type, written: object) -> Any:
    if not isinstance(written, str):
        raise Unfit(f"it must be written as text or be a {kind.__name__}, and is {written!r}")
    try:
        return _SWITCH[written.casefold()] if kind is bool else kind(written)
    except (ValueError, KeyError):
        raise Unfit(f"it must be {_wanted(one, kind)}, and is {written!r}") from None


def _wanted(one: Field[Any], kind: type) -> str:
    if kind is bool:
        return " or ".join(_SWITCH)
    if issubclass(kind, Enum):
        return " or ".join(str(choice.value) for choice in kind)
    return f"a {'whole ' if kind is int else ''}number {about(one)}"
