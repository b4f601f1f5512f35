"""`ask`: a question, answered from the home folder or by a running service."""

import gc
import sys

gc.disable()  # collections while importing cost a tenth of a short run; a conversation enables it

from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import ExitStack, closing, contextmanager
from dataclasses import replace
from datetime import tzinfo
from functools import partial
from pathlib import Path
from typing import Annotated, Any

import typer

from api.cli.output import complain, console, print_json, reported, run
from api.settings import Settings, read_settings
from index.searchable.searchable import Progress
from rag import Answer, AnswerStream, BadQuestion, Event, Request, Status, answer_of

ABSTAINED = 3
_MOST_INPUT = 1_000_000  # bytes
_REMEMBERED = 20  # earlier questions
app = typer.Typer(add_completion=False, pretty_exceptions_enable=False)
Events = AnswerStream | Generator[Event, None, None]  # the last of them is an answer
Asked = Callable[[str, Sequence[str]], Events]
Show = Callable[[Iterator[Event], str], Answer]


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
    with reported():
        settings = read_settings(home=home, server=server, generator=generator)
        if home and not server:  # what is said on the command line counts more
            settings = replace(settings, server="")
        body = {
            "as_of": as_of,
            "since": since,
            "until": until,
            "sources": source or [],
            "top_k": top_k,
        }
        show = _show_json if json else partial(_show, settings.zone)
        if sys.stdout.isatty() and not no_stream and not json:
            show = partial(_show_growing, settings.zone)
        with (_service if settings.server else _folder)(settings, body) as asked:
            if not question and sys.stdin.isatty():
                _converse(asked, show)
                return
            question = _read_question(question)
            with closing(asked(question, ())) as events:
                answer = show(events, question)
            if answer.status is Status.ABSTAINED:
                raise typer.Exit(ABSTAINED)


def _read_question(question: str) -> str:
    if question != "-" and question:
        return question
    if question == "-":
        return _piped()
    raise BadQuestion(
        'there is no question: write it as `ask "What is new?"`, or pipe it to `ask -`'
    )


def _piped() -> str:
    data = sys.stdin.buffer.read(_MOST_INPUT + 1)
    if len(data) > _MOST_INPUT:
        raise BadQuestion(f"standard input has more than {_MOST_INPUT:,} bytes: pipe one question")
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        raise BadQuestion("standard input is not UTF-8 text: pipe the question in UTF-8") from None


@contextmanager
def _service(settings: Settings, body: dict[str, Any]) -> Generator[Asked, None, None]:
    from api.remote import stream_server

    # the service's own generator writes the answer, unless one is named here
    named = {"generator": settings.generator} if "generator" in settings.chosen else {}

    def asked(question: str, history: Sequence[str]) -> Events:
        turns = [{"role": "user", "content": earlier} for earlier in history]
        return stream_server(
            settings.server,
            {**body, **named, "question": question, "history": turns},
            key=settings.server_key.reveal(),
        )

    yield asked


@contextmanager
def _folder(settings: Settings, body: dict[str, Any]) -> Generator[Asked, None, None]:
    from api.bootstrap import open_answerer, open_index
    from api.filters import read_filters

    dates = {name: body[name] for name in ("as_of", "since", "until")}
    filters = read_filters(settings.zone, sources=body["sources"], **dates)
    request = Request("", filters, top_k=body["top_k"], generator=settings.generator)
    with _catching_up() as progress, open_index(settings, progress=progress) as index:
        answerer = open_answerer(index, settings)
        yield lambda question, history: answerer.stream(
            replace(request, question=question, history=history)
        )


@contextmanager
def _catching_up() -> Generator[Progress, None, None]:
    """Show a bar, and load what draws it, only where the index has to be made again."""
    with ExitStack() as stack:
        bars = list[Progress]()

        def told(done: int, total: int) -> None:
            if not bars and done < total:
                from api.cli.progress import rebuilding

                bars.append(stack.enter_context(rebuilding()))
            for bar in bars:
                bar(done, total)

        yield told


def _show_json(events: Iterator[Event], _: str) -> Answer:
    answer = answer_of(events)
    print_json(answer)
    return answer


def _show(zone: tzinfo, events: Iterator[Event], _: str) -> Answer:
    from api.cli.terminal import render_answer

    answer = answer_of(events)
    console().print(render_answer(answer, zone))
    return answer


def _show_growing(zone: tzinfo, events: Iterator[Event], question: str) -> Answer:
    from api.cli.growing import Growing

    return Growing(console(), zone, question).show(events)


def _converse(asked: Asked, show: Show) -> None:
    """Questions and answers until an empty line or the end of input.

    An interrupt while an answer is made ends that answer alone.
    """
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
            with closing(asked(question, history[-_REMEMBERED:])) as events:
                show(events, question)
            history.append(question)
        except BadQuestion as error:
            complain(str(error))
        except KeyboardInterrupt:
            complain("interrupted")
        out.print()


def main() -> None:
    """The entry point of `ask`."""
    run(app)
