"""Progress of long work on standard error, on a terminal only."""

from collections.abc import Callable, Generator, Iterable, Iterator
from contextlib import contextmanager
from typing import TypeVar

from rich.console import Console
from rich.progress import (
    BarColumn,
    Progress,
    SpinnerColumn,
    TaskID,
    TextColumn,
    TimeElapsedColumn,
    TimeRemainingColumn,
)

T = TypeVar("T")
_REFRESHES = 4  # a second


class Meter:
    """Counts the bytes read of a known total, so that the time left can be told."""

    def __init__(self, total: int) -> None:
        self.total, self.done = total, 0

    def add(self, count: int) -> None:
        """Note that so many bytes more have been read."""
        self.done += count


def watched(items: Iterable[T], noun: str, meter: Meter) -> Iterator[T]:
    """The items, counted while they pass: how many, how fast, how long it will take."""
    with _progress(
        SpinnerColumn(),
        TextColumn("{task.fields[count]:,} {task.description}"),
        TextColumn("{task.fields[rate]:,.0f} a second"),
        BarColumn(),
        TimeElapsedColumn(),
        TextColumn("left"),
        TimeRemainingColumn(),
    ) as bar:
        task = bar.add_task(noun, total=meter.total or None, count=0, rate=0.0)
        for count, item in enumerate(items, start=1):
            yield item
            _show(bar, task, meter, count)


def _show(bar: Progress, task: TaskID, meter: Meter, count: int) -> None:
    elapsed = bar.tasks[0].elapsed or 0.0
    rate = count / elapsed if elapsed else 0.0
    bar.update(task, completed=meter.done, count=count, rate=rate)


@contextmanager
def counted(noun: str) -> Generator[Callable[[int], None], None, None]:
    """A function to be told how many have been done."""
    with _progress(
        SpinnerColumn(), TextColumn("{task.completed:,.0f} {task.description}"), TimeElapsedColumn()
    ) as bar:
        task = bar.add_task(noun, total=None)
        yield lambda done: bar.update(task, completed=done)


@contextmanager
def rebuilding() -> Generator[Callable[[int, int], None], None, None]:
    """A function to be told how many of how many changes have been taken in.

    Nothing is shown where that takes no time, nor any more once it is done.
    """
    with _progress(TextColumn("catching up the index"), BarColumn(), TimeRemainingColumn()) as bar:
        tasks: list[TaskID] = []

        def told(done: int, total: int) -> None:
            if not tasks:
                if done >= total:
                    return
                tasks.append(bar.add_task("changes", total=total))
            bar.update(tasks[0], completed=done, total=total)
            if done >= total:
                bar.stop()

        yield told


def _progress(*columns: object) -> Progress:
    console = Console(stderr=True)
    return Progress(
        *columns,  # type: ignore[arg-type]
        console=console,
        disable=not console.is_terminal,
        transient=True,
        refresh_per_second=_REFRESHES,
    )
