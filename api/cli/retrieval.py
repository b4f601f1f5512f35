"""`groundwire eval --retrieval`: how well an index finds, on a user's own examples."""

from collections.abc import Iterator, Sequence
from dataclasses import asdict, replace
from functools import partial
from pathlib import Path

from rich.table import Table

from api.bootstrap import open_index
from api.cli.output import console, print_json
from api.cli.progress import counted
from api.settings import Settings
from index import Article, Index
from index.errors import BadFile
from index.evaluation import AT, Homes, RetrievalSet, Scores


def measure_retrieval(
    settings: Settings,
    folder: Path,
    sets: Sequence[str],
    distractors: Path | None,
    *,
    json: bool,
) -> None:
    """Print how often the right passage is found: words alone, vectors alone, and both.

    Raises BadFile for what is no retrieval set, and for an unknown name of one.
    """
    known = RetrievalSet.names(folder)
    if unknown := sorted(set(sets) - set(known)):
        raise BadFile(str(folder), f"has no set {unknown[0]!r}; it has {', '.join(known)}")
    found = list[Scores]()
    opened = partial(_opened, settings)
    with counted("queries") as told, Homes(opened, _articles(distractors)) as homes:
        for name in sets or known:
            which = RetrievalSet.read(folder, name)
            with homes.holding(which) as index:
                found.append(Scores.of(index, which))
            told(sum(scores.queries for scores in found))
    if json:
        print_json([asdict(scores) for scores in found])
    else:
        console().print(_table(found))


def _opened(settings: Settings, home: Path) -> Index:
    return open_index(replace(settings, home=home), create=True)


def _articles(path: Path | None) -> Iterator[Article | BadFile]:
    from index.parsing import parse_path

    return parse_path(path) if path else iter(())


def _table(found: list[Scores]) -> Table:
    table = Table(box=None)
    table.add_column("set")
    for mode in ("lexical", "dense", "hybrid"):
        table.add_column(f"{mode} hit@{'/'.join(map(str, AT))}", justify="right")
    for at in AT[0], AT[-1]:
        table.add_column(f"hybrid - better, hit@{at}", justify="right")
    for scores in found:
        rates = ["/".join(f"{rate:.3f}" for rate in row) for row in scores.rates.values()]
        gains = [f"{gain:+.3f} ({low:+.3f} to {high:+.3f})" for gain, low, high in scores.gains]
        table.add_row(scores.name, *rates, *gains)
    return table
