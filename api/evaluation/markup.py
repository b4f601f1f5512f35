"""HTML from text: whatever is not made here is escaped."""

from dataclasses import dataclass
from html import escape

from api.cli.terminal import clean


@dataclass(frozen=True, slots=True)
class Html:
    """Markup that was made here."""

    markup: str


def element(name: str, *children: str | Html, **attributes: str | float) -> Html:
    """An element; text in it and in its attributes is escaped, less what could turn it around.

    A trailing underscore of an attribute's name is dropped, others become hyphens.
    """
    named = "".join(
        f' {key.rstrip("_").replace("_", "-")}="{_escaped(str(value))}"'
        for key, value in attributes.items()
    )
    return Html(f"<{name}{named}>{joined(*children).markup}</{name}>")


def joined(*children: str | Html) -> Html:
    """Elements and texts one after the other."""
    return Html(
        "".join(child.markup if isinstance(child, Html) else _escaped(child) for child in children)
    )


def _escaped(text: str) -> str:
    return escape(clean(text))
