"""The part of `groundwire` that keeps a home for years: backup, restore, doctor, reindex."""

from dataclasses import replace
from pathlib import Path
from typing import Annotated

import typer
from rich.table import Table
from rich.text import Text

from api.bootstrap import check_generators, open_index, restore_home
from api.cli.output import console, print_json, reported
from api.cli.progress import counted
from api.cli.terminal import clean
from api.settings import read_settings
from index.finding import Finding

Home = Annotated[Path | None, typer.Option(help="The home folder.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON.")]
Backup = Annotated[Path, typer.Argument(metavar="FILE", help="The backup file.")]


def add_commands(app: typer.Typer) -> None:
    """Make these commands part of `app`."""
    for command in (backup, restore, doctor, reindex):
        app.command()(command)


def backup(file: Backup, *, home: Home = None, json: AsJson = False) -> None:
    """Write everything to one file, checked, while others go on reading and writing."""
    with reported(), open_index(read_settings(home=home)) as index:
        record = index.back_up(file)
    if json:
        print_json(record)
    else:
        console().print(Text(f"{record['articles']} articles backed up to {file}"))


def restore(
    file: Backup,
    *,
    replace: Annotated[
        bool, typer.Option("--replace", help="Replace the index that is there; it is kept beside.")
    ] = False,
    home: Home = None,
    json: AsJson = False,
) -> None:
    """Make the home what a backup holds."""
    with reported():
        settings = read_settings(home=home)
        record = restore_home(settings, file, replace=replace)
        with open_index(settings) as index:
            index.save()
    if json:
        print_json(record)
    else:
        console().print(Text(f"{record['articles']} articles restored to {settings.home}"))


def doctor(
    *,
    repair: Annotated[
        bool, typer.Option("--repair", help="Make again what can be made from the catalog.")
    ] = False,
    home: Home = None,
    json: AsJson = False,
) -> None:
    """Check everything that is stored, and what answers. Exit status: 0 when sound, 1 when not."""
    with reported():
        settings = read_settings(home=home)
        with open_index(settings) as index:
            if repair:
                index.repair()
            findings = [*index.check(), *check_generators(settings)]
    if json:
        print_json(findings)
    else:
        console().print(_table(findings))
    if not all(finding.sound for finding in findings):
        raise typer.Exit(1)


def _table(findings: list[Finding]) -> Table:
    table = Table(box=None, show_header=False)
    for finding in findings:
        mark = Text("ok", style="green") if finding.sound else Text("NOT SOUND", style="red")
        seen = finding.detail + (f" — {finding.advice}" if finding.advice else "")
        table.add_row(mark, finding.part, Text(clean(seen)))
    return table


def reindex(
    *,
    embedder: Annotated[str, typer.Option(help="builtin, a model, or a URL.")] = "",
    home: Home = None,
) -> None:
    """Embed every passage anew, with another embedder if one is named; searches go on meanwhile."""
    with reported():
        settings = read_settings(home=home)
        own = replace(settings, embedder="")  # the home is opened with what it has
        with open_index(own) as index, counted("passages") as progress:
            count = index.reindex(embedder or settings.embedder or "builtin", progress)
            index.save()
    console().print(f"{count} passages embedded")
