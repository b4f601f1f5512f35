"""`groundwire`: what an operator does with the index."""

from collections import Counter
from itertools import chain
from typing import Annotated

import typer
from rich.table import Table
from rich.text import Text

from api.bootstrap import open_index
from api.cli import keys
from api.cli.articles import articles_of, pages_of, size_of
from api.cli.evaluation import evaluate
from api.cli.maintenance import AsJson, Home, add_commands
from api.cli.output import complain, console, print_json, reported, run
from api.cli.progress import Meter, rebuilding, watched
from api.cli.protocol import mcp
from api.cli.serving import serve
from api.cli.slack import feedback, slack
from api.cli.terminal import clean, render_revision, written_time
from api.cli.verification import verify
from api.settings import read_settings
from index import Added, Article

app = typer.Typer(add_completion=False, no_args_is_help=True, pretty_exceptions_enable=False)
add_commands(app)
app.command(name="eval")(evaluate)
app.command()(verify)
app.command()(serve)
app.add_typer(keys.app, name="key")
app.command()(mcp)
app.command()(slack)
app.command()(feedback)
_MOST_REVISIONS = 1_000_000_000


@app.callback()
def groundwire() -> None:
    """Manage the articles that `ask` answers from."""


@app.command()
def ingest(
    paths: Annotated[
        list[str],
        typer.Argument(help="Files, folders of them, or URLs.", metavar="PATH|URL..."),
    ],
    *,
    format_name: Annotated[
        str, typer.Option("--format", help="feed, jsonl, markdown, text or html; else detected.")
    ] = "",
    home: Home = None,
    json: AsJson = False,
) -> None:
    """Add articles from files and pages. Articles that have not changed are left alone."""
    from index.ingest import ingest as add_all

    counts, failed = Counter[str](), list[str]()
    with reported(), rebuilding() as progress:
        settings = read_settings(home=home)
        with open_index(settings, create=True, progress=progress) as index:
            meter = Meter(size_of(paths))
            found = articles_of(paths, settings.zone, meter, format_name)
            pages = pages_of(index, settings, paths)
            for outcome in watched(chain(add_all(index, found), pages), "articles", meter):
                if isinstance(outcome, Added):
                    counts[outcome.outcome] += 1
                else:
                    failed.append(clean(str(outcome)))
                    complain(str(outcome))
            index.save()
    _report(counts, failed, json=json)


def _report(counts: Counter[str], failed: list[str], *, json: bool) -> None:
    totals = {name: counts[name] for name in ("new", "revised", "unchanged")}
    if json:
        print_json({**totals, "failed": failed})
    else:
        words = ", ".join(f"{count} {name}" for name, count in totals.items())
        console().print(words + (f", {len(failed)} failed" if failed else ""))
        if totals["new"] or totals["revised"]:
            console().print('Now ask them: ask "..."', style="dim")
    if failed:
        raise typer.Exit(1)


@app.command(name="list")
def list_articles(
    *,
    after: Annotated[str, typer.Option(help="Begin after this article id.")] = "",
    limit: Annotated[int, typer.Option(min=1, max=10_000, help="How many at most.")] = 100,
    home: Home = None,
    json: AsJson = False,
) -> None:
    """List the articles."""
    with reported():
        settings = read_settings(home=home)
        zone = settings.zone
        with open_index(settings) as index:
            revisions = index.articles(after=after, limit=limit)
    if json:
        print_json([_summary(revision.article, revision.number) for revision in revisions])
        return
    table = Table("id", "rev", "published", "source", "title", box=None, header_style="dim")
    for revision in revisions:
        article = revision.article
        published = written_time(article.published_at, zone)
        cells = (article.id, str(revision.number), published, article.source, article.title)
        table.add_row(*(Text(clean(cell)) for cell in cells))
    console().print(table)
    if len(revisions) == limit:
        complain(f"more follow: groundwire list --after {revisions[-1].article.id}")


def _summary(article: Article, number: int) -> dict[str, object]:
    return {
        "id": article.id,
        "revision": number,
        "title": article.title,
        "source": article.source,
        "url": article.url,
        "published_at": article.published_at.isoformat() if article.published_at else None,
    }


@app.command()
def show(
    article_id: Annotated[str, typer.Argument(metavar="ID")],
    *,
    revision: Annotated[
        int | None, typer.Option(min=1, max=_MOST_REVISIONS, help="An earlier revision's number.")
    ] = None,
    home: Home = None,
    json: AsJson = False,
) -> None:
    """Show an article as it is stored."""
    with reported():
        settings = read_settings(home=home)
        with open_index(settings) as index:
            found = index.article(article_id, revision)
        if json:
            print_json({**_summary(found.article, found.number), "text": found.article.text})
        else:
            console().print(render_revision(found, settings.zone))


@app.command()
def delete(
    article_ids: Annotated[list[str], typer.Argument(metavar="ID...")],
    *,
    home: Home = None,
    json: AsJson = False,
) -> None:
    """Delete articles; their old revisions stay readable by number."""
    with reported(), open_index(read_settings(home=home)) as index:
        deleted = index.delete(article_ids)
    missing = [name for name, done in zip(article_ids, deleted, strict=True) if not done]
    if json:
        print_json({"deleted": sum(deleted), "missing": missing})
    else:
        console().print(f"{sum(deleted)} deleted")
    for name in missing:
        complain(f"there is no article {name!r}")
    if missing:
        raise typer.Exit(1)


@app.command()
def stats(*, home: Home = None, json: AsJson = False) -> None:
    """Count what the home folder holds."""
    with reported(), open_index(read_settings(home=home)) as index:
        found = index.stats()
    if json:
        print_json(found)
        return
    table = Table(box=None, show_header=False)
    for name, value in found.items():
        shown = (
            ", ".join(f"{clean(k) or '(none)'} {v}" for k, v in value.items())
            if isinstance(value, dict)
            else str(value)
        )
        table.add_row(name, Text(shown))
    console().print(table)


def main() -> None:
    """The entry point of `groundwire`."""
    run(app)
