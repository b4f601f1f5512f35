"""`groundwire key`: who may use a service that asks for keys."""

from datetime import UTC, datetime
from typing import Annotated

import typer
from rich.table import Table
from rich.text import Text

from api.bootstrap import open_index
from api.cli.maintenance import AsJson, Home
from api.cli.output import complain, console, print_json, reported
from api.cli.terminal import clean, written_time
from api.keys import new_key
from api.settings import read_settings
from index.errors import BadInput
from index.state import Key, Scope

app = typer.Typer(no_args_is_help=True, help="Make, list and revoke the keys of a service.")
_LONGEST_NAME = 100


@app.command()
def create(
    name: Annotated[str, typer.Argument(help="Whose key it is, or what for.")],
    *,
    scope: Annotated[
        list[Scope] | None,
        typer.Option(help="What it allows; admin allows everything. Can be repeated."),
    ] = None,
    home: Home = None,
    json: AsJson = False,
) -> None:
    """Make a key and show it, once: only a hash of it is kept. Without --scope it may ask."""
    with reported():
        if not name.strip() or len(name) > _LONGEST_NAME:
            raise BadInput(f"name the key, in at most {_LONGEST_NAME} characters")
        key, written = new_key(name.strip(), scope or [Scope.ASK], datetime.now(UTC))
        with open_index(read_settings(home=home), create=True) as index:
            index.state.keys.add(key)
    if json:
        print_json({**_summary(key), "key": written})
        return
    console().print(written)
    complain("This is shown only once. Send it as: Authorization: Bearer gw_...", style="dim")


@app.command(name="list")
def list_keys(*, home: Home = None, json: AsJson = False) -> None:
    """List the keys, revoked ones among them."""
    with reported():
        settings = read_settings(home=home)
        zone = settings.zone
        with open_index(settings) as index:
            keys = index.state.keys.all()
    if json:
        print_json([_summary(key) for key in keys])
        return
    table = Table("id", "name", "scopes", "created", "revoked", box=None, header_style="dim")
    for key in keys:
        created, revoked = written_time(key.created_at, zone), written_time(key.revoked_at, zone)
        cells = (key.id, key.name, " ".join(sorted(key.scopes)), created, revoked)
        table.add_row(*(Text(clean(cell)) for cell in cells))
    console().print(table)


@app.command()
def revoke(
    key_id: Annotated[str, typer.Argument(metavar="ID", help="As `groundwire key list` shows it.")],
    *,
    home: Home = None,
) -> None:
    """End a key; a running service refuses it from then on."""
    with reported(), open_index(read_settings(home=home)) as index:
        revoked = index.state.keys.revoke(key_id, datetime.now(UTC))
    if not revoked:
        complain(f"there is no key {key_id!r} that counts: groundwire key list")
        raise typer.Exit(1)
    console().print(Text(f"{key_id} revoked"))


def _summary(key: Key) -> dict[str, object]:
    return {
        "id": key.id,
        "name": key.name,
        "scopes": sorted(key.scopes),
        "created_at": key.created_at.isoformat(),
        "revoked_at": key.revoked_at.isoformat() if key.revoked_at else None,
    }
