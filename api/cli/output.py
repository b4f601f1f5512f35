"""What both commands share: consoles, JSON on standard output, and errors in one line."""

import io
import re
import sys
from collections.abc import Generator
from contextlib import contextmanager
from typing import Any

import typer
from rich.console import Console
from rich.text import Text

from api.faults import REPORTED, fault_of

_UNBROKEN = 100_000
_UNDECODED = re.compile(r"[\ud800-\udfff]")


def is_text(argument: str) -> bool:
    """Whether an argument or a file's name came as UTF-8; other bytes become lone surrogates."""
    return not _UNDECODED.search(argument)


def run(app: typer.Typer) -> None:
    """Run a command. Arguments that are not text are refused; a closed stream is an empty one."""
    sys.stdin = sys.stdin or io.TextIOWrapper(io.BytesIO(), encoding="utf-8")
    sys.stdout = sys.stdout or io.TextIOWrapper(io.BytesIO(), encoding="utf-8")
    for stream in (sys.stdin, sys.stdout):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")
    for argument in sys.argv[1:]:
        if not is_text(argument):
            complain(f"{argument!a} is not UTF-8 text: write it in UTF-8, or rename the file")
            sys.exit(2)
    app()


def console() -> Console:
    """Standard output; plain text in unbroken lines where it is not a terminal."""
    return Console(highlight=False, width=None if sys.stdout.isatty() else _UNBROKEN)


def complain(message: str, style: str = "red") -> None:
    """One line on standard error."""
    from api.cli.terminal import clean

    Console(stderr=True, highlight=False, soft_wrap=True).print(Text(clean(message), style=style))


@contextmanager
def reported() -> Generator[None, None, None]:
    """End the command with a message and the exit status that an error stands for."""
    try:
        yield
    except REPORTED as error:
        complain(str(error))
        raise typer.Exit(fault_of(error).exit_status) from error
    except BrokenPipeError:
        sys.stderr.close()
        raise typer.Exit(1) from None
    except KeyboardInterrupt:
        complain("interrupted")
        raise typer.Exit(130) from None


def print_json(value: Any) -> None:
    """One JSON document in UTF-8, as the REST service would send it."""
    from pydantic import TypeAdapter

    data = TypeAdapter(type(value)).dump_json(value, indent=2)
    sys.stdout.buffer.write(data + b"\n")
