"""What both commands share: consoles, JSON on standard output, and errors in one line."""

import sys
from collections.abc import Generator
from contextlib import contextmanager
from typing import Any

import typer
from rich.console import Console

from api.faults import REPORTED, fault_of

_UNBROKEN = 100_000


def console() -> Console:
    """Standard output; plain text in unbroken lines where it is not a terminal."""
    return Console(highlight=False, width=None if sys.stdout.isatty() else _UNBROKEN)


def complain(message: str) -> None:
    """One line on standard error."""
    Console(stderr=True, highlight=False, soft_wrap=True).print(message, markup=False, style="red")


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
    """One JSON document, as the REST service would send it."""
    from pydantic import TypeAdapter

    data = TypeAdapter(type(value)).dump_json(value, indent=2)
    sys.stdout.write(data.decode() + "\n")
