"""`groundwire eval`: how good answers are, and how good the search is, on a user's own examples."""

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated

import typer

from api.cli.answering import Wishes, measure_answers
from api.cli.maintenance import AsJson, Home
from api.cli.output import reported
from api.cli.retrieval import measure_retrieval
from api.settings import read_settings
from index.errors import BadInput
from rag import TOP_K

_ABSENT: tuple[object, ...] = (None, "", [])


def evaluate(
    questions: Annotated[
        Path | None,
        typer.Argument(metavar="[QUESTIONS.jsonl]", help="Questions with accepted answers."),
    ] = None,
    *,
    articles: Annotated[
        Path | None, typer.Option(help="Ask these articles, a file or a folder, not the home.")
    ] = None,
    home: Home = None,
    generator: Annotated[str, typer.Option(help="What writes the answers.")] = "",
    as_of: Annotated[str, typer.Option(help="Answer as the articles stood on this date.")] = "",
    since: Annotated[str, typer.Option(help="Only articles published on this date or later.")] = "",
    until: Annotated[str, typer.Option(help="Only articles published up to this date.")] = "",
    source: Annotated[list[str] | None, typer.Option(help="Only articles of this source.")] = None,
    top_k: Annotated[
        int | None, typer.Option(help=f"How many passages to look at; {TOP_K} by default.")
    ] = None,
    first: Annotated[int | None, typer.Option(min=1, help="Only so many questions.")] = None,
    report: Annotated[Path | None, typer.Option(help="Write an HTML page to this file.")] = None,
    against: Annotated[
        Path | None, typer.Option(help="Compare with an earlier run, as --json printed it.")
    ] = None,
    retrieval: Annotated[
        Path | None,
        typer.Option(
            help="Measure the search: a folder of NAME.passages.jsonl.gz and NAME.queries.jsonl.gz."
        ),
    ] = None,
    sets: Annotated[
        list[str] | None, typer.Option("--set", help="With --retrieval: only this set.")
    ] = None,
    distractors: Annotated[
        Path | None, typer.Option(help="With --retrieval: articles among which to search as well.")
    ] = None,
    embedder: Annotated[str, typer.Option(help="builtin, a model, or a URL.")] = "",
    reranker: Annotated[str, typer.Option(help="alignment, none, or a CrossEncoder.")] = "",
    json: AsJson = False,
) -> None:
    """Measure answers to QUESTIONS.jsonl, or with --retrieval how well the search finds.

    A question is an object a line: id, question, answers (any counts), answers_all (all must be there),
    evidence (text of the articles), kind (fact, multi, disagreement, date, unanswerable), lang.
    """
    searching = {"--set": sets, "--distractors": distractors}
    asking = {
        "--articles": articles,
        "--home": home,
        "--generator": generator,
        "--as-of": as_of,
        "--since": since,
        "--until": until,
        "--source": source,
        "--top-k": top_k,
        "--first": first,
        "--report": report,
        "--against": against,
    }
    with reported():
        _check(questions, retrieval, asking, searching)
        settings = read_settings(
            home=home, generator=generator, embedder=embedder, reranker=reranker
        )
        if retrieval:
            measure_retrieval(settings, retrieval, sets or (), distractors, json=json)
        elif questions:
            dates = {"as_of": as_of, "since": since, "until": until}
            wishes = Wishes(
                questions,
                articles,
                dates,
                source or [],
                TOP_K if top_k is None else top_k,
                first,
                report,
                against,
            )
            measure_answers(settings, wishes, json=json)


def _check(
    questions: Path | None,
    retrieval: Path | None,
    asking: Mapping[str, object],
    searching: Mapping[str, object],
) -> None:
    """Raises BadInput unless one thing is asked for, with options that belong to it."""
    if (questions is None) == (retrieval is None):
        raise BadInput(
            "give either a file of questions, as `groundwire eval QUESTIONS.jsonl`, "
            "or --retrieval FOLDER"
        )
    misplaced = asking if retrieval else searching
    other = "a file of questions" if retrieval else "--retrieval"
    if given := [name for name, value in misplaced.items() if value not in _ABSENT]:
        raise BadInput(f"{given[0]} goes with {other} only")
    if asking["--articles"] and asking["--home"]:
        raise BadInput("give either --articles, which are asked alone, or --home")
