"""`ask`: a question, answered from the home folder or by a running service."""

import gc
import sys

gc.disable()  # collections while importing cost a tenth of a short run; a conversation enables it

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Annotated, Any

import typer

from api.cli.output import complain, console, print_json, reported
from api.settings import Settings, read_settings
from rag import Answer, BadQuestion, Request, Status

ABSTAINED = 3
app = typer.Typer(add_completion=False, pretty_exceptions_enable=False)
Asked = Callable[[str, Sequence[str]], Answer]


@app.command()
def ask(
    question: Annotated[
        str, typer.Argument(help="The question; `-` reads it from standard input.")
    ] = "",
    *,
    json: Annotated[bool, typer.Option("--json", help="Print the whole answer as JSON.")] = False,
    as_of: Annotated[str, typer.Option(help="Answer as the articles stood on this date.")] = "",
    since: Annotated[str, typer.Option(help="Only articles published on this date or later.")] = "",
    until: Annotated[str, typer.Option(help="Only articles published up to this date.")] = "",
    source: Annotated[list[str] | None, typer.Option(help="Only articles of this source.")] = None,
    top_k: Annotated[int, typer.Option(help="How many passages to look at.")] = 12,
    generator: Annotated[str, typer.Option(help="What writes the answer.")] = "",
    home: Annotated[Path | None, typer.Option(help="The home folder to search.")] = None,
    server: Annotated[str, typer.Option(help="A running service to ask instead.")] = "",
    no_stream: Annotated[
        bool, typer.Option("--no-stream", help="Print the answer only once it is complete.")
    ] = False,
) -> None:
    """Ask the articles a question. Exit status: 0 answered, 3 abstained, 2 usage, 1 failure.

    Without a question, on a terminal, you can ask one after the other.
    """
    del no_stream  # an extractive answer is complete before its first word is shown
    with reported():
        settings = read_settings(home=home, server=server, generator=generator)
        if home and not server:  # what is said on the command line counts more
            settings = settings.model_copy(update={"server": ""})
        body = {
            "as_of": as_of,
            "since": since,
            "until": until,
            "sources": source or [],
            "top_k": top_k,
            "generator": settings.generator,
        }
        asked = _from_server(settings, body) if settings.server else _from_home(settings, body)
        if not question and sys.stdin.isatty():
            _converse(asked, settings)
            return
        answer = asked(_read_question(question), ())
        if json:
            print_json(answer)
        else:
            _show(answer, settings)
        if answer.status is Status.ABSTAINED:
            raise typer.Exit(ABSTAINED)


def _read_question(question: str) -> str:
    if question != "-" and question:
        return question
    if question == "-":
        return sys.stdin.buffer.read().decode("utf-8", errors="replace")
    raise BadQuestion(
        'there is no question: write it as `ask "What is new?"`, or pipe it to `ask -`'
    )


def _from_server(settings: Settings, body: dict[str, Any]) -> Asked:
    from api.remote import ask_server

    def asked(question: str, history: Sequence[str]) -> Answer:
        turns = [{"role": "user", "content": earlier} for earlier in history]
        return ask_server(settings.server, {**body, "question": question, "history": turns})

    return asked


def _from_home(settings: Settings, body: dict[str, Any]) -> Asked:
    from api.bootstrap import open_answerer, open_index
    from api.filters import read_filters

    dates = {name: body[name] for name in ("as_of", "since", "until")}
    filters = read_filters(settings.zone, sources=body["sources"], **dates)
    answerer = open_answerer(open_index(settings))
    request = Request("", filters, top_k=body["top_k"], generator=body["generator"])

    def asked(question: str, history: Sequence[str]) -> Answer:
        return answerer.ask(replace(request, question=question, history=history))

    return asked


def _show(answer: Answer, settings: Settings) -> None:
    from api.cli.terminal import render_answer

    console().print(render_answer(answer, settings.zone))


def _converse(asked: Asked, settings: Settings) -> None:
    """Questions and answers until an empty line or the end of input."""
    gc.enable()
    out, history = console(), list[str]()
    out.print("Ask a question; an empty line ends.", style="dim")
    while True:
        try:
            question = out.input("[bold cyan]?[/] ")
        except EOFError:
            return
        if not question.strip():
            return
        try:
            _show(asked(question, history), settings)
        except BadQuestion as error:
            complain(str(error))
        out.print()
        history.append(question)


def main() -> None:
    """The entry point of `ask`."""
    app()
