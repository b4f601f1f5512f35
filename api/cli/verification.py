"""`groundwire verify`: an answer checked again."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.text import Text

from api.bootstrap import open_index
from api.cli.maintenance import AsJson, Home
from api.cli.output import console, print_json, reported
from api.cli.terminal import clean
from api.settings import read_settings
from index.errors import BadFile
from rag.recheck import Rechecked, Standing, recheck

if TYPE_CHECKING:
    from api.rest.schemas import VerifyBody

_LARGEST = 64_000_000  # bytes
_SAID = {
    Standing.HOLDS: "holds",
    Standing.REVISED: "the article was revised since",
    Standing.DELETED: "the article was deleted, or is not in this home",
    Standing.ALTERED: "altered: this was never stored there",
}


def verify(
    answer: Annotated[
        str, typer.Argument(metavar="ANSWER.json", help="What `ask --json` printed; - reads it.")
    ],
    *,
    home: Home = None,
    json: AsJson = False,
) -> None:
    """Check the citations of an answer again. Ends with 1 where not all of them hold."""
    with reported():
        body = _read(answer)
        with open_index(read_settings(home=home)) as index:
            found = recheck(body.quoted(), index)
    if json:
        print_json(found)
    else:
        for citation in found.citations:
            console().print(Text(_line(citation)))
        console().print("all citations hold" if found.holds else "not all citations hold")
    if not found.holds:
        raise typer.Exit(1)


def _read(name: str) -> "VerifyBody":
    from pydantic import ValidationError

    from api.rest.schemas import VerifyBody

    shown = "standard input" if name == "-" else name
    try:
        if name == "-":
            data = sys.stdin.buffer.read(_LARGEST + 1)
        else:
            with Path(name).open("rb") as file:
                data = file.read(_LARGEST + 1)
    except (OSError, ValueError) as error:
        raise BadFile(shown, f"cannot be read: {error}") from error
    if len(data) > _LARGEST:
        raise BadFile(shown, f"is larger than {_LARGEST:,} bytes")
    try:
        return VerifyBody.model_validate_json(data)
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(str(part) for part in first["loc"])
        reason = f"{place}: {first['msg']}" if place else first["msg"]
        raise BadFile(shown, f"is not an answer as `ask --json` prints it: {reason}") from error


def _line(citation: Rechecked) -> str:
    article = f"{clean(citation.article_id)}, revision {citation.revision}"
    lines = [f"[{citation.number}] {_SAID[citation.outcome]} ({article})"]
    if citation.outcome in {Standing.REVISED, Standing.ALTERED} and citation.stored is not None:
        lines.append(f"    stored: {clean(citation.stored)}")
    if citation.current is not None:
        lines.append(f"    revision {citation.current_revision}: {clean(citation.current)}")
    return "\n".join(lines)
